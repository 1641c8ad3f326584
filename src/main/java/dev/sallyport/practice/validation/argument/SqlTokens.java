package dev.sallyport.practice.validation.argument;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The words and signs of a text, read as SQL would, and whether together they make a piece of a statement. */
final class SqlTokens {
    private static final int OPERAND_MAX = 6;
    private static final Set<String> STATEMENTS = Set.of(
            "select",
            "insert",
            "update",
            "delete",
            "drop",
            "alter",
            "create",
            "truncate",
            "grant",
            "revoke",
            "exec",
            "execute",
            "declare",
            "commit",
            "rollback",
            "begin",
            "copy",
            "call",
            "merge",
            "attach",
            "pragma",
            "shutdown",
            "set",
            "with");
    private static final Set<String> CONNECTIVES = Set.of("or", "and", "xor", "having", "where");
    private static final Set<String> FUNCTIONS = Set.of(
            "sleep",
            "benchmark",
            "pg_sleep",
            "load_file",
            "pg_read_file",
            "pg_ls_dir",
            "extractvalue",
            "updatexml",
            "randomblob",
            "dbms_pipe",
            "dbms_lock",
            "utl_http",
            "utl_inaddr",
            "load_extension",
            "lo_import");
    private static final Set<String> DROPPED = Set.of("table", "database", "schema", "view", "index", "user", "role");

    private final List<String> tokens = new ArrayList<>();

    SqlTokens(String text) {
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ' ';
            if (c != '_' && !Character.isLetterOrDigit(c)) {
                if (i > start) {
                    tokens.add(text.substring(start, i).toLowerCase(Locale.ROOT));
                }
                if (c != '\'' && !Character.isWhitespace(c)) {
                    tokens.add(String.valueOf(c));
                }
                start = i + 1;
            }
        }
    }

    /** True where some tokens, in their order, make a piece of a statement. */
    boolean holdStatement() {
        boolean select = false;
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.get(i);
            if (isPiece(token, i) || (select && token.equals("from"))) {
                return true;
            }
            select |= token.equals("select");
        }
        return false;
    }

    private boolean isPiece(String token, int at) {
        String next = token(at + 1);
        return switch (token) {
            case ";" -> STATEMENTS.contains(next);
            case "union" -> isUnion(at + 1);
            case "waitfor" -> next.equals("delay") || next.equals("time");
            case "into" -> next.equals("outfile") || next.equals("dumpfile");
            case "order" -> next.equals("by") && isNumber(token(at + 2));
            case "drop" -> DROPPED.contains(next);
            case "information_schema" -> true;
            default ->
                token.startsWith("xp_")
                        || (FUNCTIONS.contains(token) && (next.equals("(") || next.equals(".")))
                        || (CONNECTIVES.contains(token) && isCondition(at + 1));
        };
    }

    private boolean isUnion(int at) {
        int i = at;
        while (token(i).equals("all") || token(i).equals("distinct") || token(i).equals("(")) {
            i++;
        }
        return token(i).equals("select") || token(i).equals("values");
    }

    /** An operand of a few tokens, then a comparison. */
    private boolean isCondition(int at) {
        for (int i = at; i < at + OPERAND_MAX; i++) {
            String next = token(i + 1);
            boolean compared =
                    switch (token(i)) {
                        case "=", "<", ">" -> i > at;
                        case "is" -> next.equals("null") || next.equals("not") || next.equals("true");
                        case "in" -> next.equals("(");
                        case "between", "like" -> isNumber(next) || next.equals("char");
                        default -> false;
                    };
            if (compared) {
                return true;
            }
        }
        return false;
    }

    private String token(int at) {
        return at < tokens.size() ? tokens.get(at) : "";
    }

    private static boolean isNumber(String token) {
        return !token.isEmpty() && token.charAt(0) >= '0' && token.charAt(0) <= '9';
    }
}
