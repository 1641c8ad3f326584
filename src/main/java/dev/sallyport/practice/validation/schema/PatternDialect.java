package dev.sallyport.practice.validation.schema;

import java.util.HexFormat;
import java.util.Map;

/**
 * Turns what ECMA-262 writes otherwise than RE2 into the syntax of RE2: what a dot matches, empty classes, white space, control and
 * code point escapes, the long names of Unicode properties. What neither knows is left for RE2 to refuse. Source: ECMA-262,
 * Patterns.
 */
final class PatternDialect {
    private static final String DOT = "[^\\n\\r\\x{2028}\\x{2029}]";
    private static final String NOTHING = "[^\\x{0}-\\x{10ffff}]";
    private static final String ANYTHING = "[\\x{0}-\\x{10ffff}]";

    /** The white space and line terminators of ECMA-262, as the inside of a RE2 class. */
    private static final String SPACE =
            "\\t\\n\\x0b\\f\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}";

    /** All other characters. */
    private static final String NO_SPACE = "\\x{0}-\\x{8}\\x{e}-\\x{1f}!-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}"
            + "\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}"
            + "\\x{ff00}-\\x{10ffff}";

    /** The long names of general categories that schemas use, to the short ones of RE2. Source: UAX #44. */
    private static final Map<String, String> CATEGORIES = Map.ofEntries(
            Map.entry("Letter", "L"),
            Map.entry("Uppercase_Letter", "Lu"),
            Map.entry("Lowercase_Letter", "Ll"),
            Map.entry("Mark", "M"),
            Map.entry("Number", "N"),
            Map.entry("Decimal_Number", "Nd"),
            Map.entry("digit", "Nd"),
            Map.entry("Punctuation", "P"),
            Map.entry("punct", "P"),
            Map.entry("Symbol", "S"),
            Map.entry("Separator", "Z"),
            Map.entry("Space_Separator", "Zs"),
            Map.entry("Control", "Cc"));

    private final String regex;
    private final StringBuilder out;
    private int at;
    private boolean inClass;

    private PatternDialect(String regex) {
        this.regex = regex;
        this.out = new StringBuilder(regex.length() + 64);
    }

    /** The same expression in the syntax of RE2. */
    static String toRe2(String regex) {
        PatternDialect dialect = new PatternDialect(regex);
        while (dialect.at < regex.length()) {
            dialect.next();
        }
        return dialect.out.toString();
    }

    private void next() {
        char c = regex.charAt(at++);
        switch (c) {
            case '\\' -> escape();
            case '[' -> openClass();
            case ']' -> {
                inClass = false;
                out.append(c);
            }
            case '.' -> out.append(inClass ? "." : DOT);
            default -> out.append(c);
        }
    }

    /** A class may be empty, and an opening bracket inside is a character. */
    private void openClass() {
        if (inClass) {
            out.append("\\[");
        } else if (skip("]")) {
            out.append(NOTHING);
        } else if (skip("^]")) {
            out.append(ANYTHING);
        } else {
            inClass = true;
            out.append('[');
        }
    }

    private void escape() {
        char c = at < regex.length() ? regex.charAt(at++) : 0;
        switch (c) {
            case 0 -> out.append('\\');
            case '/' -> out.append('/');
            case 's' -> set(SPACE);
            case 'S' -> set(NO_SPACE);
            case 'b' -> out.append(inClass ? "\\x{8}" : "\\b");
            case 'c' -> control();
            case 'u' -> codePoint();
            case 'p', 'P' -> property(c);
            default -> out.append('\\').append(c);
        }
    }

    /** A hyphen after a set is a character, not a range. */
    private void set(String inside) {
        out.append(inClass ? inside : "[" + inside + "]");
        if (inClass && skip("-")) {
            out.append("\\-");
        }
    }

    private void control() {
        boolean letter = at < regex.length() && Character.isLetter(regex.charAt(at));
        out.append(letter ? "\\x{" + Integer.toHexString(regex.charAt(at++) % 32) + "}" : "\\c");
    }

    private void codePoint() {
        if (isHex(at, at + 4)) {
            out.append("\\x{").append(regex, at, at + 4).append('}');
            at += 4;
        } else {
            int end = regex.startsWith("{", at) ? regex.indexOf('}', at) : -1;
            // RE2 refuses the other spellings
            out.append(isHex(at + 1, end) ? "\\x" : "\\u");
        }
    }

    private void property(char sign) {
        int end = regex.startsWith("{", at) ? regex.indexOf('}', at) : -1;
        out.append('\\').append(sign);
        if (end > 0) {
            String name = regex.substring(at + 1, end);
            String known = CATEGORIES.getOrDefault(name, name.substring(name.indexOf('=') + 1));
            out.append('{').append(known).append('}');
            at = end + 1;
        }
    }

    private boolean skip(String text) {
        boolean there = regex.startsWith(text, at);
        at += there ? text.length() : 0;
        return there;
    }

    private boolean isHex(int from, int to) {
        if (from >= to || to > regex.length()) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (!HexFormat.isHexDigit(regex.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
