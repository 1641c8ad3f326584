package dev.sallyport.practice.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sallyport.pipeline.Envelope;
import dev.sallyport.pipeline.Envelope.Carrier;
import dev.sallyport.pipeline.Headers;
import dev.sallyport.pipeline.verdict.Verdict;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whoever passes the door named a host of ours, as java.net reads it, and came from no page but ours or a known one. */
final class DoorGuardFuzz {
    private static final Set<String> HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Set<String> ORIGINS = Set.of("https://known.example");
    private static final String[] PIECES = {
        "localhost",
        "LOCALHOST",
        "127.0.0.1",
        "[::1]",
        ":80",
        ":",
        "evil.example",
        "@",
        "/",
        "http://",
        "https://",
        "known.example",
        "null",
        " ",
        ".",
        "[",
        "]",
        "application/json",
        ";charset=utf-8",
        "text/plain",
        ","
    };

    private final DoorGuard door = new DoorGuard(new DoorRules(HOSTS, ORIGINS, 100));

    @FuzzTest
    void whoPassesIsKnown(FuzzedDataProvider data) {
        check(data.consumeString(40), data.consumeString(40), data.consumeString(40), data.consumeLong(-1, 1_000));
    }

    @Test
    void noArrangementOfPiecesPassesUnknown() {
        Random random = new Random(9110);
        int passed = 0;
        for (int i = 0; i < 100_000; i++) {
            String type = random.nextInt(3) > 0 ? "application/json" : text(random);
            passed += check(text(random), random.nextBoolean() ? "" : text(random), type, random.nextInt(200)) ? 1 : 0;
        }
        assertTrue(passed > 500, "passed " + passed);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    private boolean check(String host, String origin, String type, long sizeBytes) {
        Fields fields = new Fields(Map.of("host", host, "origin", origin, "content-type", type));
        Verdict verdict = door.judge(new Envelope(Carrier.POST, "a", "127.0.0.1", fields, sizeBytes));
        if (!(verdict instanceof Verdict.Pass)) {
            return false;
        }
        URI read = URI.create("http://" + host);
        assertTrue(HOSTS.contains(read.getHost().toLowerCase(Locale.ROOT)), host);
        assertEquals(host, read.getRawAuthority());
        if (!origin.isEmpty() && !ORIGINS.contains(origin.toLowerCase(Locale.ROOT))) {
            assertTrue(HOSTS.contains(URI.create(origin).getHost().toLowerCase(Locale.ROOT)), origin);
        }
        assertTrue(type.toLowerCase(Locale.ROOT).replace(" ", "").startsWith("application/json"), type);
        assertTrue(sizeBytes <= 100);
        return true;
    }

    private record Fields(Map<String, String> values) implements Headers {
        @Override
        public String value(String name) {
            return values.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        @Override
        public boolean isRepeated(String name) {
            return false;
        }
    }
}
