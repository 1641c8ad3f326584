package dev.sallyport.practice.validation.argument;

import dev.sallyport.pipeline.verdict.Reason;
import org.jspecify.annotations.Nullable;

/**
 * What a value inside a SQL statement may not hold: a quote that can end it, a comment, or a piece of a statement.
 *
 * <p>An apostrophe between two letters passes ({@code O'Brien}), if the rest holds nothing of SQL. A server that binds
 * its parameters needs none of this; the class is for those that do not. Source: CWE-89.
 */
final class SqlRules {
    private SqlRules() {}

    static @Nullable Reason judge(String text) {
        boolean apostrophe = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'' && isBetweenLetters(text, i)) {
                apostrophe = true;
            } else if (c == '\'' || c == '"' || c == '`' || c == '\u02BC' || c == '\uFF07' || c == '\uFF02' || c == 0) {
                return ArgumentReasons.SQL_QUOTE;
            }
        }
        if (text.endsWith("\\")) {
            return ArgumentReasons.SQL_QUOTE;
        }
        if (text.contains("--") || text.contains("/*") || text.contains("*/") || (apostrophe && text.contains("#"))) {
            return ArgumentReasons.SQL_COMMENT;
        }
        boolean stacked = apostrophe && text.indexOf(';') >= 0;
        return stacked || new SqlTokens(text).holdStatement() ? ArgumentReasons.SQL_STATEMENT : null;
    }

    private static boolean isBetweenLetters(String text, int at) {
        return at > 0
                && at + 1 < text.length()
                && Character.isLetter(text.charAt(at - 1))
                && Character.isLetter(text.charAt(at + 1));
    }
}
