package dev.sallyport.catalog;

import dev.sallyport.protocol.digest.Sha256;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The name under which a tool or prompt of a server appears beside those of others. It depends on nothing but the two names,
 * so it stays the same when servers come and go. Source: MCP 2025-11-25, Tools, Tool Names.
 */
public final class ExposedName {
    /** The most characters; the limit of common clients. */
    public static final int CHARS_MAX = 64;

    /** The form of an exposed name, as a regular expression. */
    public static final String PATTERN = "[A-Za-z0-9_.-]{1,64}";

    private static final int TAIL_BYTES = 4;

    /** The characters before a tail of {@code _} and eight hexadecimal digits. */
    private static final int HEAD_CHARS_MAX = CHARS_MAX - 1 - 2 * TAIL_BYTES;

    private ExposedName() {}

    /** {@code <server>_<own>}; with a tail made of a hash where characters had to be replaced or cut off. */
    public static String of(String server, String own) {
        String whole = server + "_" + own;
        if (isValid(whole)) {
            return whole;
        }
        StringBuilder name = new StringBuilder(CHARS_MAX);
        for (int at = 0; at < whole.length() && name.length() < HEAD_CHARS_MAX; ) {
            int character = whole.codePointAt(at);
            name.appendCodePoint(isAllowed(character) ? character : '_');
            at += Character.charCount(character);
        }
        byte[] hash = Sha256.of(server + "\0" + own);
        return name.append('_')
                .append(HexFormat.of().formatHex(hash, 0, TAIL_BYTES))
                .toString();
    }

    /**
     * {@code <server>_<own>} for a task: the whole id of the server, for it is a secret that must come back as it was. Source: ext-tasks,
     * Security Considerations.
     */
    public static String ofTask(Origin task) {
        return task.server() + "_" + task.name();
    }

    /** The task that {@link #ofTask} gave this id; empty where it gave none like it. No name of a server has a {@code _}. */
    public static Optional<Origin> task(String exposed) {
        int end = exposed.indexOf('_');
        return end > 0 && end < exposed.length() - 1
                ? Optional.of(new Origin(exposed.substring(0, end), exposed.substring(end + 1)))
                : Optional.empty();
    }

    /** True where {@code name} may be shown as it is. */
    public static boolean isValid(String name) {
        return !name.isEmpty() && name.length() <= CHARS_MAX && name.chars().allMatch(ExposedName::isAllowed);
    }

    static boolean isAllowed(int character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || character == '_'
                || character == '.'
                || character == '-';
    }
}
