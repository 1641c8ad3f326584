package dev.sallyport.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Builds a record, and where its constructor refuses finds the place to blame: the key that begins the refusal's text, and in
 * a map the entry without which the text changes. What is blamed is left out and the rest is tried again, so that every
 * refusal is reported.
 */
final class Blame {
    private final Shape shape;
    private final Node.Entries node;
    private final String path;
    private final Problems problems;

    Blame(Shape shape, Node.Entries node, String path, Problems problems) {
        this.shape = shape;
        this.node = node;
        this.path = path;
        this.problems = problems;
    }

    /** The record, or null after the refusals were reported; {@code given} is used up. */
    @Nullable
    Object build(List<@Nullable Object> given) {
        Optional<String> refusal = refusal(given);
        if (refusal.isEmpty()) {
            return shape.build(given);
        }
        while (refusal.isPresent() && !problems.isFull() && blame(given, refusal.get())) {
            refusal = refusal(given);
        }
        return null;
    }

    /** Reports the refusal and leaves out what is to blame; false where there is nothing to leave out. */
    private boolean blame(List<@Nullable Object> given, String refusal) {
        String message = refusal + (path.isEmpty() ? "" : " in " + path);
        String key = refusal.substring(0, Math.max(0, refusal.indexOf(' ')));
        Optional<Node.Entry> entry =
                node.entries().stream().filter(e -> e.key().equals(key)).findFirst();
        if (entry.isEmpty()) {
            problems.add(node.place(), path, message);
            return false;
        }
        String at = Binder.join(path, key);
        int index = shape.names().indexOf(key);
        if (given.get(index) instanceof Map<?, ?> map && entry.get().value() instanceof Node.Entries members) {
            for (Node.Entry member : members.entries()) {
                Map<Object, Object> rest = new LinkedHashMap<>(map);
                rest.remove(member.key());
                given.set(index, rest);
                if (rest.size() < map.size() && !refusal(given).equals(Optional.of(refusal))) {
                    problems.add(member.place(), Binder.join(at, member.key()), message);
                    return true;
                }
            }
        }
        problems.add(entry.get().value().place(), at, message);
        given.set(index, null);
        return index >= shape.required();
    }

    private Optional<String> refusal(List<@Nullable Object> given) {
        try {
            shape.build(given);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
