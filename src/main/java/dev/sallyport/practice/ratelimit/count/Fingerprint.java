package dev.sallyport.practice.ratelimit.count;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A number that is the same for the same JSON value, whatever the order of its members, and hardly ever for another. */
public final class Fingerprint {
    private Fingerprint() {}

    /** The fingerprint of {@code value}; as deep as it, which the reader bounds. */
    public static long of(JsonNode value) {
        if (value.isObject()) {
            long members = 1;
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                members += mixed(of(member.getKey()) * 31 + of(member.getValue()));
            }
            return mixed(members);
        }
        if (value.isArray()) {
            long items = 2;
            for (JsonNode item : value) {
                items = mixed(items * 31 + of(item));
            }
            return items;
        }
        int kind = value.isString() ? 3 : value.isNumber() ? 4 : value.isBoolean() ? 5 : 6;
        return mixed(of(value.asString("")) + kind);
    }

    /** The hash of the JDK is computed many characters at a time; one of our own, by character, was 5 % of a call. */
    private static long of(String text) {
        return mixed(((long) text.hashCode() << Integer.SIZE) | text.length());
    }

    /** Every bit of the one depends on every bit of the other. Source: the finalizer of SplitMix64. */
    private static long mixed(long bits) {
        long z = (bits ^ (bits >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }
}
