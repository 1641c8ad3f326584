package dev.sallyport.cli.doctor;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** The programs of this machine, as {@code PATH} leads to them. Source: POSIX.1-2024, Base Definitions, 8.3. */
record Programs(String path) {
    /** The file of {@code program}, which starts in {@code folder}; empty where there is none that may be run. */
    Optional<Path> find(String program, Optional<Path> folder) {
        Path here = folder.orElse(Path.of("")).toAbsolutePath();
        try {
            Stream<Path> candidates = program.contains("/")
                    ? Stream.of(here.resolve(program))
                    : Arrays.stream(path.split(File.pathSeparator)).map(entry -> Path.of(entry, program));
            return candidates
                    .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                    .findFirst();
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }
}
