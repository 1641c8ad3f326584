package dev.sallyport.cli.policy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.path.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of the mistakes that people make in policies: where, what, and how to mend it. */
final class MistakesTest {
    private static final Path MISTAKES = Path.of("src/test/resources/policy/mistakes");

    @TempDir
    private Path folder;

    @Test
    void everyMistakeIsNamedWithItsPlaceAndItsMending() throws IOException {
        Path settings = Files.writeString(folder.resolve("sallyport.yaml"), """
                access: { policies: [policy.yaml], roles: { reader: { members: [local], may: [sample] } } }
                servers: { sample: { command: [sh] } }
                """);
        StringBuilder all = new StringBuilder();
        for (Path mistake : mistakes()) {
            Files.copy(mistake, folder.resolve("policy.yaml"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            String said = Ran.policy(folder, "check", "--offline", "-c", settings.toString())
                    .out()
                    .lines()
                    .filter(line -> line.contains("policy.yaml:"))
                    .map(line -> line.replace("sallyport: ", "").replace("DIR/", "") + "\n")
                    .reduce("", String::concat);
            assertTrue(said.matches("(?s).*policy\\.yaml:[1-9].*"), mistake + " is not found: " + said);
            all.append(mistake.getFileName().toString().replace(".yaml", ""))
                    .append('\n')
                    .append(said.indent(2));
        }
        Golden.expect("policy/mistakes", all.toString());
    }

    private static List<Path> mistakes() throws IOException {
        try (Stream<Path> files = Files.list(MISTAKES)) {
            List<Path> found = files.sorted().toList();
            assertTrue(found.size() >= 15, found::toString);
            return found;
        }
    }
}
