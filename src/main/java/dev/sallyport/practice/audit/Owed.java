package dev.sallyport.practice.audit;

import dev.sallyport.ledger.Ledger;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Entries that could not be written, until they can: what was sent before the disk failed has an outcome all the same. Bounded; what was
 * refused while nothing could be written is only counted once it is full. Safe for use by several threads.
 */
final class Owed {
    private static final System.Logger LOG = System.getLogger("sallyport.audit");
    private static final int ENTRIES_MAX = 4_096;

    private final Deque<byte[]> entries = new ArrayDeque<>();
    private final EntryBytes bytes = new EntryBytes();
    private final Clock clock;
    private long lost;

    /** None yet; {@code clock} dates the count of what was lost. */
    Owed(Clock clock) {
        this.clock = clock;
    }

    /** Takes an entry whose exchange goes on without it. */
    synchronized void add(ObjectNode entry) {
        if (entries.size() < ENTRIES_MAX) {
            entries.add(bytes.with(entry.put("withheld", true)).copy());
        } else {
            lost++;
        }
    }

    /** True where no more can be taken. */
    synchronized boolean isFull() {
        return entries.size() >= ENTRIES_MAX;
    }

    synchronized int size() {
        return entries.size();
    }

    /** Writes all of them to {@code ledger}, as far as that can be done. */
    synchronized void pay(Ledger ledger) {
        try {
            for (byte[] due = entries.peek(); due != null; due = entries.peek()) {
                ledger.append(due, 0, due.length);
                entries.remove();
            }
            if (lost > 0) {
                bytes.with(JsonNodeFactory.instance
                        .objectNode()
                        .put("time", clock.instant().toString())
                        .put("event", "refusals-unrecorded")
                        .put("count", lost));
                ledger.append(bytes.array(), bytes.from(), bytes.to());
                lost = 0;
            }
        } catch (IOException _) {
            // later
        }
    }

    /** Says how many will never be written, where some will not. */
    synchronized void close() {
        long left = entries.size() + lost;
        if (left > 0) {
            LOG.log(Level.ERROR, "entries that could not be written, and are lost: {0}", left);
        }
    }
}
