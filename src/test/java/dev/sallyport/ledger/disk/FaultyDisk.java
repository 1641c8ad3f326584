package dev.sallyport.ledger.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** A real folder whose operations fail when a plan says so: the file layer for tests of faults. */
public final class FaultyDisk implements Disk {
    /** What is done to the files. */
    public enum Operation {
        /** To write. */
        OPEN,
        /** Behind the opening: the file was made all the same. */
        OPENED,
        REPLACE,
        RENAME,
        /** Behind the renaming: the file has its new name all the same. */
        RENAMED,
        DELETE,
        WRITE,
        TRUNCATE,
        FORCE
    }

    /** Says what fails. */
    @FunctionalInterface
    public interface Plan {
        /**
         * Before the operation with this number is done.
         *
         * @return how many bytes of a write are written before it fails; −1 where nothing fails
         */
        int fails(Operation operation, int number);
    }

    private final Disk disk;
    private Plan plan = (_, _) -> -1;
    private int count;

    /** The files of {@code disk}. */
    public FaultyDisk(Disk disk) {
        this.disk = disk;
    }

    /** From now on what {@code failing} says fails; operations are counted from zero. */
    public void plan(Plan failing) {
        plan = failing;
        count = 0;
    }

    /** How many operations there were since the plan was made. */
    public int count() {
        return count;
    }

    private int judge(Operation operation) {
        return plan.fails(operation, count++);
    }

    private void fail(Operation operation) throws IOException {
        if (judge(operation) >= 0) {
            throw new IOException("no space left on device, or worse");
        }
    }

    @Override
    public String place() {
        return disk.place();
    }

    @Override
    public List<String> names() throws IOException {
        return disk.names();
    }

    @Override
    public DiskFile open(String name, boolean fresh) throws IOException {
        fail(Operation.OPEN);
        DiskFile file = disk.open(name, fresh);
        if (fresh && judge(Operation.OPENED) >= 0) {
            file.close();
            throw new IOException("too many open files");
        }
        return new FaultyFile(file);
    }

    @Override
    public DiskFile openToRead(String name) throws IOException {
        return new FaultyFile(disk.openToRead(name));
    }

    @Override
    public byte[] read(String name) throws IOException {
        return disk.read(name);
    }

    @Override
    public void replace(String name, byte[] bytes) throws IOException {
        fail(Operation.REPLACE);
        disk.replace(name, bytes);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        fail(Operation.RENAME);
        disk.rename(from, to);
        fail(Operation.RENAMED);
    }

    @Override
    public void delete(String name) throws IOException {
        fail(Operation.DELETE);
        disk.delete(name);
    }

    private final class FaultyFile implements DiskFile {
        private final DiskFile file;

        FaultyFile(DiskFile file) {
            this.file = file;
        }

        @Override
        public long sizeBytes() throws IOException {
            return file.sizeBytes();
        }

        @Override
        public void write(ByteBuffer source, long at) throws IOException {
            int kept = judge(Operation.WRITE);
            if (kept < 0) {
                file.write(source, at);
                return;
            }
            ByteBuffer part = source.duplicate();
            part.limit(Math.min(source.limit(), source.position() + kept));
            while (part.hasRemaining()) {
                file.write(part, at + part.position() - source.position());
            }
            throw new IOException("no space left on device");
        }

        @Override
        public int read(ByteBuffer target, long at) throws IOException {
            return file.read(target, at);
        }

        @Override
        public void truncate(long sizeBytes) throws IOException {
            fail(Operation.TRUNCATE);
            file.truncate(sizeBytes);
        }

        @Override
        public void force() throws IOException {
            fail(Operation.FORCE);
            file.force();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
