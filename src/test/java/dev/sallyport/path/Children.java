package dev.sallyport.path;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Local servers that behave as a test says: a small script, started by the gateway. */
final class Children {
    private Children() {}

    /** The command of a child that behaves as {@code mode} says, as YAML; {@code log} keeps what it hears. */
    static String command(String mode, Path... log) {
        return line(mode, log).stream().map(word -> "\"" + word + "\"").collect(Collectors.joining(", ", "[", "]"));
    }

    static List<String> line(String mode, Path... log) {
        URL script = Objects.requireNonNull(Children.class.getResource("/children/child.py"));
        try {
            Stream<String> words = Stream.of("python3", Path.of(script.toURI()).toString(), mode);
            return Stream.concat(words, Stream.of(log).map(Path::toString)).toList();
        } catch (URISyntaxException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** The lines that a child logged. */
    static List<String> log(Path log) {
        try {
            return Files.exists(log) ? Files.readAllLines(log) : List.of();
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** The logged messages that contain {@code part}. */
    static List<String> log(Path log, String part) {
        return log(log).stream().filter(line -> line.contains(part)).toList();
    }
}
