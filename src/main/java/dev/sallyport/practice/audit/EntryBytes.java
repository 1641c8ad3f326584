package dev.sallyport.practice.audit;

import dev.sallyport.protocol.json.JsonBuffer;
import dev.sallyport.protocol.json.JsonWriter;
import java.util.Arrays;
import tools.jackson.databind.node.ObjectNode;

/** The bytes of one entry as the ledger takes them: the members of its object. Used by one thread. */
final class EntryBytes {
    private static final int USUAL_BYTES = 1024;
    private static final int KEPT_BYTES_MAX = 64 * 1024;

    private final JsonWriter writer = new JsonWriter();
    private final JsonBuffer buffer = new JsonBuffer(USUAL_BYTES);

    /** Takes {@code entry} in place of the one before it. */
    EntryBytes with(ObjectNode entry) {
        buffer.clear(KEPT_BYTES_MAX);
        writer.write(entry, buffer);
        return this;
    }

    /** Where the members begin in {@link #array}. */
    int from() {
        return 1;
    }

    /** Where they end. */
    int to() {
        return buffer.sizeBytes() - 1;
    }

    /** Good until the next entry. */
    byte[] array() {
        return buffer.array();
    }

    /** A copy of the members. */
    byte[] copy() {
        return Arrays.copyOfRange(buffer.array(), from(), to());
    }
}
