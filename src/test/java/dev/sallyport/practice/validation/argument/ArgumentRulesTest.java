package dev.sallyport.practice.validation.argument;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.verdict.Reason;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Honest values of the classes that are declared only, and what holds for all rules. */
final class ArgumentRulesTest {
    private final ArgumentRules rules = new ArgumentRules(Set.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "O'Brien",
                "don't stop",
                "Sant'Agata",
                "black and white",
                "it is either or",
                "cats and dogs like milk",
                "order by phone",
                "union station",
                "a;b",
                "C# and Java",
                "drop me a line",
                "select committee",
                "42",
                "",
                "l'été de Zoë",
                "name@example.com",
                "50 % and more",
                "以及 或者",
                "Where is the sea?",
                "sleep well",
                "children between five and ten",
                "a <3 b",
                "x = y",
            })
    void honestSqlLiteralsPass(String text) {

        assertNull(rules.judge(ArgumentClass.SQL_LITERAL, text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", "a-b_c.d", "/usr/bin/x", "user@host", "k=v", "1,2", "文件", "a:b", "+x", ""})
    void honestShellWordsPass(String text) {
        assertNull(rules.judge(ArgumentClass.SHELL_WORD, text));
    }

    @Test
    void codeIsNeverJudged() {
        assertNull(rules.judge(ArgumentClass.CODE, "'; DROP TABLE x; $(rm -rf ../..)"));
    }

    @Test
    void longTextsTakeLinearTime() {
        ResourceUris uris = new ResourceUris(Set.of());
        for (String piece :
                new String[] {"../a", "%25", "%252e", "a.", "[", ":", "@", "//", "' or ", "1 union ", "x\\"}) {
            String text = "a" + piece.repeat(1_000_000 / piece.length());
            assertTimeout(
                    Duration.ofSeconds(5),
                    () -> {
                        uris.judge(text);
                        for (ArgumentClass use : ArgumentClass.values()) {
                            rules.judge(use, text);
                        }
                    },
                    piece);
        }
    }

    @Test
    void everyReasonHasASentenceAndOthersHaveNone() throws IllegalAccessException {
        int sentences = 0;
        for (Field constant : ArgumentReasons.class.getDeclaredFields()) {
            assertTrue(RuleSentences.of((Reason) constant.get(null)).startsWith("must "));
            sentences++;
        }
        assertTrue(sentences >= 20, "only " + sentences);
        assertThrows(IllegalArgumentException.class, () -> RuleSentences.of(new Reason("validation", "schema-size")));
    }
}
