package dev.sallyport.settings.binding;

import java.nio.file.Path;

/**
 * One thing that is wrong in a settings file; never the content of a variable or of a secret file.
 *
 * @param file the settings file
 * @param line counted from 1, or 0 where the file as a whole is to blame
 * @param column counted from 1 in characters, or 0
 * @param path the key, for example {@code servers.everything.isolation}; empty for the whole file
 * @param message what is wrong
 * @param suggestion what to write instead, or empty
 */
public record SettingsProblem(Path file, int line, int column, String path, String message, String suggestion) {
    /** One line for a terminal: {@code file:line:column: message; suggestion}. */
    @Override
    public String toString() {
        String place = line == 0 ? file.toString() : file + ":" + line + ":" + column;
        return printable(place + ": " + message + (suggestion.isEmpty() ? "" : "; " + suggestion));
    }

    private static String printable(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                .forEach(printable::appendCodePoint);
        return printable.toString();
    }
}
