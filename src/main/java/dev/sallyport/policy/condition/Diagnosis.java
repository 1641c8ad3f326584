package dev.sallyport.policy.condition;

import dev.cel.common.CelIssue;
import dev.sallyport.catalog.search.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the checker found wrong with a condition, in words of those who write policies. */
final class Diagnosis {
    private static final Pattern UNKNOWN_WORD =
            Pattern.compile("(undefined field|undeclared reference to) '([^']+)'.*", Pattern.DOTALL);
    private static final Pattern OVERLOAD =
            Pattern.compile("found no matching overload for '([^']+)' applied to '([^']+)'.*", Pattern.DOTALL);
    private static final Pattern TYPE = Pattern.compile("expected type 'bool' but found '([^']+)'");
    private static final Pattern CHARACTER = Pattern.compile("token recognition error at: '(.*)'", Pattern.DOTALL);
    private static final Pattern INPUT =
            Pattern.compile("(?:mismatched|extraneous|no viable alternative at) input '([^']*)'.*", Pattern.DOTALL);
    private static final String NOT_ASCII = "[^\\x00-\\x7f]";

    /** Words that people write for ours. */
    private static final Map<String, String> OTHERS = Map.ofEntries(
            Map.entry("and", "`&&`"),
            Map.entry("or", "`||`"),
            Map.entry("not", "`!`"),
            Map.entry("args", "`arguments`"),
            Map.entry("params", "`arguments`"),
            Map.entry("input", "`arguments`"),
            Map.entry("user", "`principal`"),
            Map.entry("subject", "`principal.subject`"),
            Map.entry("claims", "`principal.claims`"),
            Map.entry("groups", "`principal.claims.groups`"),
            Map.entry("roles", "`principal.roles`"),
            Map.entry("scopes", "`principal.scopes`"),
            Map.entry("tool", "`resource.name`"),
            Map.entry("name", "`resource.name`"),
            Map.entry("server", "`resource.server`"),
            Map.entry("method", "`action`"),
            Map.entry("time", "`context.time`"),
            Map.entry("now", "`context.time`"),
            Map.entry("ip", "`context.peer`"),
            Map.entry("peer", "`context.peer`"));

    /** The functions that there are; macros too. */
    private static final List<String> FUNCTIONS = List.of(
            "all",
            "contains",
            "duration",
            "endsWith",
            "exists",
            "exists_one",
            "filter",
            "getDayOfWeek",
            "getHours",
            "getMinutes",
            "getMonth",
            "has",
            "host",
            "int",
            "map",
            "matches",
            "size",
            "startsWith",
            "string",
            "timestamp",
            "within");

    private Diagnosis() {}

    /** The first issue of {@code text} that explains the others. */
    static UnfitCondition of(String text, List<CelIssue> issues) {
        if (text.isBlank()) {
            return new UnfitCondition("is empty", "leave it out where there is no condition");
        }
        CelIssue first = issues.getFirst();
        // the library counts columns from 0, and knows lines
        int column = first.getSourceLocation().getColumn() + 1;
        int line = first.getSourceLocation().getLine();
        String where = text.strip().contains("\n") ? "line " + line + ", character " + column : "character " + column;
        String[] said = said(text, first);
        return new UnfitCondition(String.format(Locale.ROOT, "is not a condition: %s, at %s", said[0], where), said[1]);
    }

    /** What is wrong, and what to do. */
    private static String[] said(String text, CelIssue issue) {
        String what = issue.getMessage().strip();
        Matcher matcher = UNKNOWN_WORD.matcher(what);
        if (matcher.matches()) {
            return unknown(
                    matcher.group(2), matcher.group(1).startsWith("undefined"), isCalled(text, matcher.group(2)));
        }
        matcher = OVERLOAD.matcher(what);
        if (matcher.matches()) {
            return mixed(matcher.group(1), matcher.group(2));
        }
        matcher = TYPE.matcher(what);
        if (matcher.matches()) {
            return new String[] {"it comes to " + type(matcher.group(1)) + ", and must come to yes or no", "compare it"
            };
        }
        matcher = CHARACTER.matcher(what);
        if (matcher.matches()) {
            return character(matcher.group(1));
        }
        matcher = INPUT.matcher(what);
        if (matcher.matches()) {
            return input(matcher.group(1));
        }
        // what the parser would have taken instead is half the language
        return new String[] {what.replaceFirst(" expecting \\{.*", "").replace('\'', '`'), ""};
    }

