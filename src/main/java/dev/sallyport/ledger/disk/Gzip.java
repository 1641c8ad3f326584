package dev.sallyport.ledger.disk;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * A compressed segment as it is written: one gzip member without name and time, whose extra field {@code SP} has the CRC-32C of all bytes
 * between head and tail, so that no bit of the file can change unseen. Source: RFC 1952.
 */
public final class Gzip implements AutoCloseable {
    private static final byte[] HEAD = HexFormat.of().parseHex("1f8b08040000000000ff080053500400" + "00000000");
    private static final int CHECK_AT = 16;
    private static final int CHUNK_BYTES = 1 << 16;

    private final Disk.DiskFile file;
    // the time of the processor is dearer here than room on the disk
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    private final OutputStream compressed;
    private final CRC32 content = new CRC32();
    private final CRC32C check = new CRC32C();
    private long contentBytes;
    private long at;

    /** One that is written to {@code file}, which is empty. */
    public Gzip(Disk.DiskFile file) throws IOException {
        this.file = file;
        put(HEAD, 0, HEAD.length);
        // lines are collected, since each piece that is compressed is a call of native code
        this.compressed =
                new BufferedOutputStream(new DeflaterOutputStream(new Body(), deflater, CHUNK_BYTES), CHUNK_BYTES);
    }

    /** What is between head and tail. */
    private final class Body extends OutputStream {
        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            check.update(bytes, from, length);
            put(bytes, from, length);
        }
    }

    private void put(byte[] bytes, int from, int length) throws IOException {
        at = file.writeAll(ByteBuffer.wrap(bytes, from, length), at);
    }

    /** Adds to what is compressed. */
    public void write(byte[] bytes, int from, int to) throws IOException {
        content.update(bytes, from, to - from);
        contentBytes += to - from;
        compressed.write(bytes, from, to - from);
    }

    /** Writes what is left, and the checks. */
    public void finish() throws IOException {
        compressed.close();
        ByteBuffer tail = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        tail.putInt((int) content.getValue()).putInt((int) contentBytes);
        put(tail.array(), 0, tail.capacity());
        ByteBuffer said = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        file.writeAll(said.putInt((int) check.getValue()).flip(), CHECK_AT);
    }

    @Override
    public void close() {
        deflater.end();
    }
}
