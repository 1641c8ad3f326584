package dev.sallyport.ledger.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The folder of a ledger, as far as the ledger needs files. The real one is {@link FolderDisk}; another one fails on purpose. */
public interface Disk {
    /** Where it is, as an operator finds it. */
    String place();

    /** The names of its files, sorted. */
    List<String> names() throws IOException;

    /**
     * Opens a file to write and read; makes it, and fails where it is there, when {@code fresh}. Its name lasts through a loss of power once it
     * was renamed.
     */
    DiskFile open(String name, boolean fresh) throws IOException;

    /** Opens a file to read it and to have it survive a loss of power; nobody needs the right to write it. */
    DiskFile openToRead(String name) throws IOException;

    /** The whole of a small file; the first 64 KiB of a larger one. */
    byte[] read(String name) throws IOException;

    /** Puts {@code bytes} into a file of that name, all of them or none, and durably. */
    void replace(String name, byte[] bytes) throws IOException;

    /** Gives the file {@code from} the name {@code to}, in place of what had it, durably. */
    void rename(String from, String to) throws IOException;

    /** Deletes a file. */
    void delete(String name) throws IOException;

    /** An open file; buffers have an array. An interrupt of a thread that uses it changes nothing. */
    interface DiskFile extends AutoCloseable {
        /** Its length in bytes. */
        long sizeBytes() throws IOException;

        /** Writes some of {@code source}, in most cases all, at {@code at}. */
        void write(ByteBuffer source, long at) throws IOException;

        /** Writes all of {@code source} at {@code at}; where it ends. */
        default long writeAll(ByteBuffer source, long at) throws IOException {
            long end = at;
            while (source.hasRemaining()) {
                int left = source.remaining();
                write(source, end);
                end += left - source.remaining();
            }
            return end;
        }

        /** Reads from {@code at} on into {@code target}; −1 at the end. */
        int read(ByteBuffer target, long at) throws IOException;

        /** Cuts it off. */
        void truncate(long sizeBytes) throws IOException;

        /** Has all that was written survive a loss of power. */
        void force() throws IOException;

        @Override
        void close() throws IOException;
    }
}
