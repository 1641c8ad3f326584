package dev.sallyport.practice.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
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

        assertEquals(Optional.empty(), rules.judge(ArgumentClass.SQL_LITERAL, text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", "a-b_c.d", "/usr/bin/x", "user@host", "k=v", "1,2", "文件", "a:b", "+x", ""})
    void honestShellWordsPass(String text) {
        assertEquals(Optional.empty(), rules.judge(ArgumentClass.SHELL_WORD, text));
    }

    @Test
    void codeIsNeverJudged() {
        assertEquals(Optional.empty(), rules.judge(ArgumentClass.CODE, "'; DROP TABLE x; $(rm -rf ../..)"));
    }

    @Test
    void everyReasonOfTheRulesHasASentenceAndOthersHaveNone() {
        long sentences = ValidationReasons.ALL.stream()
                .filter(reason -> !ValidationReasons.ALL.subList(0, 10).contains(reason))
                .filter(reason -> RuleSentences.of(reason).startsWith("must "))
                .count();
        assertEquals(ValidationReasons.ALL.size() - 10, sentences);
        assertThrows(IllegalArgumentException.class, () -> RuleSentences.of(ValidationReasons.SCHEMA_SIZE));
    }
}
