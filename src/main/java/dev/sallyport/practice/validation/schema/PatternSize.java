package dev.sallyport.practice.validation.schema;

import java.util.ArrayDeque;

/** An upper estimate of how large a regular expression becomes once its counted repetitions are written out. */
final class PatternSize {
    private static final int NESTING_MAX = 100;

    private PatternSize() {}

    /** The size of {@code regex} in elements; anything above {@code max} where it is larger or nests too deeply. */
    static int of(String regex, int max) {
        ArrayDeque<long[]> groups = new ArrayDeque<>();
        long total = 0;
        long last = 0;
        for (int i = 0; i < regex.length(); i++) {
            char c = regex.charAt(i);
            if (c == '(') {
                groups.push(new long[] {total});
                total = 0;
                last = 0;
            } else if (c == ')' && !groups.isEmpty()) {
                last = total + 2;
                total = groups.pop()[0] + last;
            } else if (c == '{') {
                long times = repetitions(regex, i);
                total += last * (times - 1);
                last *= times;
            } else {
                i = endOfElement(regex, i);
                last = 1;
                total++;
            }
            if (total > max || last > max || groups.size() > NESTING_MAX) {
                return max + 1;
            }
        }
        for (long[] open : groups) {
            total += open[0];
        }
        return (int) Math.min(total, max + 1L);
    }

    /** The larger bound of {@code {n,m}} at {@code open}, at least 1; a brace that counts nothing is 1. */
    private static long repetitions(String regex, int open) {
        long largest = 0;
        long number = 0;
        for (int i = open + 1; i < regex.length(); i++) {
            char c = regex.charAt(i);
            if (c >= '0' && c <= '9') {
                number = Math.min(number * 10 + (c - '0'), 1_000_000);
            } else if (c == ',' || c == '}') {
                largest = Math.max(largest, number);
                number = 0;
                if (c == '}') {
                    break;
                }
            } else {
                return 1;
            }
        }
        return Math.max(largest, 1);
    }

    private static int endOfElement(String regex, int start) {
        char c = regex.charAt(start);
        if (c == '\\') {
            return start + 1;
        }
        if (c != '[') {
            return start;
        }
        for (int i = start + 1; i < regex.length(); i++) {
            char inside = regex.charAt(i);
            if (inside == '\\') {
                i++;
            } else if (inside == ']') {
                return i;
            }
        }
        return regex.length() - 1;
    }
}
