package dev.sallyport.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Reads the lines of a segment from where it stopped the last time. Used by one thread. */
final class LineScan {
    private static final int CHUNK_BYTES = 256 * 1024;

    private final Source source;
    private byte[] bytes = new byte[CHUNK_BYTES];
    private int filled;
    private long at;

    /** What it reads. */
    @FunctionalInterface
    interface Source {
        /** Reads from {@code at} on into {@code target}; −1 at the end. */
        int read(ByteBuffer target, long at) throws IOException;
    }

    /** Takes a line. */
    @FunctionalInterface
    interface Visitor {
        /** Takes the bytes of one line without its end; false where it is no line that may follow. */
        boolean visit(byte[] bytes, int from, int to);
    }

    LineScan(Source source) {
        this.source = source;
    }

    /** Where the first line begins that was not shown yet. */
    long offset() {
        return at;
    }

    /** Shows {@code visitor} every whole line before {@code limit}; false where one was refused, and {@link #offset} is its beginning. */
    boolean read(long limit, Visitor visitor) throws IOException {
        while (true) {
            int used = 0;
            for (int end = newline(used); end >= 0; end = newline(used)) {
                if (!visitor.visit(bytes, used, end)) {
                    keep(used);
                    return false;
                }
                used = end + 1;
            }
            keep(used);
            if (filled == bytes.length) {
                if (filled > EntryLine.BYTES_MAX) {
                    return false;
                }
                bytes = Arrays.copyOf(bytes, filled * 2);
            }
            int room = (int) Math.min(bytes.length - filled, limit - at - filled);
            int read = room <= 0 ? -1 : source.read(ByteBuffer.wrap(bytes, filled, room), at + filled);
            if (read <= 0) {
                return true;
            }
            filled += read;
        }
    }

    private int newline(int from) {
        for (int i = from; i < filled; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private void keep(int used) {
        System.arraycopy(bytes, used, bytes, 0, filled - used);
        filled -= used;
        at += used;
    }

    /** What was read and is no whole line yet. */
    byte[] rest() {
        return Arrays.copyOf(bytes, filled);
    }
}
