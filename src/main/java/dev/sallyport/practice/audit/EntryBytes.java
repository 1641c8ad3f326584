package dev.sallyport.practice.audit;

import dev.sallyport.ledger.Ledger;
import dev.sallyport.protocol.json.JsonBuffer;
import dev.sallyport.protocol.json.JsonWriter;
import java.time.Instant;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The members of one entry, written one after the other as the ledger takes them: without braces around them. A value that is no JSON, or
 * for which the ledger has no room, is left out, and the entry says that it is incomplete: a mistake in one costs no exchange its entry.
 *
 * <p>Each thread has one of these, so an entry is taken before the next is begun.
 */
final class EntryBytes {
    private static final System.Logger LOG = System.getLogger("sallyport.audit");
    private static final ThreadLocal<EntryBytes> OWN = ThreadLocal.withInitial(EntryBytes::new);
    private static final int USUAL_BYTES = 1024;
    private static final int KEPT_BYTES_MAX = 64 * 1024;
    private static final int DEPTH_MAX = 8;

    /** Kept free for braces, and for what is said of the entry itself. */
    private static final int FRAME_BYTES = 8 * 1024;

    private final JsonWriter writer = new JsonWriter();
    private final JsonBuffer buffer = new JsonBuffer(USUAL_BYTES);
    private final char[] ends = new char[DEPTH_MAX];
    private int depth;
    private boolean incomplete;
    private long second;
    private String secondText = "";

    private EntryBytes() {}

    /** A new entry, of what happened at {@code time}. */
    static EntryBytes at(Instant time) {
        EntryBytes entry = OWN.get();
        entry.buffer.clear(KEPT_BYTES_MAX);
        entry.depth = 0;
        entry.incomplete = false;
        return entry.time(time);
    }

    /** As {@link Instant#toString()} has it: all but its fraction is that of the entries before it, mostly. */
    private EntryBytes time(Instant time) {
        if (second != time.getEpochSecond() || secondText.isEmpty()) {
            second = time.getEpochSecond();
            secondText = Instant.ofEpochSecond(second).toString().replace("Z", "");
        }
        name("time");
        buffer.append('"');
        buffer.appendAscii(secondText);
        fraction(time.getNano());
        buffer.append('Z');
        buffer.append('"');
        return this;
    }

    /** None, or three, six or nine digits. */
    private void fraction(int nanos) {
        if (nanos == 0) {
            return;
        }
        buffer.append('.');
        int last = nanos % 1_000_000 == 0 ? 1_000_000 : nanos % 1_000 == 0 ? 1_000 : 1;
        for (int unit = 100_000_000; unit >= last; unit /= 10) {
            buffer.append((char) ('0' + nanos / unit % 10));
        }
    }

    /** Writes a text. */
    EntryBytes put(String name, String value) {
        return written(name, name(name), value);
    }

    /** Writes a tree. */
    EntryBytes put(String name, JsonNode value) {
        return written(name, name(name), value);
    }

    /** Writes a number. */
    EntryBytes put(String name, long value) {
        return plain(name, Long.toString(value));
    }

    /** Writes a truth. */
    EntryBytes put(String name, boolean value) {
        return plain(name, Boolean.toString(value));
    }

    private EntryBytes plain(String name, String value) {
        int before = name(name);
        buffer.appendAscii(value);
        return within(name, before);
    }

    /** Writes each member of {@code object}. */
    EntryBytes putAll(ObjectNode object) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            put(member.getKey(), member.getValue());
        }
        return this;
    }

    /** Begins an object. */
    EntryBytes object(String name) {
        name(name);
        return open('{', '}');
    }

    /** Begins an array, of objects and texts. */
    EntryBytes array(String name) {
        name(name);
        return open('[', ']');
    }

    /** Begins an object in an array. */
    EntryBytes object() {
        separate();
        return open('{', '}');
    }

    /** Writes a text into an array. */
    EntryBytes add(String value) {
        return written("a text in an array", separate(), value);
    }

    /** Ends the object or array that was begun last. */
    EntryBytes end() {
        depth--;
        buffer.append(ends[depth]);
        return this;
    }

    /** Its bytes; whatever was begun is ended. */
    byte[] take() {
        while (depth > 0) {
            end();
        }
        if (incomplete) {
            plain("incomplete", "true");
        }
        return buffer.toBytes();
    }

    private EntryBytes open(char begin, char end) {
        buffer.append(begin);
        ends[depth++] = end;
        return this;
    }

    /** The place where the next value begins, with what separates it from the one before. */
    private int separate() {
        int before = buffer.sizeBytes();
        byte last = before == 0 ? (byte) '{' : buffer.array()[before - 1];
        if (last != '{' && last != '[') {
            buffer.append(',');
        }
        return before;
    }

    private int name(String name) {
        int before = separate();
        writer.writeName(name, buffer);
        return before;
    }

    /** Writes a text or a tree. */
    private EntryBytes written(String name, int before, Object value) {
        try {
            if (value instanceof JsonNode tree) {
                writer.write(tree, buffer);
            } else {
                writer.write((String) value, buffer);
            }
        } catch (IllegalStateException bug) {
            return without(name, bug, before);
        }
        return within(name, before);
    }

    private EntryBytes within(String name, int before) {
        return Ledger.fits(buffer.sizeBytes() + FRAME_BYTES)
                ? this
                : without(name, new IllegalStateException("an entry of " + buffer.sizeBytes() + " bytes"), before);
    }

    private EntryBytes without(String name, IllegalStateException bug, int before) {
        if (!incomplete) {
            LOG.log(System.Logger.Level.ERROR, "an entry is written without " + name, bug);
        }
        buffer.shorten(before);
        incomplete = true;
        return this;
    }
}
