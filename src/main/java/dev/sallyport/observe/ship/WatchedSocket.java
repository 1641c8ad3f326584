package dev.sallyport.observe.ship;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/**
 * A socket that remembers whether anything on it ever failed, and whether the other side has ended. TLS above it hides both: of a connection
 * that was reset it says that it has ended. Used by one thread.
 */
final class WatchedSocket extends Socket {
    private boolean failed;
    private boolean ended;

    /** True where the other side has read everything: it ended after us, and nothing was reset. */
    boolean endedWell() {
        return ended && !failed;
    }

    /** True once nothing more comes. */
    boolean isOver() {
        return ended || failed;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new FilterOutputStream(super.getOutputStream()) {
            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                try {
                    out.write(bytes, from, count);
                } catch (IOException failure) {
                    failed = true;
                    throw failure;
                }
            }

            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }
        };
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int from, int count) throws IOException {
                try {
                    int read = in.read(target, from, count);
                    ended |= read < 0;
                    return read;
                } catch (IOException failure) {
                    failed = true;
                    throw failure;
                }
            }
        };
    }
}
