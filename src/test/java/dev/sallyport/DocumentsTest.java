package dev.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the documents point at is there: files, headings, packages, types. */
final class DocumentsTest {
    /** A name of two words or more, as types have it; the first of a nested one. */
    private static final Pattern TYPE = Pattern.compile("([A-Z][a-z0-9]{2,}(?:[A-Z][a-z0-9]*)+)(?:[.#(].*)?");

    @Test
    void everyLinkLeadsToAFileAndAHeadingThatExist() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Page page : Page.all()) {
            page.links().stream()
                    .filter(link -> !link.contains("://") && !leads(page, link))
                    .forEach(link -> broken.add(page.file() + " -> " + link));
        }
        assertEquals(List.of(), broken);
    }

    private static boolean leads(Page page, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty()
                ? page.file()
                : page.file().resolveSibling(parts[0]).normalize();
        if (!Files.exists(target)) {
            return false;
        }
        return parts.length == 1 || Page.of(target.toString()).anchors().contains(parts[1]);
    }

    @Test
    void theMapNamesEveryPackage() throws IOException {
        Path root = Path.of("src/main/java/dev/sallyport");
        Set<String> packages;
        try (var files = Files.walk(root)) {
            packages = files.filter(file -> file.endsWith("package-info.java"))
                    .map(file -> root.relativize(file).getParent())
                    .filter(folder -> folder != null)
                    .map(folder -> folder.toString().replace('/', '.'))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
        assertFalse(packages.isEmpty());
        packages.removeAll(Set.copyOf(Page.of("ARCHITECTURE.md").spans()));
        assertEquals(Set.of(), packages);
    }

    @Test
    void everyTypeThatADocumentNamesExists() throws IOException {
        Set<String> types = new TreeSet<>();
        for (Path root : List.of(Path.of("src"), Path.of("bench/src"))) {
            try (var files = Files.walk(root)) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(".java"))
                        .map(name -> name.substring(0, name.length() - ".java".length()))
                        .forEach(types::add);
            }
        }
        List<String> unknown = new ArrayList<>();
        for (Page page : Page.all()) {
            for (String span : page.spans()) {
                var type = TYPE.matcher(span);
                if (type.matches() && !types.contains(type.group(1))) {
                    unknown.add(page.file() + ": " + span);
                }
            }
        }
        assertEquals(List.of(), unknown);
    }

    @Test
    void decisionsAreNumberedWithoutAGapAndListed() throws IOException {
        List<String> names;
        try (var files = Files.list(Path.of("docs/adr"))) {
            names = files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("README.md"))
                    .sorted()
                    .toList();
        }
        for (int i = 0; i < names.size(); i++) {
            assertEquals("%04d".formatted(i + 1), names.get(i).substring(0, 4));
        }
        assertEquals(names, Page.of("docs/adr/README.md").links());
    }
}
