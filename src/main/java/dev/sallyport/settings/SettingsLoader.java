package dev.sallyport.settings;

import dev.sallyport.practice.access.PolicyFile;
import dev.sallyport.settings.binding.Binder;
import dev.sallyport.settings.binding.Environment;
import dev.sallyport.settings.binding.Node;
import dev.sallyport.settings.binding.Place;
import dev.sallyport.settings.binding.Problems;
import dev.sallyport.settings.binding.References;
import dev.sallyport.settings.binding.SettingsFiles;
import dev.sallyport.settings.binding.YamlReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads settings files; a file that is absent, malformed or wrong is a value, never an exception. */
public final class SettingsLoader {
    private static final int FILE_MAX_BYTES = 1024 * 1024;

    private SettingsLoader() {}

    /** The settings in {@code file}, with variables from {@code environment}. */
    public static SettingsRead load(Path file, Environment environment) {
        SettingsFiles files = new SettingsFiles();
        String problem;
        try {
            return read(file, files.read(file, FILE_MAX_BYTES), environment, files);
        } catch (AccessDeniedException _) {
            problem = "may not be read by this user";
        } catch (IOException e) {
            problem = String.valueOf(e.getMessage());
        }
        Problems problems = new Problems(file);
        problems.add(Place.FILE, "", problem);
        return new SettingsRead.Refused(problems.list(), files);
    }

    /** The settings in {@code content}, which stands for the content of {@code file}. */
    static SettingsRead read(Path file, byte[] content, Environment environment, SettingsFiles files) {
        Problems problems = new Problems(file);
        Problems warnings = new Problems(file);
        References references = new References(folder(file), environment, files, problems, warnings);
        Object bound = null;
        try {
            Optional<Node> root = YamlReader.read(SettingsFiles.text(content), problems);
            if (root.isPresent()) {
                bound = new Binder(problems, references).bind(Settings.class, root.get(), "");
            } else if (problems.isEmpty()) {
                bound = Settings.DEFAULT;
            }
        } catch (CharacterCodingException _) {
            problems.add(Place.FILE, "", "is not UTF-8");
        }
        return problems.isEmpty() && bound instanceof Settings settings
                ? new SettingsRead.Loaded(settings, references.shown(), warnings.list(), files)
                : new SettingsRead.Refused(problems.list(), files);
    }

    /** The same settings with the statements in {@code file}, where they say nothing of access and the file is there. */
    public static SettingsRead withPolicy(SettingsRead.Loaded loaded, Path file, Environment environment) {
        Settings settings = loaded.settings();
        if (!settings.access().isSilent()) {
            return loaded;
        }
        Problems problems = new Problems(file);
        SettingsFiles files = loaded.files();
        try {
            byte[] content = files.read(file, FILE_MAX_BYTES);
            References references = new References(folder(file), environment, files, problems, problems);
            Optional<PolicyFile> policy = policy(SettingsFiles.text(content), references, problems);
            if (policy.isPresent()) {
                Settings with = settings.withAccess(
                        settings.access().withStatements(policy.get().statements()));
                return new SettingsRead.Loaded(with, loaded.shown(), loaded.plainSecrets(), files);
            }
        } catch (CharacterCodingException _) {
            problems.add(Place.FILE, "", "is not UTF-8");
        } catch (AccessDeniedException _) {
            problems.add(Place.FILE, "", "may not be read by this user");
        } catch (IOException e) {
            if (Files.exists(file)) {
                problems.add(Place.FILE, "", String.valueOf(e.getMessage()));
            }
        }
        return problems.isEmpty() ? loaded : new SettingsRead.Refused(problems.list(), files);
    }

    /** The policy in {@code text}, which stands for the content of {@code file}; empty where it is none, or has a mistake. */
    static Optional<PolicyFile> policy(Path file, String text, Environment environment) {
        Problems problems = new Problems(file);
        References references = new References(folder(file), environment, new SettingsFiles(), problems, problems);
        Optional<PolicyFile> policy = policy(text, references, problems);
        return policy.isEmpty() && problems.isEmpty() ? Optional.of(PolicyFile.DEFAULT) : policy;
    }

    private static Optional<PolicyFile> policy(String text, References references, Problems problems) {
        Optional<Node> root = YamlReader.read(text, problems);
        Object bound = root.isEmpty() ? null : new Binder(problems, references).bind(PolicyFile.class, root.get(), "");
        return problems.isEmpty() && bound instanceof PolicyFile policy ? Optional.of(policy) : Optional.empty();
    }

    private static Path folder(Path file) {
        return Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
    }

    /** The settings where there is no file: all defaults. */
    public static SettingsRead.Loaded defaults() {
        return new SettingsRead.Loaded(Settings.DEFAULT, Map.of(), List.of(), new SettingsFiles());
    }
}
