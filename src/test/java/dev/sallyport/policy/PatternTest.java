package dev.sallyport.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Patterns of resources and principals. */
final class PatternTest {
    @ParameterizedTest
    @CsvSource({
        "true, files/read_*, files, read_file",
        "true, files/read_*, files, read_",
        "false, files/read_*, files, xread_file",
        "true, files, files, anything/at all",
        "true, files/*, files, ''",
        "true, *, files, x",
        "true, */delete_*, git, delete_branch",
        "false, files/read_file, git, read_file",
        "false, files/read_file, files, READ_FILE",
        "true, files/file:///srv/*, files, file:///srv/a/b",
        "true, files/a*b*c, files, a.b.b.c",
        "false, files/a*b*c, files, a.b.b.cd",
        "true, files/*a, files, aaa",
    })
    void covers(boolean covers, String pattern, String server, String name) {
        ResourcePattern read = ResourcePattern.read(pattern).orElseThrow();
        assertEquals(covers, read.covers(server, name));
        assertEquals(read, ResourcePattern.read(read.toString()).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/x", "files/", "Files/x", "fi les", "f*/x", "files*"})
    void isNoPattern(String text) {
        assertEquals(Optional.empty(), ResourcePattern.read(text));
    }

    @Test
    void coversWhatARegularExpressionDoes() {
        Random random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            String pattern = text(random, "ab*", 1 + random.nextInt(6));
            String name = text(random, "ab", random.nextInt(8));
            boolean expected = Pattern.matches(pattern.replace("*", ".*"), name);
            assertEquals(expected, new ResourcePattern("s", pattern).covers("s", name), pattern + " of " + name);
        }
    }

    private static String text(Random random, String letters, int chars) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < chars; i++) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "local", "anonymous", "user:https://idp.example#alice", "role:a:b", "client:x"})
    void namesPrincipals(String text) {
        assertEquals(text, PrincipalPattern.read(text).orElseThrow().text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "alice", "user:", ":x", "team:x", "User:x", "LOCAL"})
    void namesNobody(String text) {
        assertEquals(Optional.empty(), PrincipalPattern.read(text));
    }
}
