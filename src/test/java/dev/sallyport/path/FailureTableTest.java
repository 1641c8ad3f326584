package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every row of {@code docs/failure-table.md} names a test that exists. */
final class FailureTableTest {
    private static final Pattern PROOF = Pattern.compile("`(\\w+)#(\\w+)` \\|$");

    @Test
    void everyRowIsProven() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("docs/failure-table.md")).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| what fails |"))
                .toList();
        assertTrue(rows.size() > 30, "rows " + rows.size());
        for (String row : rows) {
            List<MatchResult> proofs = PROOF.matcher(row).results().toList();
            assertTrue(proofs.size() == 1, row);
            String source = source(proofs.getFirst().group(1));
            Pattern method =
                    Pattern.compile("@(Test|ParameterizedTest)\\s(?:\\s*@[^\\n]*\\n(?:[^;{]*?\\}\\)\\s)?)?\\s*void "
                            + proofs.getFirst().group(2) + "\\(");
            assertTrue(method.matcher(source).find(), row);
        }
    }

    private static String source(String testClass) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            List<Path> found =
                    files.filter(file -> file.endsWith(testClass + ".java")).toList();
            assertTrue(found.size() == 1, testClass + " " + found);
            return Files.readString(found.getFirst());
        }
    }
}
