package dev.sallyport.practice.token.redact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** All that is found is taken out, however many there are; what is listed for the record has a bound. */
final class RedactionTest {
    private static final int MANY = 100;

    private final Redaction redaction = new Redaction(SecretScan::in);
    private final ObjectNode given = JsonNodeFactory.instance.objectNode();

    private static String key(int number) {
        return "ghp" + "_0123456789abcdefghijABCDEFGHIJ" + (100_000 + number);
    }

    private static String keys() {
        return IntStream.range(0, MANY).mapToObj(RedactionTest::key).collect(Collectors.joining(" "));
    }

    private void assertAllTakenOut() {
        ObjectNode clean = redaction.object(given, Set.of());
        String text = String.valueOf(clean);
        assertFalse(text.contains("ghp_"), text);
        assertEquals(MANY, text.split("\\[redacted: api-key]", -1).length - 1);
        assertEquals(64, redaction.secrets().size());
    }

    @Test
    void manyOfOneTextAreTakenOut() {
        given.put("text", keys());
        assertAllTakenOut();
        assertFalse(Redaction.clean(keys()).contains("ghp_"));
    }

    @Test
    void manyOfManyTextsAreTakenOut() {
        IntStream.range(0, MANY).forEach(i -> given.withArray("list").add(key(i)));
        assertAllTakenOut();
    }

    @Test
    void noNumberOfOneSecretHidesAnother() {
        List<String> secrets = List.of("first-configured", "other-configured");
        String text = "first-configured ".repeat(MANY) + "other-configured";
        List<Found> found = Literals.in(text, secrets, "configured-secret");
        assertEquals(MANY + 1, found.size());
        assertEquals(text.length(), found.getLast().to());
    }

    @Test
    void ofTwoThatOverlapNothingStays() {
        String text = "configured-first-word is, configured-first";
        List<String> secrets = List.of("first-word", "configured-first");
        assertEquals(
                "[redacted: known] is, [redacted: known]",
                String.valueOf(new Redaction(each -> Literals.in(each, secrets, "known"))
                                .object(given.put("text", text), Set.of()))
                        .split("\"", -1)[3]);
        List<Found> known = List.of(new Found("known", 5, 5, 20), new Found("known", 30, 30, 40));
        Found around = new Found("known", 0, 5, 25);
        assertEquals(List.of(around, known.getLast()), Literals.merged(known, List.of(new Found("bearer", 0, 3, 25))));
        assertEquals(
                List.of(new Found("known", 0, 30, 50), new Found("jwt", 50, 50, 60)),
                Literals.merged(
                        known,
                        List.of(
                                new Found("bearer", 0, 3, 10),
                                new Found("basic", 15, 17, 35),
                                new Found("jwt", 38, 38, 50),
                                new Found("jwt", 50, 50, 60))));
        assertEquals(known, Literals.merged(known, List.of()));
        assertEquals(known, Literals.merged(List.of(), known));
    }

    @Test
    void namesOfMembersAreTexts() {
        given.put("a", 1);
        given.putObject("in").put(key(1), "x").put("[redacted: api-key]", "y").put(key(2), key(3));
        ObjectNode clean = new Redaction(SecretScan::in).object(given, Set.of());
        assertEquals(
                "{\"a\":1,\"in\":{\"[redacted: api-key] 2\":\"x\",\"[redacted: api-key]\":\"y\","
                        + "\"[redacted: api-key] 3\":\"[redacted: api-key]\"}}",
                String.valueOf(clean));
        assertNull(new Redaction(SecretScan::in).object(given.removeAll().put(key(1), "x"), Set.of(key(1))));
    }

    /** Copying the text for each secret would take minutes. */
    @Test
    @Timeout(60)
    void takingOutTakesNoLongerThanTheText() {
        for (String piece : List.of(key(1) + " ", "xoxb-0123456789 ", "first-configured", "first-configured sk-")) {
            ObjectNode text = JsonNodeFactory.instance.objectNode().put("text", piece.repeat(300_000));
            Redaction redaction = new Redaction(each -> Literals.merged(
                    Literals.in(each, List.of("first-configured", "configured"), ""), SecretScan.in(each)));
            assertFalse(String.valueOf(redaction.object(text, Set.of())).contains(piece.strip()), piece);
        }
    }
}
