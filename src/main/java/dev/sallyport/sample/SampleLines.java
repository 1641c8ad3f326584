package dev.sallyport.sample;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** The lines of a stream; in place of one that is longer than this server ever needs stands a line that is no JSON. */
final class SampleLines {
    private static final int LINE_BYTES_MAX = 4 << 20;
    private static final byte[] TOO_LONG = {'!'};

    private final InputStream in;
    private final byte[] chunk = new byte[8 << 10];
    private int at;
    private int end;

    SampleLines(InputStream in) {
        this.in = in;
    }

    /** The next line that is not empty, or an empty array at the end. */
    byte[] next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean tooLong = false;
        while (at < end || fill()) {
            int from = at;
            while (at < end && chunk[at] != '\n') {
                at++;
            }
            tooLong |= at - from > LINE_BYTES_MAX - line.size();
            line.write(chunk, from, tooLong ? 0 : at - from);
            if (at < end) {
                at++;
                if (tooLong) {
                    return TOO_LONG;
                }
                if (line.size() > 1 || (line.size() == 1 && line.toByteArray()[0] != '\r')) {
                    return line.toByteArray();
                }
                line.reset();
            }
        }
        return new byte[0];
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, in.read(chunk));
        return end > 0;
    }
}
