package dev.sallyport.settings.binding;

import dev.sallyport.practice.Included;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces references in texts: {@code ${NAME}}, {@code ${NAME:-default}} (where the variable is unset or empty), and for
 * secrets {@code file:PATH} as the whole text. A second dollar sign before the first makes them plain characters.
 */
public final class References {
    private static final int SECRET_MAX_BYTES = 64 * 1024;
    private static final int INCLUDED_MAX_BYTES = 4 * 1024 * 1024;
    private static final int TEXT_MAX_CHARS = 64 * 1024;
    private static final String FILE = "file:";
    private static final Pattern REFERENCE =
            Pattern.compile("(\\$\\$\\{)|\\$\\{(?:([A-Za-z_][A-Za-z0-9_]*)(:-[^}]*)?\\})?");

    private final Path folder;
    private final Environment environment;
    private final SettingsFiles files;
    private final Problems problems;
    private final Problems warnings;
    private final Map<String, String> shown = new LinkedHashMap<>();

    /** References of a file in {@code folder}; paths are relative to it. */
    public References(Path folder, Environment environment, SettingsFiles files, Problems problems, Problems warnings) {
        this.folder = folder;
        this.environment = environment;
        this.files = files;
        this.problems = problems;
        this.warnings = warnings;
    }

    /** By settings path, how a text that held references is printed. */
    public Map<String, String> shown() {
        return Collections.unmodifiableMap(shown);
    }

    /** True where {@code text} holds a variable, so that its value is typed only after the replacement. */
    static boolean isIn(String text) {
        return text.replace("$${", "").contains("${");
    }

    /** {@code text} written so that reading it gives it back. */
    public static String escape(String text) {
        return text.replace("${", "$${");
    }

    /** The text with its variables replaced, or empty after a problem. */
    Optional<String> text(Node.Text text, String path) {
        if (isIn(text.value())) {
            shown.put(path, text.value());
        }
        return replace(text, path);
    }

    /** The secret, from a file or with its variables replaced, or empty after a problem. */
    Optional<Secret> secret(Node.Text text, String path) {
        if (text.value().startsWith(FILE)) {
            shown.put(path, text.value());
            return file(text, path);
        }
        if (isIn(text.value())) {
            shown.put(path, masked(text.value()));
        }
        if (PlainSecrets.isOne(path.substring(path.lastIndexOf('.') + 1), written(text.value()))) {
            warnings.add(
                    text.place(),
                    path,
                    path + " looks like a secret that is written in the file itself",
                    "write `${NAME}` for a variable of the environment, or `file:PATH`");
        }
        return replace(text, path).map(Secret::new);
    }

    /** What of {@code text} stands in the settings file itself: no variables, but their defaults. */
    private static String written(String text) {
        return REFERENCE
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group(3) == null ? "" : found.group(3).substring(2)));
    }

    private Optional<String> replace(Node.Text text, String path) {
        StringBuilder replaced = new StringBuilder();
        boolean sound = true;
        Matcher matcher = REFERENCE.matcher(text.value());
        while (matcher.find() && replaced.length() <= TEXT_MAX_CHARS && !problems.isFull()) {
            Optional<String> value = value(matcher, text.place(), path);
            sound &= value.isPresent();
            matcher.appendReplacement(replaced, Matcher.quoteReplacement(value.orElse("")));
        }
        matcher.appendTail(replaced);
        if (replaced.length() > TEXT_MAX_CHARS) {
            problems.add(text.place(), path, path + " has more than " + TEXT_MAX_CHARS + " characters");
            return Optional.empty();
        }
        // with the list of problems full, references may be left as they stand
        return sound && !problems.isFull() ? Optional.of(replaced.toString()) : Optional.empty();
    }

    private Optional<String> value(Matcher matcher, Place place, String path) {
        if (matcher.group(1) != null) {
            return Optional.of("${");
        }
        String name = matcher.group(2);
        if (name == null) {
            String message = path + " has `${` without a name and `}`";
            problems.add(place, path, message, "write `$${` for the plain characters");
            return Optional.empty();
        }
        return variable(name, matcher.group(3), place, path);
    }

    private Optional<String> variable(String name, @Nullable String fallback, Place place, String path) {
        Optional<String> value = environment.variable(name);
        if (fallback != null && value.filter(v -> !v.isEmpty()).isEmpty()) {
            return Optional.of(fallback.substring(2));
        }
        if (value.isEmpty()) {
            problems.add(
                    place,
                    path,
                    path + " needs the variable `" + name + "`, which is not set",
                    "set it, or give a default: `${" + name + ":-...}`");
        }
        return value;
    }

    private Optional<Secret> file(Node.Text text, String path) {
        return content(text, text.value().substring(FILE.length()), SECRET_MAX_BYTES, path)
                .map(content -> new Secret(content.replaceFirst("\\r?\\n\\z", "")));
    }

    /** What stands in the file of its own that {@code text} names, bound to {@code type}; empty after a problem. */
    Optional<Included<?>> included(Node.Text text, Type type, String path) {
        Optional<String> name = text(text, path);
        Optional<String> content = name.flatMap(file -> content(text, file, INCLUDED_MAX_BYTES, path));
        if (content.isEmpty()) {
            return Optional.empty();
        }
        Path file = folder.resolve(name.get());
        Problems own = problems.of(name.get());
        Path beside = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(folder);
        Binder binder = new Binder(own, new References(beside, environment, files, own, warnings));
        Optional<Object> bound =
                YamlReader.read(content.get(), own).flatMap(root -> Optional.ofNullable(binder.bind(type, root, "")));
        problems.addAll(own);
        return bound.map(value -> new Included<>(Path.of(name.get()), value));
    }

    /** The text of a file, or empty after a problem. */
    private Optional<String> content(Node.Text text, String name, int maxBytes, String path) {
        String problem;
        try {
            return Optional.of(SettingsFiles.text(files.read(folder.resolve(name), maxBytes)));
        } catch (InvalidPathException _) {
            problem = "is not a path";
        } catch (CharacterCodingException _) {
            problem = "is not UTF-8";
        } catch (AccessDeniedException _) {
            problem = "may not be read by this user";
        } catch (IOException e) {
            problem = String.valueOf(e.getMessage());
        }
        problems.add(text.place(), path, path + " names a file that " + problem);
        return Optional.empty();
    }

    /** The references of a secret, everything between them masked, defaults too. */
    private static String masked(String text) {
        StringBuilder masked = new StringBuilder();
        Matcher matcher = REFERENCE.matcher(text);
        int end = 0;
        while (matcher.find()) {
            if (matcher.group(2) == null) {
                continue;
            }
            masked.append(matcher.start() > end ? Secret.MASK : "");
            masked.append("${").append(matcher.group(2));
            masked.append(matcher.group(3) == null ? "" : ":-" + Secret.MASK).append('}');
            end = matcher.end();
        }
        return masked.append(end < text.length() ? Secret.MASK : "").toString();
    }
}
