package dev.sallyport.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What was found wrong so far in one file; keeps the first hundred. */
final class Problems {
    private static final int MAX = 100;

    private final Path file;
    private final List<SettingsProblem> found = new ArrayList<>();

    Problems(Path file) {
        this.file = file;
    }

    void add(Place place, String path, String message) {
        add(place, path, message, "");
    }

    void add(Place place, String path, String message, String suggestion) {
        if (!isFull()) {
            found.add(new SettingsProblem(file, place.line(), place.column(), path, message, suggestion));
        }
    }

    boolean isFull() {
        return found.size() >= MAX;
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /** In the order of the file. */
    List<SettingsProblem> list() {
        return found.stream()
                .sorted((a, b) -> a.line() == b.line()
                        ? Integer.compare(a.column(), b.column())
                        : Integer.compare(a.line(), b.line()))
                .toList();
    }
}
