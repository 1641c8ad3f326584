package dev.sallyport.practice.audit.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * How often signals are raised on days without harm, and whether attacks raise theirs. The thresholds were chosen with the seeds 1 to 3; what
 * is reported comes of the seeds 101 to 105, which were not looked at before. With {@code -Dsignals.seeds=1,2,3} others are printed.
 */
final class SignalEvaluationTest {
    private static final Path EXPECTED = Path.of("src/test/resources/golden/signals.txt");

    @Test
    void whatIsReportedIsWhatComesOut() throws IOException {
        String seeds = System.getProperty("signals.seeds", "");
        String report = report(
                seeds.isEmpty()
                        ? List.of(101L, 102L, 103L, 104L, 105L)
                        : List.of(seeds.split(",")).stream().map(Long::valueOf).toList());
        if (!seeds.isEmpty()) {
            System.out.println(report);
            return;
        }
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(EXPECTED, report);
        }
        assertEquals(Files.readString(EXPECTED), report);
    }

    private static String report(List<Long> seeds) {
        Map<Signal, Integer> alarms = new EnumMap<>(Signal.class);
        Map<String, Integer> found = new LinkedHashMap<>();
        long exchanges = 0;
        for (long seed : seeds) {
            Days days = new Days(seed);
            exchanges += quiet(days, alarms);
            attacked(days, seed, found);
        }
        StringBuilder text =
                new StringBuilder("days " + seeds.size() + ", exchanges " + exchanges + "\n\nsignal: false alarms\n");
        for (Signal signal : Signal.values()) {
            text.append(signal.text() + ": " + alarms.getOrDefault(signal, 0) + "\n");
        }
        text.append("\nattack: found of " + seeds.size() + "\n");
        found.forEach((kind, count) -> text.append(kind + ": " + count + "\n"));
        return text.toString();
    }

    private static Detector learned(Days days) {
        Detector detector = new Detector(SignalSettings.DEFAULT, 42);
        for (int day = 0; day < Days.RUN_UP; day++) {
            days.benign(day).forEach(detector::see);
        }
        return detector;
    }

    private static long quiet(Days days, Map<Signal, Integer> alarms) {
        Detector detector = learned(days);
        List<Observation> last = days.benign(Days.RUN_UP);
        last.forEach(seen -> detector.see(seen).forEach(finding -> alarms.merge(finding.signal(), 1, Integer::sum)));
        return last.size();
    }

    private static void attacked(Days days, long seed, Map<String, Integer> found) {
        Detector detector = learned(days);
        Set<String> raised = new HashSet<>();
        for (Observation seen : days.lastWithAttacks()) {
            String who = seen.isOfSomebody() ? seen.principal().id() : seen.peer();
            detector.see(seen).forEach(finding -> raised.add(finding.signal() + " " + who));
        }
        for (Attacks.Attack attack : new Attacks(seed, days.people()).all()) {
            boolean is = raised.contains(attack.expected() + " " + attack.who());
            found.merge(attack.kind() + " (" + attack.expected().text() + ")", is ? 1 : 0, Integer::sum);
        }
    }
}
