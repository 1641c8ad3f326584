package dev.sallyport.pipeline.trace;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** What tracing systems say of a trace in their own words. Source: W3C Trace Context, Level 2, §3.3. */
final class TraceState {
    private static final int CHARS_MAX = 512;
    private static final int MEMBERS_MAX = 32;
    private static final Pattern KEY = Pattern.compile("[a-z0-9][a-z0-9_\\-*/@]{0,255}");
    private static final Pattern VALUE =
            Pattern.compile("[\\x20-\\x2b\\x2d-\\x3c\\x3e-\\x7e]{0,255}[\\x21-\\x2b\\x2d-\\x3c\\x3e-\\x7e]");

    private TraceState() {}

    /** True for a list as the standard has it, of 512 characters at most, which every system passes on. */
    static boolean isSound(String tracestate) {
        if (tracestate.isEmpty() || tracestate.length() > CHARS_MAX) {
            return false;
        }
        String[] members = tracestate.split(",", -1);
        Set<String> keys = new HashSet<>();
        for (String member : members) {
            String stripped = blank(member);
            int equals = stripped.indexOf('=');
            // a member may be empty
            if (!stripped.isEmpty()
                    && (equals < 0 || !isMember(stripped, equals) || !keys.add(stripped.substring(0, equals)))) {
                return false;
            }
        }
        return !keys.isEmpty() && members.length <= MEMBERS_MAX;
    }

    private static boolean isMember(String member, int equals) {
        return KEY.matcher(member.substring(0, equals)).matches()
                && VALUE.matcher(member.substring(equals + 1)).matches();
    }

    /** Without the blanks and tabs around it. */
    static String blank(String member) {
        int from = 0;
        int to = member.length();
        while (from < to && isBlank(member.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(member.charAt(to - 1))) {
            to--;
        }
        return member.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
