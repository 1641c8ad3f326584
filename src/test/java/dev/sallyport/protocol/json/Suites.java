package dev.sallyport.protocol.json;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The public test suites, where the machine has them. */
final class Suites {
    private Suites() {}

    /** A file or folder of the suites; says so where it is absent. */
    static Optional<Path> find(String path) {
        Path found = Path.of(System.getProperty("suites", "")).resolve(path);
        if (Files.exists(found)) {
            return Optional.of(found);
        }
        System.out.println("suites absent: " + found);
        return Optional.empty();
    }

    /** The bytes of the files in {@code folder} by name. */
    static Map<String, byte[]> files(Path folder) {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> paths = Files.list(folder)) {
            for (Path path : paths.toList()) {
                files.put(path.getFileName().toString(), Files.readAllBytes(path));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }
}
