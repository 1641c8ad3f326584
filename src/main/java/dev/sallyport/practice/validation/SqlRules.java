package dev.sallyport.practice.validation;

import com.google.re2j.Pattern;
import dev.sallyport.pipeline.Reason;
import org.jspecify.annotations.Nullable;

/**
 * What a value inside a SQL statement may not hold: a quote that can end it, a comment, or a piece of a statement.
 *
 * <p>An apostrophe between two letters passes ({@code O'Brien}), if the rest holds nothing of SQL. A server that binds
 * its parameters needs none of this; the class is for those that do not. Source: CWE-89.
 */
final class SqlRules {
    private static final Pattern STATEMENT = Pattern.compile("(?is)"
            + ";\\s*(select|insert|update|delete|drop|alter|create|truncate|grant|exec|execute|declare|commit|begin"
            + "|copy|call|merge|attach|pragma|shutdown|set|with)\\b"
            + "|\\bunion\\s+(all\\s+|distinct\\s+)?\\(?\\s*select\\b"
            + "|\\b(or|and|xor|having|where)\\s+(not\\s+)?[\\w'\"().]+\\s*(=|<|>|!=|like\\b|between\\b|in\\s*\\(|is\\b)"
            + "|\\|\\|\\s*\\S+\\s*(=|\\()"
            + "|\\b(sleep|benchmark|pg_sleep|load_file|pg_read_file|extractvalue|updatexml|randomblob|dbms_\\w+"
            + "|utl_\\w+)\\s*[.(]"
            + "|\\bwaitfor\\s+delay\\b|\\bxp_\\w+|\\binto\\s+(out|dump)file\\b|\\binformation_schema\\b"
            + "|\\bselect\\b.+\\bfrom\\b|\\border\\s+by\\s+\\d|\\bdrop\\s+(table|database|schema|view)\\b");

    private SqlRules() {}

    static @Nullable Reason judge(String text) {
        boolean apostrophe = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'' && isBetweenLetters(text, i)) {
                apostrophe = true;
            } else if (c == '\'' || c == '"' || c == '`' || c == '\u02BC' || c == '\uFF07' || c == '\uFF02' || c == 0) {
                return ValidationReasons.SQL_QUOTE;
            }
        }
        if (text.endsWith("\\")) {
            return ValidationReasons.SQL_QUOTE;
        }
        if (text.contains("--") || text.contains("/*") || text.contains("*/") || (apostrophe && text.contains("#"))) {
            return ValidationReasons.SQL_COMMENT;
        }
        boolean stacked = apostrophe && text.indexOf(';') >= 0;
        return stacked || STATEMENT.matcher(text).find() ? ValidationReasons.SQL_STATEMENT : null;
    }

    private static boolean isBetweenLetters(String text, int at) {
        return at > 0
                && at + 1 < text.length()
                && Character.isLetter(text.charAt(at - 1))
                && Character.isLetter(text.charAt(at + 1));
    }
}
