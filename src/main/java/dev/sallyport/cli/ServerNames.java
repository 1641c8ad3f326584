package dev.sallyport.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Names for servers that were given as a command. */
final class ServerNames {
    private static final int CHARS_MAX = 32;
    private static final List<String> RUNNERS =
            List.of("npx", "uvx", "node", "python", "python3", "uv", "bunx", "pnpm", "deno", "java", "docker");

    private ServerNames() {}

    /** A name for the server behind {@code command}: its last telling word, made fit for a path. */
    static String of(List<String> command) {
        for (String word : command) {
            String last = String.valueOf(Path.of(word).getFileName());
            if (!word.startsWith("-") && !RUNNERS.contains(last)) {
                return fit(last);
            }
        }
        return "server";
    }

    private static String fit(String word) {
        String plain = word.toLowerCase(Locale.ROOT)
                .replaceAll("@[^@]*$", "")
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-+|-+$", "");
        String fit = plain.length() > CHARS_MAX ? plain.substring(0, CHARS_MAX) : plain;
        return fit.isEmpty() || fit.equals("p") ? "server" : fit;
    }
}
