package dev.sallyport.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** Bytes that grow: what a {@link JsonWriter} writes into, and what a transport puts around it. */
public final class JsonBuffer {
    private byte[] bytes;
    private int size;

    /** An empty buffer with room for {@code capacityBytes}. */
    public JsonBuffer(int capacityBytes) {
        bytes = new byte[capacityBytes];
    }

    /** How many bytes it holds. */
    public int sizeBytes() {
        return size;
    }

    /** Forgets what it holds, and gives back memory above {@code keptBytesMax}. */
    public void clear(int keptBytesMax) {
        size = 0;
        if (bytes.length > keptBytesMax) {
            bytes = new byte[keptBytesMax];
        }
    }

    /** The array whose first {@link #sizeBytes} bytes it holds; another one once more was appended. */
    public byte[] array() {
        return bytes;
    }

    /** A copy of what it holds. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** What it holds, as text. */
    @Override
    public String toString() {
        return new String(bytes, 0, size, UTF_8);
    }

    /** Appends one byte. */
    public void append(char ascii) {
        reserve(1);
        bytes[size++] = (byte) ascii;
    }

    /** Appends a part of {@code source}. */
    public void append(byte[] source, int from, int to) {
        int length = to - from;
        reserve(length);
        System.arraycopy(source, from, bytes, size, length);
        size += length;
    }

    /** Forgets all but the first {@code sizeBytes} bytes. */
    public void shorten(int sizeBytes) {
        size = Math.min(size, sizeBytes);
    }

    /** Appends text of which every character is ASCII, such as a number. */
    public void appendAscii(String text) {
        int length = text.length();
        reserve(length);
        for (int i = 0; i < length; i++) {
            bytes[size + i] = (byte) text.charAt(i);
        }
        size += length;
    }

    /** The bytes themselves, with room for {@code added} more behind {@link #sizeBytes}. */
    byte[] room(int added) {
        reserve(added);
        return bytes;
    }

    /** Counts {@code added} bytes that were put into the {@link #room}. */
    void grown(int added) {
        size += added;
    }

    private void reserve(int added) {
        int needed = Math.addExact(size, added);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, needed + (long) (needed >> 1) + 16));
        }
    }
}
