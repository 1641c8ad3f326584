package dev.sallyport.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.observe.MetricsText.Kind;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class MetricsTextTest {
    /** Source: Prometheus, Exposition formats, Text-based format, Text format details. */
    private static final Pattern LINE = Pattern.compile("# (HELP|TYPE) [a-z_]+ .+"
            + "|[a-z_]+(\\{[a-z_]+=\"([^\"\\\\\\n]|\\\\[\\\\\"n])*\"(,[a-z_]+=\"([^\"\\\\\\n]|\\\\[\\\\\"n])*\")*\\})? "
            + "(-?[0-9.]+(E-?[0-9]+)?|NaN)");

    @Test
    void aFamilyHasHelpTypeAndSamples() {
        String text = new MetricsText()
                .family("sallyport_children", Kind.GAUGE, "Running processes.")
                .sample("sallyport_children", 3, "server", "a")
                .sample("sallyport_children", 0.25)
                .toString();
        assertEquals("""
                # HELP sallyport_children Running processes.
                # TYPE sallyport_children gauge
                sallyport_children{server="a"} 3
                sallyport_children 0.25
                """, text);
    }

    @Test
    void aLabelCannotBreakOutOfItsValue() {
        String text = new MetricsText().sample("x", 1, "a", "\"} 2\nx{b=\"\\").toString();
        assertEquals("x{a=\"\\\"} 2\\nx{b=\\\"\\\\\"} 1\n", text);
    }

    @Test
    void whatTheProcessMeasuresIsValidAndEachFamilyStandsOnce() {
        MetricsText text = new MetricsText();
        new ProcessMeasures().write(text);
        Set<String> families = new HashSet<>();
        text.toString().lines().forEach(line -> {
            assertTrue(LINE.matcher(line).matches(), line);
            assertTrue(!line.startsWith("# TYPE") || families.add(line), line);
        });
        assertTrue(families.contains("# TYPE jvm_memory_used_bytes gauge"));
        assertTrue(families.contains("# TYPE jvm_gc_collection_seconds summary"));
    }

    @Test
    void aHistogramCountsUpToItsBounds() {
        Histogram histogram = new Histogram(Histogram.FINE_SECONDS);
        histogram.add(500_000); // exactly 0.5 ms
        histogram.add(2_000_000);
        histogram.add(400_000_000_000L);
        MetricsText text = new MetricsText();
        histogram.write(text, "h", "server", "a");
        String written = text.toString();
        assertTrue(written.contains("h_bucket{server=\"a\",le=\"5.0E-4\"} 1\n"), written);
        assertTrue(written.contains("h_bucket{server=\"a\",le=\"0.0025\"} 2\n"), written);
        assertTrue(written.contains("h_bucket{server=\"a\",le=\"300.0\"} 2\n"), written);
        assertTrue(written.contains("h_bucket{server=\"a\",le=\"+Inf\"} 3\n"), written);
        assertTrue(written.contains("h_count{server=\"a\"} 3\n"), written);
    }
}
