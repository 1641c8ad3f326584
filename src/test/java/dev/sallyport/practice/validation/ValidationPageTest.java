package dev.sallyport.practice.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every code of the judges has a heading on the practice's page, and no heading outlives its code. */
final class ValidationPageTest {
    @Test
    void everyCodeHasAHeadingAndNoHeadingOutlivesItsCode() throws IOException {
        String page = Files.readString(Path.of("docs/practices/validation.md"));
        List<String> headings = Pattern.compile("(?m)^### ([a-z0-9-]+)$")
                .matcher(page)
                .results()
                .map(match -> match.group(1))
                .toList();
        TreeSet<String> ofJudges = headings.stream()
                .filter(code -> !code.startsWith("json-"))
                .collect(Collectors.toCollection(TreeSet::new));
        TreeSet<String> codes = ValidationReasons.ALL.stream()
                .map(reason -> reason.code())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(codes, ofJudges);
        assertEquals(headings.size(), new TreeSet<>(headings).size());
    }
}