    private static boolean isCalled(String text, String word) {
        return Pattern.compile("\\b" + Pattern.quote(word) + "\\s*\\(")
                .matcher(text)
                .find();
    }

    private static String[] unknown(String word, boolean member, boolean called) {
        if (called) {
            String near = NearestName.suggestion(word, FUNCTIONS);
            return new String[] {
                "there is no function `" + word + "`",
                near.isEmpty() ? "functions are " + String.join(", ", FUNCTIONS) : near
            };
        }
        String other = member ? "" : OTHERS.getOrDefault(word.toLowerCase(Locale.ROOT), "");
        String near =
                other.isEmpty() ? NearestName.suggestion(word, Vocabulary.words()) : "did you mean " + other + "?";
        return new String[] {
            member ? "there is no member `" + word + "`" : "there is no word `" + word + "`",
            near.isEmpty() && !member
                    ? "words are " + String.join(", ", Vocabulary.variables().keySet())
                    : near
        };
    }

    private static String[] mixed(String function, String types) {
        String operator = function.replace("_", "").replace("@", "");
        List<String> named = new ArrayList<>();
        for (String type : types.replaceAll("^\\(|\\)$", "").split(", (?![^(]*\\))", -1)) {
            named.add(type(type));
        }
        boolean list = types.contains("list(") && (operator.equals("==") || operator.equals("!="));
        return new String[] {
            "`" + operator + "` does not go with " + String.join(" and ", named),
            list ? "a list is asked with `in`: `'x' in principal.roles`" : ""
        };
    }

    /** A type as people call it. */
    private static String type(String type) {
        if (type.startsWith("list(")) {
            return "a list";
        }
        if (type.startsWith("map(")) {
            return "a section of keys";
        }
        return switch (type) {
            case "string" -> "a text";
            case "int", "uint" -> "a whole number";
            case "double" -> "a number";
            case "bool" -> "a yes or no";
            case "google.protobuf.Timestamp", "timestamp" -> "a time";
            case "google.protobuf.Duration", "duration" -> "a span of time";
            case "null", "null_type" -> "null";
            default -> "`" + type.replace("'", "") + "`";
        };
    }

    private static String[] character(String text) {
        String shown = "`" + text.strip().replace('`', '\'') + "`";
        if (text.startsWith("=")) {
            return new String[] {"`=` compares nothing", "write `==`"};
        }
        if (text.startsWith("'") || text.startsWith("\"")) {
            return new String[] {"the text that begins here does not end", "close it with the same quotation mark"};
        }
        if (text.matches("(?s)[＝（）［］｛｝！＜＞＆｜，．：；“”‘’＂＇].*")) {
            return new String[] {"the full-width character " + shown + " stands here", "write it in half width"};
        }
        if (text.matches("(?s)" + NOT_ASCII + ".*")) {
            return new String[] {
                shown + " stands outside of quotation marks", "a name of such letters is written `arguments[\"…\"]`"
            };
        }
        return new String[] {shown + " means nothing here", ""};
    }

    private static String[] input(String text) {
        if (text.equals("<EOF>")) {
            return new String[] {"it ends too early", "something is missing at its end"};
        }
        String other = OTHERS.getOrDefault(text.toLowerCase(Locale.ROOT), "");
        return new String[] {
            "`" + text.replace('`', '\'') + "` does not belong here",
            other.startsWith("`&") || other.startsWith("`|") || other.equals("`!`") ? "write " + other : ""
        };
    }
}
