package dev.sallyport.pipeline.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whatever clients write as trace context, what is made of it has one form, soon. */
final class TraceContextFuzz {
    private static final Pattern FORM = Pattern.compile("(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
    private static final Pattern PRINTABLE = Pattern.compile("[\\x20-\\x7e\\t]*");
    private static final String GOOD = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @FuzzTest
    void anyTraceContextIsSoundOrNone(FuzzedDataProvider data) {
        check(data.consumeString(200), data.consumeString(600), data.consumeRemainingAsString());
    }

    @Test
    void randomTraceContextIsSoundOrNone() {
        Random random = new Random(7337);
        int sound = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder parent = new StringBuilder(GOOD);
            for (int j = random.nextInt(3); j > 0; j--) {
                parent.setCharAt(random.nextInt(parent.length()), "0123456789abcdefg-AF ".charAt(random.nextInt(21)));
            }
            String state = text(random, "ab@*=,; \tx1", 30);
            String baggage = text(random, "ab=,; \t%x1\"", 30);
            sound += check(parent.toString(), state, baggage) ? 1 : 0;
        }
        assertTrue(sound > 40_000 && sound < 190_000, sound + " are sound");
    }

    @Test
    void longBaggageIsReadSoon() {
        Set<String> allowed = Set.of("a");
        for (String part : new String[] {"a=1;", "a=1; ", "; a = 1 ", "a=", " ", "a=1,", "\t;"}) {
            String text = "a=1;" + part.repeat(8_180 / part.length());
            assertTimeout(Duration.ofSeconds(2), () -> Baggage.of(text, allowed));
        }
    }

    private static String text(Random random, String letters, int max) {
        StringBuilder text = new StringBuilder();
        for (int j = random.nextInt(max); j > 0; j--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    private static boolean check(String parent, String state, String baggage) {
        TraceContext read = TraceContext.of(parent, state);
        if (!read.isNone()) {
            assertTrue(FORM.matcher(read.traceparent().substring(3)).matches(), parent);
            assertTrue(parent.contains(read.traceId()) && parent.contains(read.spanId()), parent);
        }
        assertTrue(
                read.state().length() <= 512 && PRINTABLE.matcher(read.state()).matches(), state);
        Set<String> allowed = Set.of("a", "b1");
        String kept = Baggage.of(baggage, allowed);
        assertTrue(PRINTABLE.matcher(kept).matches(), baggage);
        assertEquals(kept, Baggage.of(kept, allowed), baggage);
        return !read.isNone();
    }
}
