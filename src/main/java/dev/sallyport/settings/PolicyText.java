package dev.sallyport.settings;

import dev.sallyport.practice.access.PolicyFile;
import dev.sallyport.practice.access.StatementSettings;
import dev.sallyport.settings.binding.Environment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The text of a policy file to which statements are added: what stands there stays as it is, comments too, and reads as before. Nobody writes
 * YAML here by its grammar; places that fit are tried, and what comes of it is read.
 */
public final class PolicyText {
    private static final Pattern FIRST_ITEM = Pattern.compile("(?m)^( *)- ");
    private static final int BRACKETS_MAX = 16;

    private final Path file;
    private final Environment environment;

    /** Texts that stand for the content of {@code file}, with variables from {@code environment}. */
    public PolicyText(Path file, Environment environment) {
        this.file = file;
        this.environment = environment;
    }

    /** {@code text} with the statements of {@code items} at the end, each a line that begins with a dash; empty where none of the places fits. */
    public Optional<String> adding(String text, List<String> items) {
        List<StatementSettings> expected = new ArrayList<>();
        Optional<List<StatementSettings>> before = text.isBlank() ? Optional.of(List.of()) : statements(text);
        Optional<List<StatementSettings>> added = statements(whole("", items));
        if (before.isEmpty() || added.isEmpty()) {
            return Optional.empty();
        }
        expected.addAll(before.get());
        expected.addAll(added.get());
        return candidates(text, items, before.get().isEmpty()).stream()
                .filter(candidate -> statements(candidate).equals(Optional.of(expected)))
                .findFirst();
    }

    private Optional<List<StatementSettings>> statements(String text) {
        return SettingsLoader.policy(file, text, environment).map(PolicyFile::statements);
    }

    private static List<String> candidates(String text, List<String> items, boolean empty) {
        List<String> candidates = new ArrayList<>();
        String ended = text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
        Matcher first = FIRST_ITEM.matcher(text);
        if (first.find()) {
            candidates.add(ended + lines(first.group(1), items));
        }
        String flow = items.stream().map(item -> item.substring(2)).collect(Collectors.joining(",\n  "));
        int bracket = text.lastIndexOf(']');
        for (int i = 0; bracket >= 0 && i < BRACKETS_MAX; i++) {
            String head = text.substring(0, bracket).stripTrailing();
            boolean separated = empty || head.endsWith(",");
            candidates.add(head + (separated ? "\n  " : ",\n  ") + flow + "\n" + text.substring(bracket));
            bracket = text.lastIndexOf(']', bracket - 1);
        }
        candidates.add(whole(ended, items));
        return candidates;
    }

    private static String whole(String before, List<String> items) {
        return before + "statements:\n" + lines("  ", items);
    }

    private static String lines(String indent, List<String> items) {
        return items.stream().map(item -> indent + item + "\n").collect(Collectors.joining());
    }
}
