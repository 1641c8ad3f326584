package dev.sallyport.settings.binding;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What was found wrong so far in one file; keeps the first hundred. */
public final class Problems {
    private static final int MAX = 100;

    private final Path file;
    private final List<SettingsProblem> found = new ArrayList<>();

    /** No problem of {@code file} yet. */
    public Problems(Path file) {
        this.file = file;
    }

    /** Adds a problem with nothing to suggest. */
    public void add(Place place, String path, String message) {
        add(place, path, message, "");
    }

    /** Adds a problem, and how to mend it. */
    public void add(Place place, String path, String message, String suggestion) {
        if (!isFull()) {
            found.add(new SettingsProblem(file, place.line(), place.column(), path, message, suggestion));
        }
    }

    /** No problem yet of a file that this one names. */
    Problems of(String name) {
        return new Problems(file.resolveSibling(name));
    }

    /** Adds those of another file. */
    void addAll(Problems others) {
        others.list().stream().filter(_ -> !isFull()).forEach(found::add);
    }

    boolean isFull() {
        return found.size() >= MAX;
    }

    /** True where there is none. */
    public boolean isEmpty() {
        return found.isEmpty();
    }

    /** In the order of the file, and those of other files behind them. */
    public List<SettingsProblem> list() {
        return found.stream()
                .sorted((a, b) -> !a.file().equals(b.file())
                        ? Boolean.compare(b.file().equals(file), a.file().equals(file))
                        : a.line() == b.line()
                                ? Integer.compare(a.column(), b.column())
                                : Integer.compare(a.line(), b.line()))
                .toList();
    }
}
