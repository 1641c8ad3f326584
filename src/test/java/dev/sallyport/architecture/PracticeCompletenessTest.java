package dev.sallyport.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.Answers;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.practice.Practice;
import dev.sallyport.settings.Settings;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A practice is whole: its package, its page, its settings section, and a heading for every reason that it gives. */
final class PracticeCompletenessTest {
    private static final Path CLASSES = Path.of("target/classes");
    private static final Path SOURCES = Path.of("src/main/java/dev/sallyport");
    private static final Path PAGES = Path.of("docs/practices");
    private static final Pattern HEADING = Pattern.compile("(?m)^### (\\S+)$");
    private static final Pattern WRITTEN_REASON = Pattern.compile("new Reason\\(\"([a-z]+)\", \"([a-z-]+)\"\\)");
    private static final Pattern WRONG_MESSAGE = Pattern.compile("wrong\\(\"([a-z-]+)\"\\)");

    private final Set<Reason> reasons = reasons();

    @Test
    void everyReasonHasAHeadingAndNoHeadingOutlivesItsReason() throws IOException {
        Map<String, Set<String>> given = new TreeMap<>();
        for (Reason reason : reasons) {
            String[] page = Answers.page(reason).split("#", 2);
            given.computeIfAbsent(page[0], _ -> new TreeSet<>()).add(page[1]);
        }
        Map<String, Set<String>> told = new TreeMap<>();
        for (Path page : pages()) {
            List<String> headings = HEADING.matcher(Files.readString(page))
                    .results()
                    .map(match -> match.group(1))
                    .toList();
            Set<String> once = new TreeSet<>(headings);
            assertEquals(once.size(), headings.size(), page + " has a heading twice");
            if (!once.isEmpty()) {
                told.put(page.toString(), once);
            }
        }
        assertEquals(lines(given), lines(told));
    }

    @Test
    void everyPracticeHasAPage() throws IOException {
        Set<String> pages = new TreeSet<>();
        for (Path page : pages()) {
            pages.add(page.getFileName().toString().replace(".md", ""));
        }
        pages.remove("refusals");
        assertEquals(practices(), pages);
    }

    @Test
    void everyPracticeWithSettingsHasASectionOfItsNameAndItsPageNamesEveryKey() throws IOException {
        Map<String, Class<?>> sections = Arrays.stream(Settings.class.getRecordComponents())
                .collect(Collectors.toMap(RecordComponent::getName, RecordComponent::getType));
        for (String practice : practices()) {
            Path file = SOURCES.resolve("practice/" + practice + "/" + title(practice) + "Settings.java");
            if (!Files.exists(file)) {
                continue;
            }
            Class<?> section = sections.get(practice);
            assertTrue(section != null, "no settings section " + practice);
            assertEquals(title(practice) + "Settings", section.getSimpleName());
            String page = Files.readString(PAGES.resolve(practice + ".md"));
            for (RecordComponent key : section.getRecordComponents()) {
                String kebab = key.getName().replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
                assertTrue(page.contains("`" + kebab + "`"), practice + ".md does not name the key " + kebab);
            }
        }
    }

    @Test
    void everyPracticeThatGuardsIsNamedAfterItsPackage() throws Exception {
        int guarding = 0;
        for (Class<?> type : classes()) {
            if (Practice.class.isAssignableFrom(type) && !type.isInterface()) {
                String id = type.getPackageName().replaceFirst(".*\\.", "");
                assertEquals(title(id) + "Practice", type.getSimpleName());
                guarding++;
            }
        }
        assertTrue(guarding >= 3, "only " + guarding + " practices were found");
    }

    private static String lines(Map<String, Set<String>> pages) {
        return pages.entrySet().stream()
                .flatMap(page -> page.getValue().stream().map(anchor -> page.getKey() + "#" + anchor))
                .collect(Collectors.joining("\n"));
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(Path.of("docs/refusals.md")));
        try (Stream<Path> files = Files.list(PAGES)) {
            files.sorted().forEach(pages::add);
        }
        return pages;
    }

    private static Set<String> practices() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES.resolve("practice"))) {
            return files.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String title(String id) {
        return Character.toUpperCase(id.charAt(0)) + id.substring(1);
    }

    /** Every reason that the code can give: constants of every class, and what the sources spell out on the spot. */
    private static Set<Reason> reasons() {
        Set<Reason> found = new TreeSet<>((a, b) -> a.toString().compareTo(b.toString()));
        try {
            for (Class<?> type : classes()) {
                for (Field field : type.getDeclaredFields()) {
                    if (Modifier.isStatic(field.getModifiers()) && speaks(field.getType())) {
                        field.setAccessible(true);
                        add(found, field.get(null));
                    }
                }
            }
            for (Field code :
                    Class.forName("dev.sallyport.protocol.json.JsonCode").getDeclaredFields()) {
                code.setAccessible(true);
                found.add(new Reason("validation", String.valueOf(code.get(null))));
            }
            // what is observed may bear names of its own: only who refuses is asked
            try (Stream<Path> files = Files.walk(SOURCES)) {
                for (Path file : files.filter(Files::isRegularFile)
                        .filter(file -> !file.startsWith(SOURCES.resolve("observe")))
                        .toList()) {
                    String text = Files.readString(file);
                    WRITTEN_REASON
                            .matcher(text)
                            .results()
                            .forEach(match -> found.add(new Reason(match.group(1), match.group(2))));
                    WRONG_MESSAGE
                            .matcher(text)
                            .results()
                            .forEach(match -> found.add(new Reason("validation", match.group(1))));
                }
            }
        } catch (IOException | ReflectiveOperationException broken) {
            throw new AssertionError(broken);
        }
        assertTrue(found.size() > 60, "only " + found.size() + " reasons were found");
        return found;
    }

    private static boolean speaks(Class<?> type) {
        return type == Reason.class || Verdict.class.isAssignableFrom(type);
    }

    private static void add(Set<Reason> found, Object constant) {
        switch (constant) {
            case Reason reason -> found.add(reason);
            case Verdict.Deny denial -> found.add(denial.reason());
            case Verdict.Replace replace -> found.add(replace.reason());
            default -> {}
        }
    }

    private static List<Class<?>> classes() throws IOException, ClassNotFoundException {
        List<Class<?>> classes = new ArrayList<>();
        for (String part : List.of("pipeline", "practice")) {
            try (Stream<Path> files = Files.walk(CLASSES.resolve("dev/sallyport/" + part))) {
                for (Path file : files.filter(path -> path.toString().endsWith(".class"))
                        .filter(path -> !path.endsWith("package-info.class"))
                        .toList()) {
                    String name = CLASSES.relativize(file)
                            .toString()
                            .replace(".class", "")
                            .replace('/', '.');
                    classes.add(Class.forName(name));
                }
            }
        }
        return classes;
    }
}
