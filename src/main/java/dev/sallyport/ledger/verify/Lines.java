package dev.sallyport.ledger.verify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The lines of a segment, one after the other. */
final class Lines {
    private static final int BUFFER_BYTES = 1 << 20;
    private static final int LINE_BYTES_MAX = 2 << 20;

    private final InputStream source;
    private long left;
    private byte[] bytes = new byte[BUFFER_BYTES];
    private int from;
    private int filled;
    private long offset;
    private boolean overlong;

    /** The lines in the first {@code sizeBytes} of {@code source}. */
    Lines(InputStream source, long sizeBytes) {
        this.source = source;
        this.left = sizeBytes;
    }

    /** Where the next line begins. */
    long offset() {
        return offset;
    }

    /** The next whole line, or null where there is none any more; good until the next call. */
    @Nullable
    Line next() throws IOException {
        int searched = from;
        while (true) {
            for (int i = searched; i < filled; i++) {
                if (bytes[i] == '\n') {
                    Line line = new Line(bytes, from, i);
                    offset += i + 1L - from;
                    from = i + 1;
                    return line;
                }
            }
            searched = filled - from;
            if (!fill()) {
                return null;
            }
        }
    }

    private boolean fill() throws IOException {
        System.arraycopy(bytes, from, bytes, 0, filled - from);
        filled -= from;
        from = 0;
        if (filled == bytes.length) {
            if (filled >= LINE_BYTES_MAX) {
                overlong = true;
                return false;
            }
            bytes = Arrays.copyOf(bytes, 2 * filled);
        }
        int read = source.read(bytes, filled, (int) Math.min(bytes.length - filled, left));
        if (read <= 0) {
            return false;
        }
        filled += read;
        left -= read;
        return true;
    }

    /** True where what is behind the last whole line is longer than any line: more lines may stand behind it. */
    boolean isOverlong() {
        return overlong;
    }

    /** How many bytes are behind the last whole line. */
    int restBytes() {
        return filled - from;
    }

    /**
     * True where behind the last whole line is nothing, or the beginning of entry {@code number}, with zeros in place of what a disk did
     * not keep.
     */
    boolean isTorn(long number) {
        String begin = "{\"n\":" + number + ",";
        int end = filled;
        while (end > from && bytes[end - 1] == 0) {
            end--;
        }
        String text = new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
        return text.startsWith(begin) || begin.startsWith(text);
    }
}
