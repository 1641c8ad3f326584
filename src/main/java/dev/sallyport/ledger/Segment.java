package dev.sallyport.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The segment that is being written. Guarded by the lock of its ledger, but for reading what was written. */
final class Segment implements AutoCloseable {
    private static final int SCRATCH_BYTES = 16 * 1024;

    private final SegmentName name;
    private final Disk.DiskFile file;
    private long sizeBytes;
    private long next;
    private boolean broken;
    private byte[] scratch = new byte[SCRATCH_BYTES];
    private ByteBuffer view = ByteBuffer.wrap(scratch);

    /** A new, empty segment, which begins with entry {@code first}. */
    Segment(Disk disk, long first) throws IOException {
        name = new SegmentName(first, SegmentName.Form.LINES);
        file = disk.open(name.file(), true);
        next = first;
    }

    SegmentName name() {
        return name;
    }

    /** Its whole lines, in bytes. */
    long sizeBytes() {
        return sizeBytes;
    }

    /** The number of its next entry. */
    long next() {
        return next;
    }

    /** True where it can not be told what the disk has of it: nothing is written to it any more. */
    boolean isBroken() {
        return broken;
    }

    /** Writes one entry; nothing of it is left where that fails. */
    void append(byte[] bytes, int from, int to) throws IOException {
        reserve(EntryLine.roomBytes(to - from));
        write(EntryLine.write(next, bytes, from, to, scratch, 0));
        next++;
    }

    /** Writes entries, all or none of them. */
    void append(List<byte[]> entries) throws IOException {
        int room = 0;
        for (byte[] members : entries) {
            room += EntryLine.roomBytes(members.length);
        }
        reserve(room);
        int end = 0;
        long number = next;
        for (byte[] members : entries) {
            end = EntryLine.write(number++, members, 0, members.length, scratch, end);
        }
        write(end);
        next = number;
    }

    private void reserve(int bytes) {
        if (scratch.length < bytes || scratch.length > EntryLine.BYTES_MAX) {
            scratch = new byte[Math.max(bytes, SCRATCH_BYTES)];
            view = ByteBuffer.wrap(scratch);
        }
    }

    private void write(int end) throws IOException {
        if (broken) {
            throw new IOException("the segment was abandoned");
        }
        view.limit(end).position(0);
        try {
            while (view.hasRemaining()) {
                file.write(view, sizeBytes + view.position());
            }
            sizeBytes += end;
        } catch (IOException failed) {
            cut(failed);
            throw failed;
        }
    }

    private void cut(IOException failed) {
        try {
            file.truncate(sizeBytes);
        } catch (IOException alsoFailed) {
            broken = true;
            failed.addSuppressed(alsoFailed);
        }
    }

    /** Has what was written survive a loss of power. What a disk did after it failed to do so is not known: it is broken then. */
    void force() throws IOException {
        try {
            file.force();
        } catch (IOException failed) {
            broken = true;
            throw failed;
        }
    }

    /** Reads what was written, from {@code at} on; needs no lock. */
    int read(ByteBuffer target, long at) throws IOException {
        return file.read(target, at);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
