package dev.sallyport.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.sallyport.pipeline.caller.Principal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A principal is issuer, subject and tenant; its name tells it from every other. */
final class PrincipalTest {
    private static final String ISSUER = "https://idp.example/realms/x";

    @Test
    void theOwnCallersKeepTheirNames() {
        assertEquals("anonymous", Principal.ANONYMOUS.id());
        assertEquals("local", Principal.LOCAL.id());
        assertEquals("gateway", Principal.GATEWAY.id());
    }

    @Test
    void aNameHasTheIssuerBeforeTheSubject() {
        assertEquals(ISSUER + "#ann", new Principal.User(key(ISSUER, "ann", "")).id());
        assertEquals(ISSUER + "#t#ann", new Principal.User(key(ISSUER, "ann", "t")).id());
        assertEquals(
                ISSUER + "#ann by " + ISSUER + "#agent",
                new Principal.Delegated(key(ISSUER, "ann", ""), key(ISSUER, "agent", "")).id());
    }

    @Test
    void a24TheSameSubjectOfTwoIssuersIsTwoPrincipals() {
        assertNotEquals(
                new Principal.User(key(ISSUER, "ann", "")),
                new Principal.User(key("https://other.example", "ann", "")));
    }

    @Test
    void noTwoKeysShareAName() {
        List<String> parts = List.of("a", "b", "a#b", "#", "", "%23", " by ", "a by b", "ä", "\n", "https://i.example");
        Set<String> names = new HashSet<>();
        int count = 0;
        for (String issuer : List.of("https://i.example", "https://i.example/a")) {
            for (String subject : parts) {
                for (String tenant : parts) {
                    if (!subject.isEmpty()) {
                        names.add(key(issuer, subject, tenant).text());
                        count++;
                    }
                }
            }
        }
        assertEquals(count, names.size());
        names.forEach(name -> assertEquals(name, name.replaceAll("[^!-~]", "")));
    }

    private static Principal.Key key(String issuer, String subject, String tenant) {
        return new Principal.Key(issuer, subject, tenant);
    }
}
