package dev.sallyport.practice.session;

import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Where something stands in JSON: a pointer of which a part {@code *} means every element of an array. Source: RFC 6901 §3, §4.
 *
 * @param parts the names and indices on the way, unescaped
 */
record Position(List<String> parts) {
    private static final String EACH = "*";
    private static final Pattern SLASH = Pattern.compile("/");

    Position {
        parts = List.copyOf(parts);
    }

    /** The position that {@code pointer} writes, which begins with a slash. */
    static Position of(String pointer) {
        return new Position(Stream.of(SLASH.split(pointer.substring(1), -1))
                .map(part -> part.replace("~1", "/").replace("~0", "~"))
                .toList());
    }

    /** The name of the member that stands there, or of the one whose elements do; empty where it has none. */
    String name() {
        return parts.reversed().stream()
                .filter(part -> !part.equals(EACH))
                .findFirst()
                .orElse("");
    }

    /** Shows {@code found} all that stands there in {@code root}. */
    void in(JsonNode root, Consumer<JsonNode> found) {
        walk(root, 0, found);
    }

    private void walk(JsonNode node, int depth, Consumer<JsonNode> found) {
        if (depth == parts.size()) {
            if (!node.isMissingNode()) {
                found.accept(node);
            }
            return;
        }
        String part = parts.get(depth);
        if (!node.isArray()) {
            walk(node.path(part), depth + 1, found);
        } else if (part.equals(EACH)) {
            node.forEach(each -> walk(each, depth + 1, found));
        } else if (part.matches("0|[1-9][0-9]{0,8}")) {
            walk(node.path(Integer.parseInt(part)), depth + 1, found);
        }
    }
}
