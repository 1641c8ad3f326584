package dev.sallyport.transport.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Collects one body of bounded size. */
final class BodyBuffer {
    private static final int START_BYTES = 2048;

    /** A declared length is believed up to here; beyond it the array grows with what really arrives. */
    private static final int BELIEVED_BYTES_MAX = 64 * 1024;

    private final int bytesMax;
    private byte[] bytes;
    private int length;

    private BodyBuffer(int bytesMax, int startBytes) {
        this.bytesMax = bytesMax;
        this.bytes = new byte[startBytes];
    }

    /** Room for a body that may have {@code bytesMax} bytes and is said to have {@code declaredBytes}, or -1. */
    static BodyBuffer of(long declaredBytes, int bytesMax) {
        long start = declaredBytes < 0 ? START_BYTES : Math.min(declaredBytes, BELIEVED_BYTES_MAX);
        return new BodyBuffer(bytesMax, (int) Math.min(bytesMax, Math.max(16, start)));
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
