package dev.sallyport.pipeline.trace;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Names and values that travel with a trace. Source: W3C Baggage, §3.3. */
public final class Baggage {
    /** The form of a name: a token. Source: RFC 9110 §5.6.2. */
    public static final String KEY = "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}";

    private static final int BYTES_MAX = 8192;
    private static final int MEMBERS_MAX = 64;
    private static final Pattern KEYS = Pattern.compile(KEY);
    /** A value, and what else is said of it. */
    private static final Pattern REST = Pattern.compile(
            "[\\x21\\x23-\\x2b\\x2d-\\x3a\\x3c-\\x5b\\x5d-\\x7e]*"
                    + "(?:[ \\t]*;[ \\t]*[!#$%&'*+.^_`|~0-9A-Za-z-]+(?:[ \\t]*=[ \\t]*[\\x21\\x23-\\x2b\\x2d-\\x3a\\x3c-\\x5b\\x5d-\\x7e]*)?)*+");

    private Baggage() {}

    /**
     * The members of {@code baggage} whose names are {@code allowed}, in their order; empty where there are none, and where it is longer than
     * 8192 bytes or 64 members, or malformed.
     */
    public static String of(String baggage, Set<String> allowed) {
        if (allowed.isEmpty()
                || baggage.length() > BYTES_MAX
                || baggage.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX) {
            return "";
        }
        String[] members = baggage.split(",", -1);
        if (members.length > MEMBERS_MAX) {
            return "";
        }
        List<String> kept = new ArrayList<>();
        for (String member : members) {
            String stripped = TraceState.blank(member);
            int equals = stripped.indexOf('=');
            String key = equals < 0 ? "" : TraceState.blank(stripped.substring(0, equals));
            if (!KEYS.matcher(key).matches()
                    || !REST.matcher(TraceState.blank(stripped.substring(equals + 1)))
                            .matches()) {
                return "";
            }
            if (allowed.contains(key)) {
                kept.add(stripped);
            }
        }
        return String.join(",", kept);
    }
}
