package dev.sallyport.practice.audit;

import dev.sallyport.ledger.Ledger;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Entries that could not be written, until they can: what was sent before the disk failed has an outcome all the same, and there is no more of
 * it than was under way. What was refused while nothing could be written is bounded, and then only counted. Safe for use by several threads.
 */
final class Owed {
    private static final System.Logger LOG = System.getLogger("sallyport.audit");
    private static final int ENTRIES_MAX = 4_096;
    private static final byte[] WITHHELD = ",\"withheld\":true".getBytes(StandardCharsets.US_ASCII);

    private final Deque<byte[]> entries = new ArrayDeque<>();
    private final Clock clock;
    private long lost;

    /** None yet; {@code clock} dates the count of what was lost. */
    Owed(Clock clock) {
        this.clock = clock;
    }

    /** Takes the entry of something that goes on without it; {@code sent} where that was sent to a server, so that it is never only counted. */
    synchronized void add(byte[] entry, boolean sent) {
        if (sent || entries.size() < ENTRIES_MAX) {
            byte[] withheld = Arrays.copyOf(entry, entry.length + WITHHELD.length);
            System.arraycopy(WITHHELD, 0, withheld, entry.length, WITHHELD.length);
            entries.add(withheld);
        } else {
            lost++;
        }
    }

    /** True where no more is taken of what was not sent; nothing may be sent then. */
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
                ledger.append(List.of(due));
                entries.remove();
            }
            if (lost > 0) {
                ledger.append(List.of(EntryBytes.at(clock.instant())
                        .put("event", "refusals-unrecorded")
                        .put("count", lost)
                        .take()));
                lost = 0;
            }
        } catch (IOException | RuntimeException | Error _) {
            // later; the ledger says why
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
