package dev.sallyport.ledger.verify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/** What one gzip member holds, from behind its head on; fails where its end is not the end of the file. Source: RFC 1952 §2.3. */
final class Member extends InputStream {
    private static final int CHUNK_BYTES = 1 << 16;
    private static final int TAIL_BYTES = 8;

    private final InputStream source;
    private final Inflater inflater = new Inflater(true);
    private final byte[] chunk = new byte[CHUNK_BYTES];
    private final CRC32 crc = new CRC32();
    private int filled;
    private boolean ended;

    /** That of {@code source}, which it closes. */
    Member(InputStream source) {
        this.source = source;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        try {
            while (!ended && length > 0) {
                int count = inflater.inflate(target, from, length);
                if (count > 0) {
                    crc.update(target, from, count);
                    return count;
                }
                if (inflater.finished()) {
                    end();
                } else if (inflater.needsDictionary() || !fill()) {
                    throw new ZipException("no end");
                }
            }
            return length == 0 ? 0 : -1;
        } catch (DataFormatException broken) {
            throw new ZipException(broken.getMessage());
        }
    }

    private boolean fill() throws IOException {
        filled = source.read(chunk, 0, chunk.length);
        if (filled > 0) {
            inflater.setInput(chunk, 0, filled);
        }
        return filled > 0;
    }

    private void end() throws IOException {
        byte[] tail = new byte[TAIL_BYTES + 1];
        int left = Math.min(inflater.getRemaining(), tail.length);
        System.arraycopy(chunk, filled - inflater.getRemaining(), tail, 0, left);
        int length = left + source.readNBytes(tail, left, tail.length - left);
        ByteBuffer said = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
        if (length != TAIL_BYTES
                || said.getInt() != (int) crc.getValue()
                || said.getInt() != (int) inflater.getBytesWritten()) {
            throw new ZipException("another end");
        }
        ended = true;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        source.close();
    }
}
