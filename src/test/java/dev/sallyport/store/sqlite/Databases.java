package dev.sallyport.store.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;

/** Connections to one file, each as a process of its own would have it. */
final class Databases implements AutoCloseable {
    private final Path folder;
    private final Deque<Database> open = new ArrayDeque<>();

    Databases(Path folder) {
        this.folder = folder;
    }

    Path file() {
        return folder.resolve("store.db");
    }

    /** One more. */
    Database another() throws IOException {
        if (!Files.exists(file())) {
            Files.createFile(
                    file(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        open.push(new Database(file(), Files.createDirectories(folder.resolve("native"))));
        return open.getFirst();
    }

    @Override
    public void close() {
        open.forEach(Database::close);
    }
}
