package dev.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.cli.Sallyport;
import dev.sallyport.settings.Settings;
import dev.sallyport.settings.SettingsLoader;
import dev.sallyport.settings.SettingsRead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the README shows works, and its translation shows the same. */
final class ReadmeTest {
    private static final Page README = Page.of("README.md");
    private static final Page CHINESE = Page.of("README.zh-Hant.md");
    private static final Pattern COMMAND = Pattern.compile("(?:^|\\s)(?:\\./)?sallyport( .+)");

    @Test
    void theTranslationHasTheSameCodeLinksAndSpans() {
        assertFalse(README.blocks().isEmpty());
        assertEquals(README.blocks(), CHINESE.blocks());
        assertEquals(
                README.links().stream().filter(ReadmeTest::isShared).toList(),
                CHINESE.links().stream().filter(ReadmeTest::isShared).toList());
        assertEquals(new HashSet<>(README.spans()), new HashSet<>(CHINESE.spans()));
    }

    /** False for the links to the other language and to headings of the same page. */
    private static boolean isShared(String link) {
        return !link.startsWith("README") && !link.startsWith("#");
    }

    @Test
    void everyCommandThatADocumentShowsExistsWithItsOptions() throws IOException {
        List<String> unknown = new ArrayList<>();
        int commands = 0;
        for (Page page : Page.all()) {
            for (String line : lines(page)) {
                var shown = COMMAND.matcher(line);
                if (shown.matches()) {
                    commands++;
                    problem(shown.group(1))
                            .ifPresent(problem -> unknown.add(page.file() + ": " + line + ": " + problem));
                }
            }
        }
        assertEquals(List.of(), unknown);
        assertTrue(commands > 5, "the pattern finds commands");
    }

    /** Code spans, and lines of shell blocks. */
    private static List<String> lines(Page page) {
        List<String> lines = new ArrayList<>(page.spans());
        page.blocks().stream()
                .filter(block -> block.language().equals("sh"))
                .flatMap(block -> block.text().lines())
                .map(line -> line.replaceFirst("\\s+#.*$", ""))
                .forEach(lines::add);
        return lines;
    }

    private static Optional<String> problem(String words) {
        CommandLine command = new CommandLine(new Sallyport());
        for (String word : Arrays.asList(words.strip().split("\\s+"))) {
            if (word.equals("--")) {
                return Optional.empty();
            }
            if (word.startsWith("-")) {
                String option = word.replaceFirst("=.*$", "");
                if (!command.getCommandSpec().optionsMap().containsKey(option)) {
                    return Optional.of("no option " + option);
                }
            } else if (!command.getSubcommands().isEmpty()) {
                CommandLine next = command.getSubcommands().get(word);
                if (next == null) {
                    return Optional.of("no command " + word);
                }
                command = next;
            }
        }
        return Optional.empty();
    }

    @Test
    void theSettingsThatTheReadmeShowsAreAccepted(@TempDir Path folder) throws IOException {
        List<String> yaml = README.blocks().stream()
                .filter(block -> block.language().equals("yaml"))
                .map(Page.Block::text)
                .toList();
        assertFalse(yaml.isEmpty());
        for (String text : yaml) {
            loaded(Files.writeString(folder.resolve("sallyport.yaml"), text), Map.of("SEARCH_TOKEN", "t"));
        }
    }

    @Test
    void theExampleIsAcceptedAndStatesTheDefaults() {
        Settings settings = loaded(Path.of("docs/sallyport.example.yaml"), Map.of());
        assertEquals(Settings.DEFAULT, settings.withServers(Map.of()));
        assertEquals(Set.of("files", "search"), settings.servers().keySet());
    }

    private static Settings loaded(Path file, Map<String, String> variables) {
        SettingsRead read = SettingsLoader.load(file, name -> Optional.ofNullable(variables.get(name)));
        SettingsRead.Loaded loaded = assertInstanceOf(SettingsRead.Loaded.class, read, () -> String.valueOf(read));
        assertEquals(List.of(), loaded.warnings());
        return loaded.settings();
    }
}
