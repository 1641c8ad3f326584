package dev.sallyport.transport.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Collects one body of bounded size. */
final class BodyBuffer {
    private static final int START_BYTES = 2048;

    private final int bytesMax;
    private byte[] bytes;
    private int length;

    BodyBuffer(int bytesMax) {
        this(bytesMax, START_BYTES);
    }

    BodyBuffer(int bytesMax, int expectedBytes) {
        this.bytesMax = bytesMax;
        this.bytes = new byte[Math.max(16, Math.min(bytesMax, expectedBytes))];
    }

    /** Adds what is readable in {@code part}; false where the body is larger than it may be. */
    boolean append(ByteBuf part) {
        int more = part.readableBytes();
        if (more > bytesMax - length) {
            return false;
        }
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(bytesMax, Math.max(length + more, bytes.length * 2)));
        }
        part.readBytes(bytes, length, more);
        length += more;
        return true;
    }

    /** The array that holds the body from its start; owned by the caller from now on. */
    byte[] bytes() {
        return bytes;
    }

    /** How much of the array is the body. */
    int lengthBytes() {
        return length;
    }
}
