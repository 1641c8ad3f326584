package dev.sallyport.practice.validation.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Any expression is matched or refused; expressions of a plain grammar match what another engine says that they match. */
final class PatternsFuzz {
    private static final String SPACE =
            "\\t\\n\\x0b\\f\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff";

    /** As ECMA-262 writes it, and as java.util.regex does. */
    private static final String[][] ATOMS = {
        {"a", "a"},
        {"1", "1"},
        {".", "[^\\n\\r\\u2028\\u2029]"},
        {"\\s", "[" + SPACE + "]"},
        {"\\S", "[^" + SPACE + "]"},
        {"\\d", "[0-9]"},
        {"\\w", "[0-9A-Za-z_]"},
        {"\\/", "/"},
        {"\\u0061", "a"},
        {"\\cJ", "\\n"},
        {"[a1]", "[a1]"},
        {"[^a]", "[^a]"},
        {"[^\\s]", "[^" + SPACE + "]"},
        {"[a\\S]", "[^" + SPACE + "]"},
        {"[^\\S]", "[" + SPACE + "]"},
        {"[\\s-]", "[" + SPACE + "\\-]"},
        {"[[]", "\\["},
        {"[[:a]", "[\\[:a]"},
        {"[.]", "\\."},
        {"[]", "(?!)"},
        {"[^]", "(?s:.)"},
        {"^", "\\A"},
        {"$", "\\z"},
        {"\\b", "(?:(?<![0-9A-Za-z_])(?=[0-9A-Za-z_])|(?<=[0-9A-Za-z_])(?![0-9A-Za-z_]))"},
    };

    private static final String[] QUANTIFIERS = {"", "", "", "*", "+", "?", "{2}", "{1,2}", "*?"};
    private static final String ALPHABET = "aa1_ \n\r\u2028\u00a0\u3000[:.-/é";

    @FuzzTest
    void expressionsAreMatchedOrRefused(FuzzedDataProvider data) {
        if (data.consumeBoolean()) {
            compare(data::consumeLong);
        } else {
            use(data.consumeString(2_000), data.consumeRemainingAsString());
        }
    }

    @Test
    void plainExpressionsMatchWhatAnotherEngineSays() {
        Random random = new Random(262);
        int matched = 0;
        for (int i = 0; i < 50_000; i++) {
            matched += compare(random) ? 1 : 0;
        }
        assertTrue(matched > 5_000 && matched < 45_000, "matched " + matched);
    }

    private static boolean compare(RandomGenerator random) {
        StringBuilder ecma = new StringBuilder();
        StringBuilder java = new StringBuilder();
        alternatives(random, 2, ecma, java);
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(7); i > 0; i--) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        boolean matched = new Patterns().getRegularExpression(ecma.toString()).matches(text.toString());
        assertEquals(Pattern.compile(java.toString()).matcher(text).find(), matched, () -> "/" + ecma + "/ on " + text);
        return matched;
    }

    private static void alternatives(RandomGenerator random, int depth, StringBuilder ecma, StringBuilder java) {
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            if (depth > 0 && random.nextInt(5) == 0) {
                ecma.append("(");
                java.append("(");
                alternatives(random, depth - 1, ecma, java);
                ecma.append(")");
                java.append(")");
            } else {
                String[] atom = ATOMS[random.nextInt(ATOMS.length)];
                ecma.append(atom[0]);
                java.append(atom[1]);
                if (atom[0].equals("^") || atom[0].equals("$") || atom[0].equals("\\b")) {
                    continue;
                }
            }
            String quantifier = QUANTIFIERS[random.nextInt(QUANTIFIERS.length)];
            ecma.append(quantifier);
            java.append(quantifier);
            if (random.nextInt(8) == 0) {
                ecma.append('|');
                java.append('|');
            }
        }
    }

    private static void use(String regex, String text) {
        if (Patterns.supports(regex)) {
            try {
                new Patterns().getRegularExpression(regex).matches(text);
            } catch (SchemaLimitReached limit) {
                assertEquals(SchemaReasons.SCHEMA_EFFORT, limit.reason());
            }
        }
        // the longest escape stands for all white space
        assertTrue(PatternDialect.toRe2(regex).length() <= regex.length() * 200L, regex);
    }
}
