package dev.sallyport.settings.home;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * This process in the home folder: {@code instances/<id>/}, locked for as long as the process lives, with a record that
 * other processes read. The operating system drops the lock when the process dies, however it dies.
 *
 * <p>Looks and creations of one process go one after the other, because its threads share their POSIX locks.
 */
public final class Instance implements AutoCloseable {
    private static final String LOCK = "lock";
    private static final String RECORD = "instance.json";
    private static final String MARK = "children";
    private static final int MARK_BYTES_MAX = 64;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * The folders that this process owns. Closing any channel on a file drops every POSIX lock that the process holds on
     * it, so the lock file of an own instance must never be opened again.
     */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel lock;

    private Instance(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** The new folder, locked, or empty where another process took it for dead in between. */
    static synchronized Optional<Instance> create(Path folder) throws IOException {
        PrivateFiles.createFolder(folder);
        OWN.add(folder);
        FileChannel channel = lock(folder, true);
        if (channel == null || !Files.exists(folder.resolve(LOCK))) {
            if (channel != null) {
                channel.close();
            }
            OWN.remove(folder);
            return Optional.empty();
        }
        return Optional.of(new Instance(folder, channel));
    }

    /** The folder, for sockets and scratch files of this process; deleted at close. */
    public Path folder() {
        return folder;
    }

    /** Makes the record visible to other processes, in one step; replaces an earlier one. */
    public void publish(InstanceRecord instance) throws IOException {
        PrivateFiles.replace(folder.resolve(RECORD), JSON.writeValueAsBytes(instance));
    }

    /** Keeps {@code mark}, by which the children of this process are found should it be killed. */
    public void markChildren(String mark) throws IOException {
        PrivateFiles.replace(folder.resolve(MARK), mark.getBytes(StandardCharsets.US_ASCII));
    }

    /** Removes the folder and gives up the lock. */
    @Override
    public void close() throws IOException {
        if (OWN.contains(folder)) {
            try (lock) {
                delete(folder);
            } finally {
                OWN.remove(folder);
            }
        }
    }

    /** What the instance in {@code folder} says of itself; empty where it is dead, and its folder is then deleted, but for a
     * mark of children that {@code orphans} does not take. */
    static synchronized Optional<InstanceRecord> look(Path folder, Optional<Consumer<String>> orphans)
            throws IOException {
        if (!OWN.contains(folder)) {
            try (FileChannel channel = lock(folder, false)) {
                if (channel != null) {
                    bury(folder, orphans);
                    return Optional.empty();
                }
            }
        }
        Optional<InstanceRecord> known = record(folder);
        if (known.isEmpty()) {
            deleteUnlocked(folder);
        }
        return known;
    }

    /** The same, and nothing is deleted. */
    static synchronized Optional<LivingInstance> see(Path folder) throws IOException {
        if (!OWN.contains(folder)) {
            try (FileChannel channel = lock(folder, false)) {
                if (channel != null || !Files.exists(folder.resolve(LOCK))) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(new LivingInstance(folder, record(folder)));
    }

    private static Optional<InstanceRecord> record(Path folder) throws IOException {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(folder.resolve(RECORD)), InstanceRecord.class));
        } catch (NoSuchFileException | JacksonException _) {
            return Optional.empty(); // just begun, just ended, or written by another version
        }
    }

    private static void bury(Path folder, Optional<Consumer<String>> orphans) throws IOException {
        Path mark = folder.resolve(MARK);
        if (Files.exists(mark)) {
            if (orphans.isEmpty()) {
                return;
            }
            try (InputStream in = Files.newInputStream(mark)) {
                orphans.get().accept(new String(in.readNBytes(MARK_BYTES_MAX), StandardCharsets.ISO_8859_1));
            }
        }
        delete(folder);
    }

    /** The channel that now holds the lock of {@code folder}, or null where another process holds it or it is absent. */
    private static @Nullable FileChannel lock(Path folder, boolean create) throws IOException {
        Set<StandardOpenOption> options =
                create ? Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE) : Set.of(StandardOpenOption.WRITE);
        FileChannel channel;
        try {
            channel = FileChannel.open(folder.resolve(LOCK), options, PrivateFiles.FILE_MODE);
        } catch (NoSuchFileException _) {
            return null;
        }
        FileLock held = channel.tryLock();
        if (held == null) {
            channel.close();
            return null;
        }
        return channel;
    }

    /** Deletes an empty folder, whose process died before it locked; one that has just begun then takes another. */
    private static void deleteUnlocked(Path folder) throws IOException {
        try {
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException _) {
            // it lives
        }
    }

    /** Deletes the folder, the lock file last, so that a half-deleted one still counts as dead. */
    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(f -> !f.endsWith(LOCK)).toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder.resolve(LOCK));
        Files.deleteIfExists(folder);
    }
}
