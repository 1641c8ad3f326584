package dev.sallyport.protocol.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads member names and remembers short ones, so that a name that comes again costs neither a copy nor a hash.
 *
 * <p>One slot for each hash of the bytes: a collision replaces, so the memory is bounded and no input can slow it.
 */
final class JsonKeys {
    private static final int SLOT_BITS = 8;
    private static final int REMEMBERED_BYTES_MAX = 48;
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

    private final JsonSource source;
    private final JsonStrings strings;
    private final int bytesMax;
    private final @Nullable Remembered[] slots = new Remembered[1 << SLOT_BITS];

    @SuppressWarnings("ArrayRecordComponent") // shared with nobody, compared by us
    private record Remembered(byte[] bytes, String key) {}

    JsonKeys(JsonSource source, JsonStrings strings, int bytesMax) {
        this.source = source;
        this.strings = strings;
        this.bytesMax = bytesMax;
    }

    /** The name whose opening quote is at the position, which then is behind the closing one; null where refused. */
    @Nullable
    String read() {
        byte[] bytes = source.bytes;
        int from = source.position + 1;
        int last = Math.min(source.end - Long.BYTES, from + REMEMBERED_BYTES_MAX - Long.BYTES);
        long hash = 0;
        for (int at = from; at <= last; at += Long.BYTES) {
            long word = JsonScan.word(bytes, at);
            long marks = JsonScan.marks(word);
            if (marks != 0) {
                int below = JsonScan.below(marks);
                int to = at + below;
                long head = word & ((1L << (below << 3)) - 1);
                return bytes[to] == '"' ? remembered(from, to, (hash ^ head) * MIX) : readLong(from);
            }
            hash = (hash ^ word) * MIX;
        }
        return readLong(from);
    }

    private String remembered(int from, int to, long hash) {
        source.position = to + 1;
        int slot = (int) (hash >>> (Long.SIZE - SLOT_BITS));
        Remembered known = slots[slot];
        if (known != null && Arrays.equals(source.bytes, from, to, known.bytes, 0, known.bytes.length)) {
            return known.key;
        }
        byte[] bytes = Arrays.copyOfRange(source.bytes, from, to);
        String key = new String(bytes, ISO_8859_1);
        slots[slot] = new Remembered(bytes, key);
        return key;
    }

    private @Nullable String readLong(int from) {
        String key = strings.read();
        if (key != null && source.position - 1 - from > bytesMax) {
            source.refuse(JsonCode.SIZE, from - 1);
            return null;
        }
        return key;
    }
}
