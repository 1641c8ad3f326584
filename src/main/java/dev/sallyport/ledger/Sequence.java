package dev.sallyport.ledger;

import java.util.function.Consumer;

/** Whether the lines of a ledger follow each other as entries do; tells the first place where they do not. Used by one thread. */
final class Sequence {
    private final Consumer<LedgerFolder.Damage> damaged;
    private String file = "";
    private long next;
    private boolean told;

    /** Has {@code damaged} told of the first place, and goes on behind it. */
    Sequence(Consumer<LedgerFolder.Damage> damaged) {
        this.damaged = damaged;
    }

    /** The lines of {@code segment} come next. */
    void begin(SegmentName segment) {
        file = segment.file();
        next = segment.first();
    }

    /** The number of the entry that should come next. */
    long next() {
        return next;
    }

    /** Takes a line, which begins at {@code offset} of the file. */
    void take(long offset, byte[] bytes, int from, int to) {
        if (!EntryLine.is(next, bytes, from, to)) {
            damage(offset);
        }
        long number = EntryLine.number(bytes, from, to);
        if (number >= 0 && EntryLine.is(number, bytes, from, to)) {
            next = number + 1;
        }
    }

    /** What is at {@code offset} of the file is not what was written. */
    void damage(long offset) {
        if (!told) {
            told = true;
            damaged.accept(new LedgerFolder.Damage(file, offset, next));
        }
    }
}
