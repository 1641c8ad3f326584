package dev.sallyport.settings;

import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sallyport.settings.binding.Environment;
import dev.sallyport.settings.binding.SettingsFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the bytes, settings are loaded or refused with a reason, soon. */
final class SettingsFuzz {
    private static final Map<String, String> VARIABLES = Map.of("API_KEY", "key", "LONG", "x".repeat(100_000));
    private static final Environment ENVIRONMENT = name -> Optional.ofNullable(VARIABLES.get(name));

    @FuzzTest
    void anyBytesAreLoadedOrRefused(byte[] bytes) {
        read(bytes);
    }

    @Test
    void mutatedFilesAreLoadedOrRefused() throws IOException {
        Random random = new Random(7337);
        int loaded = 0;
        for (Path file : SettingsGoldenTest.good()) {
            byte[] seed = Files.readAllBytes(file);
            for (int i = 0; i < 500; i++) {
                byte[] mutant = seed.clone();
                for (int j = random.nextInt(4); mutant.length > 0 && j >= 0; j--) {
                    byte other = seed[random.nextInt(seed.length)];
                    mutant[random.nextInt(mutant.length)] = random.nextBoolean() ? other : (byte) random.nextInt(256);
                }
                loaded += read(mutant) ? 1 : 0;
            }
        }
        assertTrue(loaded > 100, "mutants that still load: " + loaded);
    }

    @Test
    void filesMadeToBeSlowAreReadInTime() {
        int size = 1_000_000; // just below the bound of a file
        List<String> slow = List.of(
                "[".repeat(size),
                "{".repeat(size),
                "- ".repeat(size / 2),
                "? ".repeat(size / 2),
                "origins: [" + "a, ".repeat(size / 3) + "]",
                "servers:\n" + numbered("  S%d: { command: [x] }\n", 35_000),
                "servers:\n" + numbered("  S%d: { command: [x] }\n", 990),
                "servers: { a: { url: 'https://a', headers: {" + numbered("\"h %d\": x, ", 990) + "}}}",
                numbered("key%d: 1\n", 80_000),
                "listen: \"" + "${A".repeat(size / 3) + "\"",
                "listen: \"" + "${API_KEY}".repeat(size / 10) + "\"",
                "servers: { a: { command: [" + "'${LONG}', ".repeat(900) + "] } }",
                "listen: \"" + "${LONG}".repeat(size / 8) + "\"",
                "listen: " + "1".repeat(size),
                "listen: |\n " + "\n ".repeat(size / 2),
                "? |\n " + "/~0".repeat(size / 3),
                "'" + "a".repeat(size),
                "#".repeat(size),
                "\n".repeat(size),
                "&a ".repeat(size / 3),
                "a: &a [x]\nb: [" + "*a, ".repeat(200_000) + "]",
                "%TAG ! tag:x\n".repeat(size / 16));
        for (String text : slow) {
            assertTimeout(
                    Duration.ofSeconds(10),
                    () -> read(text.getBytes(StandardCharsets.UTF_8)),
                    () -> text.substring(0, Math.min(40, text.length())));
        }
    }

    private static String numbered(String line, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(String.format(line, i));
        }
        return text.toString();
    }

    /** True where the bytes were loaded. */
    private static boolean read(byte[] bytes) {
        SettingsRead read = SettingsLoader.read(Path.of("fuzz.yaml"), bytes, ENVIRONMENT, new SettingsFiles());
        return switch (read) {
            case SettingsRead.Loaded loaded -> !SettingsPrinter.yaml(loaded).isEmpty();
            case SettingsRead.Refused refused -> {
                assertTrue(!refused.problems().isEmpty() && refused.problems().size() <= 100);
                refused.problems()
                        .forEach(problem -> assertTrue(problem.toString().startsWith("fuzz.yaml")));
                yield false;
            }
        };
    }
}
