package dev.sallyport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One page of the documentation, taken apart as far as the tests need it. */
record Page(Path file, String text) {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern SPAN = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");

    /** Fenced code: its language and its text. */
    record Block(String language, String text) {}

    static Page of(String file) {
        try {
            return new Page(Path.of(file), Files.readString(Path.of(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The pages that are written by hand, in the root and below the folders that have some. */
    static List<Page> all() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String folder : List.of(".", "docs", "bench", "src/test/node")) {
            int depth = folder.equals("docs") ? 4 : 1;
            try (var found = Files.find(
                    Path.of(folder), depth, (path, _) -> path.toString().endsWith(".md"))) {
                found.map(Path::normalize).sorted().forEach(files::add);
            }
        }
        return files.stream().map(file -> of(file.toString())).toList();
    }

    List<Block> blocks() {
        return BLOCK.matcher(text)
                .results()
                .map(match -> new Block(match.group(1), match.group(2)))
                .toList();
    }

    private String prose() {
        return BLOCK.matcher(text).replaceAll("");
    }

    List<String> links() {
        return groups(LINK, prose());
    }

    List<String> spans() {
        return groups(SPAN, prose());
    }

    /** The anchors that the headings of the page give. */
    Set<String> anchors() {
        return groups(HEADING, prose()).stream()
                .map(heading -> heading.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}_\\- ]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static List<String> groups(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
