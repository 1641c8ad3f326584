package dev.sallyport.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.settings.binding.Environment;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Statements are added to policies however these are written, and nothing else in them changes. */
final class PolicyTextTest {
    private static final String OLD = "{ id: a, effect: permit, principal: [local], resource: [\"x/y]\"] }";
    private static final String NEW = "{ id: b, effect: permit, principal: [local], resource: [z] }";

    private final PolicyText policy = new PolicyText(Path.of("policy.yaml"), Environment.SYSTEM);

    private String adding(String text) {
        return policy.adding(text, List.of("- " + NEW)).orElse("nothing");
    }

    @Test
    void aListGrowsAtItsEnd() {
        assertEquals("statements:\n  - " + NEW + "\n", adding(""));
        assertEquals("# none\nstatements:\n  - " + NEW + "\n", adding("# none"));
        String indented = "# mine\nstatements:\n    - " + OLD + " # why\n";
        assertEquals(indented + "    - " + NEW + "\n", adding(indented));
        String flush =
                "statements:\n- id: a\n  effect: forbid\n  principal: [local]\n  resource: [z]\n  advice: >-\n    wait";
        assertEquals(flush + "\n- " + NEW + "\n", adding(flush));
    }

    @Test
    void aListInBracketsGrowsBeforeTheLast() {
        assertEquals("statements: [" + OLD + ",\n  " + NEW + "\n] # ]\n", adding("statements: [" + OLD + "] # ]\n"));
        assertEquals("statements: [" + OLD + ",\n  " + NEW + "\n]\n", adding("statements: [" + OLD + ", ]\n"));
        assertEquals("statements: [\n  " + NEW + "\n]\n", adding("statements: []\n"));
        assertEquals(
                "statements: [\n  " + NEW + ",\n  " + OLD + "\n]",
                policy.adding("statements: []", List.of("- " + NEW, "- " + OLD)).orElse("nothing"));
    }

    @Test
    void whatCannotBeDoneIsNotDone() {
        for (String text : List.of(
                "statements: [" + NEW + "]", // its id is there
                """
                statements:
                  - { id: a, effect: forbid, principal: [local], resource: [z], advice: wait }
                # c
                ...
                """,
                "statements: 1",
                "other: 1",
                "statements: [" + "]".repeat(20),
                "statements: &x [" + OLD + "]\n...\n# ]]]]]]]]]]]]]]]]]]]]")) {
            assertEquals("nothing", adding(text), text);
        }
        assertEquals(Optional.empty(), policy.adding("", List.of("- { id: }")));
        assertTrue(policy.adding("", List.of("- " + NEW)).isPresent());
    }
}
