package dev.sallyport.protocol.json;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The bytes of one JSON text, how far they are read, and what was wrong with them. */
final class JsonSource {
    /** What {@link #next} gives at the end of the text. */
    static final int END = -1;

    private static final byte[] NONE = {};

    byte[] bytes = NONE;
    int position;
    int end;
    private int start;
    private String code = "";
    private int refusedAt;

    void open(byte[] text, int offset, int length) {
        bytes = text;
        start = offset;
        position = offset;
        end = offset + length;
    }

    /** Lets go of the text. */
    void close() {
        bytes = NONE;
    }

    /** Skips white space; the unsigned byte at the position then, or {@link #END}. */
    int next() {
        byte[] text = bytes;
        int at = position;
        int stop = end;
        while (at < stop) {
            int found = text[at] & 0xff;
            if (found > ' ' || !(found == ' ' || found == '\n' || found == '\r' || found == '\t')) {
                position = at;
                return found;
            }
            at++;
        }
        position = at;
        return END;
    }

    /** Keeps what is wrong and where; always null, so that the caller can return it. */
    @Nullable
    JsonNode refuse(String reason, int at) {
        code = reason;
        refusedAt = at;
        return null;
    }

    /** Refuses at the position. */
    @Nullable
    JsonNode refuse(String reason) {
        return refuse(reason, position);
    }

    JsonRead.Broken broken() {
        return new JsonRead.Broken(code, refusedAt - start);
    }
}
