package dev.sallyport.settings.binding;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Where the values of a file stand, for what is found out about them only after they were read. */
public final class Places {
    private static final int FILE_MAX_BYTES = 4 * 1024 * 1024;

    private final Path file;
    private final Optional<Node> root;

    Places(Path file, Optional<Node> root) {
        this.file = file;
        this.root = root;
    }

    /** Those of {@code file}; of one that cannot be read, the file as a whole stands for all places. */
    public static Places of(Path file) {
        try {
            String text = SettingsFiles.text(new SettingsFiles().read(file, FILE_MAX_BYTES));
            return new Places(file, YamlReader.read(text, new Problems(file)));
        } catch (IOException _) {
            return new Places(file, Optional.empty());
        }
    }

    /** A problem of the value at {@code path}, for example {@code access.statements[2]}, or else of what is nearest around it. */
    public SettingsProblem problem(String path, String message, String suggestion) {
        Place place = place(path);
        return new SettingsProblem(file, place.line(), place.column(), path, message, suggestion);
    }

    private Place place(String path) {
        Optional<Node> node = root;
        Place nearest = node.map(Node::place).orElse(Place.FILE);
        for (String step : path.split("\\.|(?=\\[)", -1)) {
            node = node.flatMap(within -> inner(within, step));
            nearest = node.map(Node::place).orElse(nearest);
        }
        return nearest;
    }

    private static Optional<Node> inner(Node node, String step) {
        return switch (node) {
            case Node.Items items
            when step.startsWith("[") -> {
                int index = Integer.parseInt(step.substring(1, step.length() - 1));
                yield index < items.items().size() ? Optional.of(items.items().get(index)) : Optional.empty();
            }
            case Node.Entries entries ->
                entries.entries().stream()
                        .filter(entry -> entry.key().equals(step))
                        .map(Node.Entry::value)
                        .findFirst();
            case Node.Items _, Node.Text _ -> Optional.empty();
        };
    }
}
