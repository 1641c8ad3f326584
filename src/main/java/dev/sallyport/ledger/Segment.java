package dev.sallyport.ledger;

import dev.sallyport.ledger.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** The segment that is being written. Guarded by the lock of its ledger, but for reading what was written. */
final class Segment implements AutoCloseable {
    /** The file of a segment that is just being begun. */
    static final String UNFINISHED = "segment.tmp";

    private static final int USUAL_BYTES = 16 * 1024;

    private final SegmentName name;
    private final Disk.DiskFile file;
    private long sizeBytes;
    private long next;
    private volatile boolean broken;
    private final ReentrantLock forcing = new ReentrantLock();
    private boolean full;
    private ByteBuffer lines = ByteBuffer.allocate(USUAL_BYTES);

    /** A new, empty segment, which begins with entry {@code first}; its file is {@link #UNFINISHED} until it is given its name. */
    Segment(Disk disk, long first) throws IOException {
        name = new SegmentName(first, SegmentName.Form.LINES);
        disk.delete(UNFINISHED);
        file = disk.open(UNFINISHED, true);
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

    /** Writes entries, all or none of them. */
    void append(List<byte[]> entries) throws IOException {
        int room = 0;
        for (byte[] members : entries) {
            room += EntryLine.roomBytes(members.length);
        }
        reserve(room);
        long number = next;
        for (byte[] members : entries) {
            EntryLine.write(number++, members, lines);
        }
        write();
        next = number;
    }

    private void reserve(int bytes) {
        if (lines.capacity() < bytes || lines.capacity() > EntryLine.BYTES_MAX) {
            lines = ByteBuffer.allocate(Math.max(bytes, USUAL_BYTES));
        }
        lines.clear();
    }

    private void write() throws IOException {
        if (broken) {
            throw abandoned();
        }
        lines.flip();
        try {
            sizeBytes = file.writeAll(lines, sizeBytes);
        } catch (IOException | RuntimeException | Error failed) {
            cut(failed);
            throw failed;
        }
    }

    private static IOException abandoned() {
        return new IOException("the segment was abandoned");
    }

    private void cut(Throwable failed) {
        try {
            file.truncate(sizeBytes);
        } catch (IOException | RuntimeException | Error alsoFailed) {
            broken = true;
            failed.addSuppressed(alsoFailed);
        }
    }

    /**
     * Has what was written survive a loss of power; needs no lock. What a disk did after it failed to do so is not known: it is broken then.
     */
    void force() throws IOException {
        forcing.lock();
        try {
            if (full) {
                return;
            }
            if (broken) {
                throw abandoned();
            }
            file.force();
        } catch (IOException | RuntimeException | Error failed) {
            broken = true;
            throw failed;
        } finally {
            forcing.unlock();
        }
    }

    /** Closes it after all of it was forced: who forces it later has nothing left to do. */
    void closeFull() throws IOException {
        forcing.lock();
        try {
            full = !broken;
            file.close();
        } finally {
            forcing.unlock();
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
