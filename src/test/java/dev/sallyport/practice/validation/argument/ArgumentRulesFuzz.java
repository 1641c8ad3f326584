package dev.sallyport.practice.validation.argument;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Any text gives a known code or none, fast; and what java.net.URI reads as a private address is never let through. */
final class ArgumentRulesFuzz {
    private static final String ALPHABET =
            "..//\\\\@@::%%25eE0011222567789afxlocahst?#[]-_~;&|$(){}'\"` \t\0\u00a0．／。①ａ中🙂\uD800";

    private final ArgumentRules rules = new ArgumentRules(Set.of("exempt.internal"));
    private final ResourceUris uris = new ResourceUris(Set.of());

    @FuzzTest
    void everyTextGivesAKnownCodeOrNone(FuzzedDataProvider input) {
        check(input.consumeRemainingAsString());
    }

    @Test
    void randomTextsGiveAKnownCodeOrNone() {
        Random random = new Random(20261125);
        for (int i = 0; i < 50_000; i++) {
            check(text(random, random.nextInt(24)));
            check("http://" + text(random, random.nextInt(24)));
        }
    }

    @Test
    void privateAddressesAreRefusedHoweverTheUrlGoesOn() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] address = privateAddress(random);
            long value = (address[0] & 0xFFL) << 24
                    | (address[1] & 0xFF) << 16
                    | (address[2] & 0xFF) << 8
                    | (address[3] & 0xFF);
            String host =
                    switch (random.nextInt(7)) {
                        case 0 -> Long.toString(value);
                        case 1 -> "0x" + Long.toHexString(value);
                        case 2 -> "0" + Long.toOctalString(value);
                        case 3 -> "%d.0x%x.0%o".formatted(value >> 24, value >> 16 & 0xFF, value & 0xFFFF);
                        case 4 -> "[::ffff:%x:%x]".formatted(value >> 16, value & 0xFFFF);
                        case 5 -> "[64:ff9b::%x:%x]".formatted(value >> 16, value & 0xFFFF);
                        default -> plain(address);
                    };
            String url = "http://" + host + (random.nextBoolean() ? ":80" : "") + "/"
                    + text(random, 8).replaceAll("\\p{Cc}", "");
            assertEquals(ArgumentReasons.URL_PRIVATE_ADDRESS, rules.judge(ArgumentClass.URL, url), url);
        }
    }

    @Test
    void climbingSegmentsAreRefusedWhateverStandsAround() {
        Random random = new Random(8);
        String[] climbs = {"..", "%2e%2e", "%2E.", "%252e%252e", "．．", "%c0%ae%c0%ae", "....", "..;"};
        String[] slashes = {"/", "\\", "%2f", "%5C", "／", "%252f", "%c0%af"};
        for (int i = 0; i < 20_000; i++) {
            String path = "a" + random.nextInt() + slashes[random.nextInt(slashes.length)]
                    + climbs[random.nextInt(climbs.length)] + slashes[random.nextInt(slashes.length)] + "etc";
            assertEquals(ArgumentReasons.PATH_TRAVERSAL, rules.judge(ArgumentClass.PATH, path), path);
        }
    }

    @Test
    void naughtyStringsAreNoTrouble() throws IOException {
        Path file = Path.of(System.getProperty("suites", "")).resolve("naughty-strings/blns.json");
        if (!Files.exists(file)) {
            System.out.println("naughty-strings: not present, nothing checked");
            return;
        }
        int count = 0;
        for (JsonNode text : JsonMapper.shared().readTree(Files.readAllBytes(file))) {
            check(text.asString());
            count++;
        }
        assertTrue(count > 500);
    }

    private void check(String text) {
        for (ArgumentClass use : ArgumentClass.values()) {
            Reason reason = rules.judge(use, text);
            if (reason != null) {
                // every known code has a sentence, and no other
                assertTrue(RuleSentences.of(reason).startsWith("must "));
            }
        }
        if (uris.judge(text) instanceof Verdict.Deny denial) {
            assertTrue(RuleSentences.of(denial.reason()).startsWith("must "));
        }
        if (isPrivateToJava(text)) {
            assertNotNull(rules.judge(ArgumentClass.URL, text), text);
        }
    }

    /** The second opinion: a URL whose host java.net reads as the literal of a loopback, link-local or site address. */
    private static boolean isPrivateToJava(String text) {
        try {
            String host = new URI(text).getHost();
            if (host == null || !(host.startsWith("[") || host.matches("[0-9.]+"))) {
                return false;
            }
            InetAddress address = InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", ""));
            return address.isLoopbackAddress()
                    || address.isLinkLocalAddress()
                    || address.isSiteLocalAddress()
                    || address.isAnyLocalAddress();
        } catch (URISyntaxException | IllegalArgumentException _) {
            return false;
        }
    }

    private static byte[] privateAddress(Random random) {
        byte[] address = new byte[4];
        random.nextBytes(address);
        switch (random.nextInt(4)) {
            case 0 -> address[0] = 10;
            case 1 -> address[0] = 127;
            case 2 -> {
                address[0] = (byte) 192;
                address[1] = (byte) 168;
            }
            default -> {
                address[0] = (byte) 169;
                address[1] = (byte) 254;
            }
        }
        return address;
    }

    private static String plain(byte[] address) {
        return (address[0] & 0xFF) + "." + (address[1] & 0xFF) + "." + (address[2] & 0xFF) + "." + (address[3] & 0xFF);
    }

    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }
}
