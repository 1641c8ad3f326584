package dev.sallyport.practice.token.redact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What looks like a token or key is found where it stands; what does not is left alone; nothing takes longer than its length. */
final class SecretScanTest {
    /** Made up for this test, in pieces, so that nobody takes them for real ones. */
    private static final Map<String, String> SECRETS = Map.ofEntries(
            Map.entry("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "jwt"),
            Map.entry("eyJhbGciOiJkaXIifQ.key5.iv12.text.tag1", "jwt"),
            Map.entry("xoxa-" + "a123456789", "api-key"),
            Map.entry("Bearer " + "abcdef0123456789", "bearer"),
            Map.entry("dpop " + "ABCDefgh-_.~+/==", "bearer"),
            Map.entry("Basic " + "dXNlcjpwYXNzd29yZDE=", "basic"),
            Map.entry("ghp" + "_0123456789abcdefghijABCDEFGHIJ012345", "api-key"),
            Map.entry("github" + "_pat_0123456789abcdefghijAB", "api-key"),
            Map.entry("glpat" + "-0123456789abcdefghij", "api-key"),
            Map.entry("xoxb" + "-1234567890-abc", "api-key"),
            Map.entry("sk" + "-proj-0123456789abcdefgh", "api-key"),
            Map.entry("sk" + "_live_0123456789abcdefgh", "api-key"),
            Map.entry("AKIA" + "0123456789ABCDEF", "api-key"),
            Map.entry("AIza" + "0123456789abcdefghijABCDEFGHIJ01234", "api-key"),
            Map.entry("ya29" + ".a0123456789abcdefghij", "bearer"),
            Map.entry("npm" + "_0123456789abcdefghijABCDEFGHIJ012345", "api-key"),
            Map.entry("-----BEGIN " + "PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "private-key"),
            Map.entry("-----BEGIN " + "RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----", "private-key"));

    private static final List<String> HARMLESS = List.of(
            "Bearer authentication is described in RFC 6750",
            "a basic understanding of tokens",
            "Basic internationalization",
            "the letters eyJ begin every JSON web token",
            "eyJhbGciOiJSUzI1NiJ9",
            "eyJhbGciOiJSUzI1NiJ9.x",
            "skip-this-one, sk-learn, sk-image-and-other-libraries",
            "AKIAB is short",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
            "https://example.com/a/very/long/path/0123456789012345678901234567890123456789",
            "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
            "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "ghp_ and gho_ are prefixes",
            "notBearer abcdef0123456789x".replace(" ", "_"));

    @Test
    void eachIsFoundAloneAndBetweenOtherText() {
        SECRETS.forEach((secret, kind) -> {
            for (String text :
                    List.of(secret, "key=" + secret + "; more", "\"" + secret + "\"", "é " + secret + " é")) {
                List<Found> found = SecretScan.in(text);
                assertEquals(1, found.size(), text);
                assertEquals(kind, found.getFirst().kind(), text);
                assertEquals(
                        secret,
                        text.substring(found.getFirst().from(), found.getFirst().to()),
                        text);
            }
        });
    }

    @Test
    void whatBeginsLikeATokenAndIsNoneHidesNothing() {
        SECRETS.forEach((secret, kind) -> {
            String text = "eyJaaaaaaaaaaaaa-" + secret;
            assertTrue(
                    SecretScan.in(text).stream().anyMatch(found -> found.kind().equals(kind)), text);
        });
    }

    @Test
    void severalAreFoundInTheirOrder() {
        String text = String.join(" and ", SECRETS.keySet());
        assertEquals(SECRETS.size(), SecretScan.in(text).size());
    }

    @Test
    void wordsAndIdsAreLeftAlone() {
        HARMLESS.forEach(text -> assertEquals(List.of(), SecretScan.in(text), text));
    }

    @Test
    void theValueOfAHeaderIsTheSecretItself() {
        String text = "Authorization: Bearer abcdef0123456789";
        Found found = SecretScan.in(text).getFirst();
        assertEquals("abcdef0123456789", text.substring(found.value(), found.to()));
    }

    @Test
    void noTextTakesLongerThanItsLength() {
        for (String piece : List.of(
                "-eyJaaaaaaaa",
                "eyJaaaaaaaaaa.",
                "eyJaaaaaaaaaa.aaaaa ",
                "sk-",
                "Bearer ",
                "bearer bearer",
                "-----BEGIN ",
                "xoxb-xoxb-",
                "xoxb-0123456789 ",
                "eyJaaaaaaaaa.bbbbb.c ",
                "-----BEGIN PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY----------END -----")) {
            long small = nanos(piece.repeat(20_000));
            long large = nanos(piece.repeat(160_000));
            // eight times the text: a quadratic search would take sixty-four times as long
            assertTrue(large < 30 * small + 50_000_000, piece + ": " + small + " ns, then " + large + " ns");
        }
    }

    private static long nanos(String text) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long from = System.nanoTime();
            SecretScan.in(text);
            best = Math.min(best, System.nanoTime() - from);
        }
        return best;
    }

    @Test
    void whatIsFoundInRandomTextsIsApartAndWithin() {
        Random random = new Random(7);
        List<String> pieces = SECRETS.keySet().stream().sorted().toList();
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(6); j >= 0; j--) {
                String piece = pieces.get(random.nextInt(pieces.size()));
                text.append(piece, random.nextInt(3) == 0 ? random.nextInt(piece.length()) : 0, piece.length());
                text.append(random.nextBoolean() ? "" : " .-_=\n".substring(random.nextInt(6)));
            }
            int end = 0;
            for (Found found : SecretScan.in(text.toString())) {
                assertTrue(
                        found.from() >= end && found.value() >= found.from() && found.to() > found.value(),
                        text.toString());
                end = found.to();
            }
            assertTrue(end <= text.length());
        }
    }
}
