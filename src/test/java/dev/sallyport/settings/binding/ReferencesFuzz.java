package dev.sallyport.settings.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** An escaped text is itself again; any other gives a text or a problem, and never shows the value of a variable. */
final class ReferencesFuzz {
    private static final String VALUE = "~the value of the variable~";
    private static final Environment ENVIRONMENT = name -> name.startsWith("A") ? Optional.of(VALUE) : Optional.empty();
    private static final String[] PIECES = {
        "$", "{", "}", "${", "$${", "${A}", "${B}", "${B:-x}", ":-", "A", "\\", "\n", "é"
    };

    @FuzzTest
    void anyTextIsReplacedOrAProblem(byte[] bytes) {
        check(new String(bytes, StandardCharsets.UTF_8));
    }

    @Test
    void anyArrangementOfPiecesIsReplacedOrAProblem() {
        Random random = new Random(3);
        int replaced = 0;
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(8); j > 0; j--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            replaced += check(text.toString()) ? 1 : 0;
        }
        assertTrue(replaced > 1_000, "replaced " + replaced);
    }

    /** True where a variable was replaced. */
    private static boolean check(String text) {
        if (text.length() <= 10_000) {
            assertEquals(
                    Optional.of(text), references(new Problems(Path.of("x"))).text(node(References.escape(text)), "x"));
        }
        if (text.contains(VALUE)) {
            return false; // a fuzzer learns the value, and its own text may be shown
        }
        assertFalse(References.isIn(References.escape(text)) && !text.contains("${"), text);
        Problems problems = new Problems(Path.of("x"));
        References references = references(problems);
        Optional<String> replaced = references.text(node(text), "x");
        assertEquals(replaced.isEmpty(), !problems.isEmpty(), text);
        problems.list().forEach(problem -> assertFalse(problem.toString().contains(VALUE), text));
        assertFalse(references.shown().toString().contains(VALUE), text);
        if (!text.startsWith("file:")) {
            assertEquals(replaced, references.secret(node(text), "x").map(Secret::plaintext), text);
            assertFalse(references.shown().toString().contains(VALUE), text);
        }
        return replaced.isPresent() && replaced.get().contains(VALUE);
    }

    private static References references(Problems problems) {
        return new References(
                Path.of("."), ENVIRONMENT, new SettingsFiles(), problems, new Problems(Path.of("warnings")));
    }

    private static Node.Text node(String text) {
        return new Node.Text(text, Node.Kind.TEXT, new Place(1, 1));
    }
}
