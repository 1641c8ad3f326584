package dev.sallyport.settings.binding;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A file that is read as a record of its own, such as a table of cases; with everything that is wrong with it.
 *
 * @param value what it says; empty where something is wrong
 * @param problems what is wrong, in the order of the file
 * @param places where in it each value stands
 */
public record BoundFile<T>(Optional<T> value, List<SettingsProblem> problems, Places places) {
    private static final int FILE_MAX_BYTES = 4 * 1024 * 1024;

    /** Reads {@code file} as a {@code type}; a file that is absent or wrong is a value, never an exception. */
    public static <T> BoundFile<T> read(Class<T> type, Path file, Environment environment) {
        Problems problems = new Problems(file);
        SettingsFiles files = new SettingsFiles();
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
        Binder binder = new Binder(problems, new References(folder, environment, files, problems, new Problems(file)));
        String problem;
        try {
            String text = SettingsFiles.text(files.read(file, FILE_MAX_BYTES));
            Optional<Node> root = YamlReader.read(text, problems);
            Optional<T> bound = root.map(node -> binder.bind(type, node, "")).map(type::cast);
            if (root.isEmpty() && problems.isEmpty()) {
                problems.add(Place.FILE, "", "is empty");
            }
            return new BoundFile<>(
                    problems.isEmpty() ? bound : Optional.empty(), problems.list(), new Places(file, root));
        } catch (CharacterCodingException _) {
            problem = "is not UTF-8";
        } catch (AccessDeniedException _) {
            problem = "may not be read by this user";
        } catch (IOException unreadable) {
            problem = String.valueOf(unreadable.getMessage());
        }
        problems.add(Place.FILE, "", problem);
        return new BoundFile<>(Optional.empty(), problems.list(), new Places(file, Optional.empty()));
    }
}
