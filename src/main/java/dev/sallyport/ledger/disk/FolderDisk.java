package dev.sallyport.ledger.disk;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A folder of the file system; its files are their owner's alone. */
public final class FolderDisk implements Disk {
    private static final int SMALL_BYTES = 1 << 16;

    private final Path folder;

    /** The files in {@code folder}, which exists. */
    public FolderDisk(Path folder) {
        this.folder = folder;
    }

    /** True where something is that is no file, and that no link makes one: a pipe would be waited for. */
    public static boolean isForeign(Path file) {
        try {
            return !Files.readAttributes(file, BasicFileAttributes.class).isRegularFile();
        } catch (IOException _) {
            // a link to nowhere; else there is nothing
            return Files.isSymbolicLink(file);
        }
    }

    /** What makes a file its owner's alone. */
    public static FileAttribute<?> owners() {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    }

    @Override
    public String place() {
        return folder.toString();
    }

    @Override
    public List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
    }

    /** Where the file {@code name} is or may be made; fails where something else is, for which whoever opens it might wait without end. */
    public Path file(String name) throws IOException {
        Path file = folder.resolve(name);
        if (isForeign(file)) {
            throw new IOException(name + " is no file");
        }
        return file;
    }

    @Override
    public DiskFile open(String name, boolean fresh) throws IOException {
        Path file = file(name);
        if (fresh) {
            FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), owners())
                    .close();
        } else if (!Files.exists(file)) {
            // the mode "rw" would make it
            throw new NoSuchFileException(file.toString());
        }
        return new OpenFile(file, "rw");
    }

    @Override
    public DiskFile openToRead(String name) throws IOException {
        return new OpenFile(file(name), "r");
    }

    @Override
    public byte[] read(String name) throws IOException {
        try (InputStream in = Files.newInputStream(file(name))) {
            return in.readNBytes(SMALL_BYTES);
        }
    }

    @Override
    public void replace(String name, byte[] bytes) throws IOException {
        String fresh = name + ".tmp";
        Files.deleteIfExists(folder.resolve(fresh));
        try (DiskFile file = open(fresh, true)) {
            file.write(ByteBuffer.wrap(bytes), 0);
            file.force();
        } catch (FileSystemException named) {
            throw named;
        } catch (IOException failed) {
            // the platform does not say which file
            FileSystemException named =
                    new FileSystemException(folder.resolve(name).toString(), null, failed.getMessage());
            named.initCause(failed);
            throw named;
        }
        rename(fresh, name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(folder.resolve(from), folder.resolve(to), StandardCopyOption.ATOMIC_MOVE);
        syncFolder();
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }

    /** A name lasts through a loss of power once its folder was written. An interrupt closes a channel, so it waits until that is done. */
    private void syncFolder() throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (!isSynced()) {
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** False where an interrupt came in between. */
    private boolean isSynced() throws IOException {
        try (FileChannel self = FileChannel.open(folder, StandardOpenOption.READ)) {
            self.force(true);
            return true;
        } catch (ClosedByInterruptException _) {
            return false;
        }
    }

    /** One that an interrupt of a thread does not close, as it does a channel. Who reads it does not hinder who writes it. */
    private static final class OpenFile implements DiskFile {
        private final RandomAccessFile writing;
        private final RandomAccessFile reading;
        /** Where the next write goes by itself; −1 where that is not known. */
        private long at;

        OpenFile(Path file, String mode) throws IOException {
            writing = new RandomAccessFile(file.toFile(), mode);
            try {
                reading = new RandomAccessFile(file.toFile(), "r");
            } catch (IOException failed) {
                writing.close();
                throw failed;
            }
        }

        @Override
        public long sizeBytes() throws IOException {
            return reading.length();
        }

        @Override
        public void write(ByteBuffer source, long to) throws IOException {
            synchronized (writing) {
                if (at != to) {
                    writing.seek(to);
                }
                at = -1;
                int length = source.remaining();
                writing.write(source.array(), source.arrayOffset() + source.position(), length);
                source.position(source.limit());
                at = to + length;
            }
        }

        @Override
        public int read(ByteBuffer target, long from) throws IOException {
            synchronized (reading) {
                reading.seek(from);
                int read = reading.read(target.array(), target.arrayOffset() + target.position(), target.remaining());
                target.position(target.position() + Math.max(0, read));
                return read;
            }
        }

        @Override
        public void truncate(long sizeBytes) throws IOException {
            synchronized (writing) {
                at = -1;
                writing.setLength(sizeBytes);
            }
        }

        @Override
        public void force() throws IOException {
            writing.getFD().sync();
        }

        @Override
        public void close() throws IOException {
            try (reading) {
                writing.close();
            }
        }
    }
}
