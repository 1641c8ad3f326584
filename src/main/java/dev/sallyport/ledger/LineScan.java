package dev.sallyport.ledger;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Reads the lines of a segment from where it stopped the last time. Used by one thread. */
final class LineScan {
    private static final int CHUNK_BYTES = 256 * 1024;

    /** A one in each byte. */
    private static final long EACH = 0x0101_0101_0101_0101L;

    /** The highest bit of each byte. */
    private static final long HIGHEST = 0x8080_8080_8080_8080L;

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

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
            try {
                for (int end = newline(used); end >= 0; end = newline(used)) {
                    if (!visitor.visit(bytes, used, end)) {
                        return false;
                    }
                    used = end + 1;
                }
            } finally {
                keep(used);
            }
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

    /** Where the next line ends; −1 where it does not yet. Eight bytes at a time: a byte that is the end borrows from its highest bit. */
    private int newline(int from) {
        int i = from;
        for (; i <= filled - Long.BYTES; i += Long.BYTES) {
            long differs = (long) EIGHT.get(bytes, i) ^ '\n' * EACH;
            long ends = differs - EACH & ~differs & HIGHEST;
            if (ends != 0) {
                return i + Long.numberOfTrailingZeros(ends) / Byte.SIZE;
            }
        }
        for (; i < filled; i++) {
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
