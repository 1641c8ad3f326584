package dev.sallyport.practice.validation.argument;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Attacks in every spelling that we know: each must be refused, and with the code that its page explains. */
final class ArgumentAttackTest {
    private static final Path FOLDER = Path.of("src/test/resources/validation/attacks");

    private final ArgumentRules rules = new ArgumentRules(Set.of());
    private final ResourceUris uris = new ResourceUris(Set.of());

    @Test
    void everyAttackIsRefusedWithItsCode() throws IOException {
        List<String> missed = new ArrayList<>();
        int attacks = 0;
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.sorted().toList()) {
                int count = 0;
                List<String> missedHere = new ArrayList<>();
                for (JsonNode attack : JsonMapper.shared().readTree(Files.readAllBytes(file))) {
                    count++;
                    String code = code(
                            attack.get("class").asString(), attack.get("text").asString());
                    if (!code.equals(attack.get("code").asString())) {
                        missedHere.add(attack + " gave " + code);
                    }
                }
                System.out.println("attacks " + file.getFileName() + ": " + (count - missedHere.size()) + "/" + count);
                attacks += count;
                missed.addAll(missedHere);
            }
        }
        assertEquals(List.of(), missed);
        assertTrue(attacks > 250);
    }

    private String code(String word, String text) {
        if (word.equals("uri")) {
            return uris.judge(text) instanceof Verdict.Deny denial
                    ? denial.reason().code()
                    : "none";
        }
        ArgumentClass use = Arrays.stream(ArgumentClass.values())
                .filter(one -> one.word().equals(word))
                .findFirst()
                .orElseThrow();
        Reason reason = rules.judge(use, text);
        return reason == null ? "none" : reason.code();
    }
}
