package dev.sallyport.practice.audit;

import dev.sallyport.ledger.Ledger;
import dev.sallyport.protocol.json.JsonBuffer;
import dev.sallyport.protocol.json.JsonWriter;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The bytes of one entry as the ledger takes them: the members of its object, which always fit. Used by one thread. */
final class EntryBytes {
    private static final System.Logger LOG = System.getLogger("sallyport.audit");
    /** Members that are this program's own words. */
    private static final List<String> ALWAYS = List.of("time", "exchange", "event", "withheld");

    private static final int USUAL_BYTES = 1024;
    private static final int KEPT_BYTES_MAX = 64 * 1024;

    private final JsonWriter writer = new JsonWriter();
    private final JsonBuffer buffer = new JsonBuffer(USUAL_BYTES);

    /** Takes {@code entry} in place of the one before it. */
    EntryBytes with(ObjectNode entry) {
        buffer.clear(KEPT_BYTES_MAX);
        try {
            writer.write(entry, buffer);
            if (!Ledger.fits(to() - from())) {
                throw new IllegalStateException("an entry of " + buffer.sizeBytes() + " bytes");
            }
        } catch (RuntimeException bug) {
            // an entry that cannot be written is a mistake, and costs no exchange its entry
            LOG.log(System.Logger.Level.ERROR, "an entry cannot be written as it is", bug);
            buffer.clear(KEPT_BYTES_MAX);
            writer.write(bare(entry), buffer);
        }
        return this;
    }

    private static ObjectNode bare(ObjectNode entry) {
        ObjectNode bare = entry.objectNode();
        for (String member : ALWAYS) {
            if (entry.has(member)) {
                bare.set(member, entry.get(member));
            }
        }
        return bare.put("incomplete", true);
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
