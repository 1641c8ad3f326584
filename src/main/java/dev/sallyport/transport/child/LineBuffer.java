package dev.sallyport.transport.child;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Cuts a stream of bytes into lines; never holds more than the longest line allowed and one chunk.
 *
 * <p>A line ends with LF or CR LF; empty lines are skipped; bytes after the last line end are no line. Source: MCP
 * 2026-07-28, stdio.
 */
public final class LineBuffer {
    /** What makes going on pointless. */
    public enum Fault {
        NONE,
        LINE_TOO_LONG,
        NUL_BYTE
    }

    private static final int CHUNK_BYTES = 8 << 10;
    private static final int KEPT_BYTES = 64 << 10;
    private static final byte[] NO_LINE = {};
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    private final int lineBytesMax;
    private byte[] bytes = new byte[CHUNK_BYTES];
    private int start;
    private int scanned;
    private int end;
    private int linesEnded;
    private Fault fault = Fault.NONE;

    public LineBuffer(int lineBytesMax) {
        this.lineBytesMax = lineBytesMax;
    }

    /** Reads once from {@code in}, after {@link #next()} has nothing more to give; the count of bytes, or -1 at the end. */
    public int fill(InputStream in) throws IOException {
        makeRoom();
        int count = in.read(bytes, end, bytes.length - end);
        end += Math.max(count, 0);
        return count;
    }

    /** The next whole line, or an empty array where more must be read first or there is a fault. */
    public byte[] next() {
        while (fault == Fault.NONE) {
            int stop = indexOfStop(bytes, scanned, end);
            scanned = stop;
            // one byte more may be the CR of the line end
            if (stop - start > lineBytesMax + 1) {
                fault = Fault.LINE_TOO_LONG;
                return NO_LINE;
            }
            if (stop == end) {
                return NO_LINE;
            }
            if (bytes[stop] == 0) {
                fault = Fault.NUL_BYTE;
                return NO_LINE;
            }
            int from = start;
            int to = stop > from && bytes[stop - 1] == '\r' ? stop - 1 : stop;
            start = stop + 1;
            scanned = start;
            linesEnded++;
            if (to - from > lineBytesMax) {
                fault = Fault.LINE_TOO_LONG;
            } else if (to > from) {
                return Arrays.copyOfRange(bytes, from, to);
            }
        }
        return NO_LINE;
    }

    /** What was wrong with the bytes so far. */
    public Fault fault() {
        return fault;
    }

    /** How many lines ended since this was last asked, empty ones included. */
    int takeLinesEnded() {
        int count = linesEnded;
        linesEnded = 0;
        return count;
    }

    /** Forgets all that is held. */
    void clear() {
        start = 0;
        scanned = 0;
        end = 0;
    }

    /** Moves what is left of a line to the front, and makes the array larger or smaller where that fits it better. */
    private void makeRoom() {
        int held = end - start;
        int wanted = bytes.length;
        if (held > bytes.length - CHUNK_BYTES / 2) {
            wanted = (int) Math.min(bytes.length * 2L, lineBytesMax + 2L + CHUNK_BYTES);
            wanted = Math.max(wanted, held + CHUNK_BYTES);
        } else if (bytes.length > KEPT_BYTES && held < CHUNK_BYTES) {
            wanted = KEPT_BYTES;
        }
        if (wanted != bytes.length || start > 0) {
            byte[] target = wanted == bytes.length ? bytes : new byte[wanted];
            System.arraycopy(bytes, start, target, 0, held);
            bytes = target;
        }
        scanned -= start;
        start = 0;
        end = held;
    }

    /** The first LF or NUL in {@code [from, to)}, or {@code to}; eight bytes at a time. */
    static int indexOfStop(byte[] bytes, int from, int to) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long word = (long) LONG.get(bytes, i);
            long asLineEnd = word ^ (ONES * '\n');
            // the lowest set high bit marks the first byte that is zero; higher ones may be false
            long hits = (((word - ONES) & ~word) | ((asLineEnd - ONES) & ~asLineEnd)) & HIGHS;
            if (hits != 0) {
                return i + Long.numberOfTrailingZeros(hits) / Byte.SIZE;
            }
        }
        while (i < to && bytes[i] != '\n' && bytes[i] != 0) {
            i++;
        }
        return i;
    }
}
