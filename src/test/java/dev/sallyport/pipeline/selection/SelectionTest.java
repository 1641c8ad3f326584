package dev.sallyport.pipeline.selection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sallyport.pipeline.caller.Authentication;
import dev.sallyport.pipeline.caller.Authentication.Confirmation;
import dev.sallyport.pipeline.caller.Authentication.Method;
import dev.sallyport.pipeline.caller.Caller;
import dev.sallyport.pipeline.caller.Principal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SelectionTest {
    private static final String IDP = "https://idp.example";
    private static final Principal.Key ANN = new Principal.Key(IDP, "ann", "t");
    private static final Principal.Key ROBOT = new Principal.Key(IDP, "robot", "");

    private static Authentication how(String sid, String credential) {
        return new Authentication(
                Method.SIGNED_TOKEN,
                "desk",
                Set.of(),
                Instant.MAX,
                Confirmation.NONE,
                sid.isEmpty() ? Map.of() : Map.of("sid", List.of(sid)),
                credential);
    }

    /** Each selection, and which of four callers it covers: ann, ann by a robot, a robot, the owner of the home. */
    @Test
    void itCoversThoseThatItNamesAndNobodyElse() {
        Map<Selection, String> expected = new LinkedHashMap<>();
        expected.put(new Selection.All(), "ann delegated robot local");
        expected.put(new Selection.OfSession("session-"), "ann");
        expected.put(new Selection.OfSession("session"), "");
        expected.put(new Selection.OfSession(""), "");
        expected.put(new Selection.OfPrincipal(ANN.text()), "ann");
        expected.put(new Selection.OfPrincipal("local"), "local");
        expected.put(new Selection.OfSubject(IDP, "ann"), "ann delegated");
        expected.put(new Selection.OfSubject(IDP, "robot"), "delegated robot");
        expected.put(new Selection.OfSubject("https://other.example", "ann"), "");
        expected.put(new Selection.OfIssuerSession(IDP, "", "s-1"), "ann");
        expected.put(new Selection.OfIssuerSession("https://other.example", "", "s-1"), "");
        // of whom no session is known, all is covered
        expected.put(new Selection.OfIssuerSession(IDP, "ann", "s-1"), "ann delegated");
        expected.put(new Selection.OfIssuerSession(IDP, "ann", "s-3"), "delegated");
        expected.put(new Selection.OfClient("desk"), "ann delegated robot");
        expected.put(new Selection.OfClient(""), "");
        expected.put(new Selection.OfCredential("hash-2"), "delegated");
        expected.put(new Selection.OfCredential(""), "");
        expected.forEach((selection, covered) -> {
            StringBuilder all = new StringBuilder();
            add(
                    all,
                    "ann",
                    selection.covers(new Caller(new Principal.User(ANN), "desk"), how("s-1", "hash-1"), "session-1"));
            add(
                    all,
                    "delegated",
                    selection.covers(
                            new Caller(new Principal.Delegated(ANN, ROBOT), "desk"), how("", "hash-2"), "other-one"));
            add(
                    all,
                    "robot",
                    selection.covers(new Caller(new Principal.Workload(ROBOT), "desk"), how("s-2", "hash-3"), ""));
            add(all, "local", selection.covers(new Caller(Principal.LOCAL, ""), Authentication.of(Method.PROCESS), ""));
            assertEquals(covered, all.toString().strip(), selection::toString);
        });
    }

    private static void add(StringBuilder all, String name, boolean covered) {
        all.append(covered ? name + " " : "");
    }
}
