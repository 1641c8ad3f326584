package dev.sallyport.practice.validation.schema;

import java.util.Map;

/**
 * Turns the spellings of ECMA-262 that RE2 does not know into those that it does: escapes by four hexadecimal digits, {@code \cX}, and
 * the white space of {@code \s}, and the long names of Unicode properties. Source: ECMA-262, Patterns.
 */
final class PatternDialect {
    /** The white space and line terminators of ECMA-262, as the inside of a RE2 class. */
    private static final String SPACE =
            "\\t\\n\\x0b\\f\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}";

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

    private PatternDialect() {}

    /** The same expression in the syntax of RE2; what neither knows is left for RE2 to refuse. */
    static String toRe2(String regex) {
        if (regex.indexOf('\\') < 0) {
            return regex;
        }
        StringBuilder out = new StringBuilder(regex.length() + 16);
        boolean inClass = false;
        for (int i = 0; i < regex.length(); i++) {
            char c = regex.charAt(i);
            if (c == '\\' && i + 1 < regex.length()) {
                i = escape(regex, i + 1, inClass, out);
                continue;
            }
            inClass = c == '[' || (inClass && c != ']');
            out.append(c);
        }
        return out.toString();
    }

    private static int escape(String regex, int at, boolean inClass, StringBuilder out) {
        char c = regex.charAt(at);
        if (c == 'u' && isHex(regex, at + 1, 4)) {
            out.append("\\x{").append(regex, at + 1, at + 5).append('}');
            return at + 4;
        }
        if (c == 'c' && at + 1 < regex.length() && Character.isLetter(regex.charAt(at + 1))) {
            out.append("\\x{")
                    .append(Integer.toHexString(regex.charAt(at + 1) % 32))
                    .append('}');
            return at + 1;
        }
        if ((c == 'p' || c == 'P') && regex.startsWith("{", at + 1) && regex.indexOf('}', at) > 0) {
            int end = regex.indexOf('}', at);
            out.append('\\')
                    .append(c)
                    .append('{')
                    .append(property(regex.substring(at + 2, end)))
                    .append('}');
            return end;
        }
        if (c == 's') {
            out.append(inClass ? SPACE : "[" + SPACE + "]");
            return at;
        }
        if (c == 'S' && !inClass) {
            out.append("[^").append(SPACE).append(']');
            return at;
        }
        if (c == '/' || c == '-') {
            out.append(c == '-' ? "\\-" : "/");
            return at;
        }
        out.append('\\').append(c);
        return at;
    }

    private static String property(String name) {
        return CATEGORIES.getOrDefault(name, name.substring(name.indexOf('=') + 1));
    }

    private static boolean isHex(String text, int start, int count) {
        if (start + count > text.length()) {
            return false;
        }
        for (int i = start; i < start + count; i++) {
            if (Character.digit(text.charAt(i), 16) < 0) {
                return false;
            }
        }
        return true;
    }
}
