package dev.sallyport.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever our reader accepts, five other parsers read alike from the original and from what we write of it.
 *
 * <p>Jackson and Gson are asked by {@link JsonInvariants}, against our own tree too; Node, Python and Go here, each for
 * equality by its own measure.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class FiveParsersTest {
    private static final int RANDOM_TEXTS = 3000;

    @TempDir
    private Path folder;

    private final JsonInvariants invariants = new JsonInvariants();
    private int pairs;

    @BeforeEach
    void writePairs() throws IOException {
        List<byte[]> texts = new ArrayList<>();
        Suites.find("json-test-suite/test_parsing")
                .ifPresent(parsing -> texts.addAll(Suites.files(parsing).values()));
        Suites.find("naughty-strings")
                .ifPresent(naughty -> texts.addAll(Suites.files(naughty).values()));
        RandomJson random = new RandomJson(20251125);
        for (int i = 0; i < RANDOM_TEXTS; i++) {
            texts.add(random.next());
        }
        for (byte[] text : texts) {
            if (invariants.hold(text) && new JsonReader().read(text) instanceof JsonRead.Value value) {
                Files.write(folder.resolve(pairs + ".a"), text);
                Files.write(folder.resolve(pairs + ".b"), new JsonWriter().write(value.root()));
                pairs++;
            }
        }
        assertTrue(pairs > RANDOM_TEXTS / 4, "pairs: " + pairs);
    }

    @Test
    void nodeReadsBothAlike() throws Exception {
        compare("node", List.of("node", parser("compare.js")));
    }

    @Test
    void pythonReadsBothAlike() throws Exception {
        compare("python3", List.of("python3", parser("compare.py")));
    }

    @Test
    void goReadsBothAlike(@TempDir Path built) throws Exception {
        String program = built.resolve("compare").toString();
        if (installed("go", "version")) {
            assertEquals("", run(List.of("go", "build", "-o", program, parser("compare.go"))));
            assertEquals("compared " + pairs, run(List.of(program, folder.toString())));
        }
    }

    private void compare(String parser, List<String> command) throws Exception {
        if (installed(parser, "--version")) {
            List<String> full = new ArrayList<>(command);
            full.add(folder.toString());
            assertEquals("compared " + pairs, run(full));
        }
    }

    private static boolean installed(String parser, String question) throws Exception {
        try {
            run(List.of(parser, question));
            return true;
        } catch (IOException e) {
            System.out.println("parser left out: " + parser + " is not installed");
            return false;
        }
    }

    /** What a command says; one that fails or hangs fails the test, one that is not installed throws. */
    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        assertTrue(process.waitFor(2, TimeUnit.MINUTES), () -> command + " hangs");
        assertEquals(0, process.exitValue(), said);
        return said;
    }

    private static String parser(String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(FiveParsersTest.class.getResource("/parsers/" + name))
                        .toURI())
                .toString();
    }
}
