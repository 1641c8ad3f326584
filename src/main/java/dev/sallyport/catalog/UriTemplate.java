package dev.sallyport.catalog;

import java.util.Arrays;
import java.util.Optional;

/**
 * Tells whether a URI comes from a URI template. It knows {@code {name}} (no reserved characters), {@code {+name}} and
 * {@code {name*}} (any characters) and {@code {/name}} (a slash, then as {@code {name}}); each stands for at least one
 * character. The time is linear in the URI, because all ways to read it are followed at once, one bit each.
 *
 * <p>A template that has other expressions, more than {@value #STEPS_MAX} characters and variables between its first and its
 * last variable, or no scheme before the first, fits nothing. Source: RFC 6570 §3.2.
 */
final class UriTemplate {
    static final int CHARS_MAX = 1024;
    static final int URI_CHARS_MAX = 2048;
    private static final int STEPS_MAX = Long.SIZE;

    private final String prefix;
    private final String suffix;

    /** The characters that occur between the first and the last variable, sorted, and where each of them occurs. */
    private final char[] letters;

    private final long[] letterSteps;
    private final long narrow;
    private final long wide;
    private final long last;

    private UriTemplate(String prefix, String suffix, Steps steps) {
        this.prefix = prefix;
        this.suffix = suffix;
        this.letters = Arrays.copyOf(steps.letters, steps.letterCount);
        Arrays.sort(this.letters);
        this.letterSteps = new long[letters.length];
        for (int step = 0; step < steps.size; step++) {
            int letter = Arrays.binarySearch(letters, steps.at[step]);
            if (letter >= 0 && (steps.variables() & (1L << step)) == 0) {
                letterSteps[letter] |= 1L << step;
            }
        }
        this.narrow = steps.narrow;
        this.wide = steps.wide;
        this.last = 1L << (steps.size - 1);
    }

    /** The template that {@code text} writes, or empty where it fits nothing. */
    static Optional<UriTemplate> read(String text) {
        int first = text.indexOf('{');
        int end = text.lastIndexOf('}') + 1;
        if (text.length() > CHARS_MAX || first < 0 || end <= first || text.lastIndexOf(':', first) <= 0) {
            return Optional.empty();
        }
        String prefix = text.substring(0, first);
        if (prefix.indexOf('}') >= 0 || text.indexOf('{', end) >= 0) {
            return Optional.empty();
        }
        Steps steps = new Steps();
        int at = first;
        while (at < end) {
            if (text.charAt(at) != '{') {
                at = steps.letter(text.charAt(at)) ? at + 1 : text.length() + 1;
                continue;
            }
            int close = text.indexOf('}', at);
            String expression = text.substring(at + 1, close);
            if (at == first && expression.startsWith("/")) {
                prefix += "/";
            }
            at = steps.variable(expression) ? close + 1 : text.length() + 1;
        }
        return at == end ? Optional.of(new UriTemplate(prefix, text.substring(end), steps)) : Optional.empty();
    }

    /** True where the template gives {@code uri} for some values of its variables. */
    boolean fits(String uri) {
        int end = uri.length() - suffix.length();
        if (uri.length() > URI_CHARS_MAX
                || end <= prefix.length()
                || !uri.startsWith(prefix)
                || !uri.endsWith(suffix)) {
            return false;
        }
        long variables = narrow | wide;
        long reached = 0;
        long begin = 1;
        for (int at = prefix.length(); at < end; at++) {
            char letter = uri.charAt(at);
            reached = ((reached << 1) | begin | (reached & variables)) & accepting(letter);
            if (reached == 0) {
                return false;
            }
            begin = 0;
        }
        return (reached & last) != 0;
    }

    private long accepting(char letter) {
        int index = Arrays.binarySearch(letters, letter);
        long steps = index < 0 ? 0 : letterSteps[index];
        if (letter > ' ' && letter != 0x7F) {
            steps |= wide;
        }
        return isUnreserved(letter) ? steps | narrow : steps;
    }

    /** Also what is no ASCII, which servers write as it is, and the sign of an escape. Source: RFC 3986 §2.3, RFC 3987. */
    private static boolean isUnreserved(char letter) {
        return letter >= 0x80
                || (letter >= 'a' && letter <= 'z')
                || (letter >= 'A' && letter <= 'Z')
                || (letter >= '0' && letter <= '9')
                || letter == '-'
                || letter == '.'
                || letter == '_'
                || letter == '~'
                || letter == '%';
    }

    /** The letters and variables from the first variable to the last. */
    private static final class Steps {
        private final char[] at = new char[STEPS_MAX];
        private final char[] letters = new char[STEPS_MAX];
        private int letterCount;
        private int size;
        private long narrow;
        private long wide;

        long variables() {
            return narrow | wide;
        }

        /** Adds a letter; false where there is no room, or where it is no letter of a template. */
        boolean letter(char letter) {
            if (size == STEPS_MAX || letter == '}') {
                return false;
            }
            if (new String(letters, 0, letterCount).indexOf(letter) < 0) {
                letters[letterCount++] = letter;
            }
            at[size++] = letter;
            return true;
        }

        /** Adds what stands between braces; false where it is not known or there is no room. */
        boolean variable(String expression) {
            char operator = expression.isEmpty() ? '}' : expression.charAt(0);
            boolean open = operator == '+' || expression.endsWith("*");
            int from = operator == '+' || operator == '/' ? 1 : 0;
            int to = expression.endsWith("*") ? expression.length() - 1 : expression.length();
            if (to <= from
                    || operator == '.'
                    || !expression.substring(from, to).chars().allMatch(Steps::isOfName)) {
                return false;
            }
            if ((operator == '/' && size > 0 && !letter('/'))
                    || size == STEPS_MAX) { // the first slash is of the prefix
                return false;
            }
            wide |= open ? 1L << size : 0;
            narrow |= open ? 0 : 1L << size;
            size++;
            return true;
        }

        private static boolean isOfName(int letter) {
            return letter < 0x80 && letter != '-' && letter != '~' && isUnreserved((char) letter);
        }
    }
}
