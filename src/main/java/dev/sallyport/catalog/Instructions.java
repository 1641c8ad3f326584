package dev.sallyport.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The instructions of many servers as one text: below a line that names the server, what it says. The text is bounded; where
 * it is too long, the longest instructions are cut, which is said.
 */
final class Instructions {
    static final int BYTES_MAX = 16 * 1024;

    /** Room for the lines around the instructions of one server, and for some of its words. */
    private static final int SERVER_BYTES = 256;

    private static final int SERVERS_MAX = (BYTES_MAX - 2 * SERVER_BYTES - 1024) / SERVER_BYTES;
    private static final int MISSING_MAX = 16;

    /** What reads like one of our own lines. */
    private static final Pattern FORGED = Pattern.compile("(?im)^(\\h*)\\[(?=server)");

    private final List<String> names;
    private final List<String> texts;

    private Instructions(List<String> names, List<String> texts) {
        this.names = names;
        this.texts = texts;
    }

    /**
     * The text.
     *
     * @param servers what each server says, those that say nothing too
     * @param missing the servers that are unknown, each with its reason
     */
    static String merged(Map<String, String> servers, Map<String, String> missing) {
        List<String> names = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        servers.forEach((name, text) -> {
            if (!text.isBlank()) {
                names.add(name);
                texts.add(harmless(text.strip()));
            }
        });
        List<String> parts = new Instructions(names, texts).parts();
        if (!missing.isEmpty()) {
            parts.add(missingLine(missing));
        }
        return String.join("\n\n", parts);
    }

    private List<String> parts() {
        int count = Math.min(names.size(), SERVERS_MAX);
        int shareBytes = shareBytes(texts.subList(0, count));
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String text = texts.get(i);
            String kept = cut(text, shareBytes);
            String said = kept.length() == text.length() ? "" : "\n[server " + names.get(i) + ": cut here]";
            parts.add("[server " + names.get(i) + "]\n" + kept + said);
        }
        if (count < names.size()) {
            parts.add("[server instructions left out: " + (names.size() - count) + " more]");
        }
        return parts;
    }

    /** The bytes that one server may take, so that short instructions leave their room to long ones. */
    private static int shareBytes(List<String> texts) {
        int roomBytes = BYTES_MAX - 1024 - texts.size() * (SERVER_BYTES / 2);
        List<Integer> sizes =
                texts.stream().map(text -> text.getBytes(UTF_8).length).sorted().toList();
        int left = sizes.size();
        for (int size : sizes) {
            if (size > roomBytes / left) {
                return roomBytes / left;
            }
            roomBytes -= size;
            left--;
        }
        return BYTES_MAX;
    }

    private static String cut(String text, int bytesMax) {
        int bytes = 0;
        for (int at = 0; at < text.length(); ) {
            int character = text.codePointAt(at);
            bytes += character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
            if (bytes > bytesMax) {
                return text.substring(0, at);
            }
            at += Character.charCount(character);
        }
        return text;
    }

    /** The text with a mark before each line that would pass for one of ours. */
    private static String harmless(String text) {
        String start = text.length() > BYTES_MAX ? cut(text, BYTES_MAX) : text;
        return FORGED.matcher(start).replaceAll("$1\\\\[");
    }

    private static String missingLine(Map<String, String> missing) {
        List<String> some = missing.entrySet().stream()
                .limit(MISSING_MAX)
                .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                .toList();
        int more = missing.size() - some.size();
        return "[servers that are missing now: " + String.join(", ", some) + (more > 0 ? ", and " + more + " more" : "")
                + "]";
    }
}
