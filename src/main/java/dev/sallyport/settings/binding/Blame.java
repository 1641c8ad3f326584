package dev.sallyport.settings.binding;

import dev.sallyport.practice.Unfit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Builds a record, and where its constructor refuses finds the place to blame: the key that begins the refusal's text, in a
 * map the entry without which the text changes, and in these what is quoted last in it. What is blamed is left out and the rest is tried again, so that every
 * refusal is reported.
 */
final class Blame {
    private final Shape shape;
    private final Node.Entries node;
    private final String path;
    private final Problems problems;
    private final int needed;

    /** The first {@code needed} keys cannot be left out. */
    Blame(Shape shape, Node.Entries node, String path, Problems problems, int needed) {
        this.needed = needed;
        this.shape = shape;
        this.node = node;
        this.path = path;
        this.problems = problems;
    }

    /** The record of what was not refused; the refusals are reported, and null where nothing is left. {@code given} is used up. */
    @Nullable
    Object build(List<@Nullable Object> given) {
        IllegalArgumentException refusal = refusal(given);
        while (refusal != null && !problems.isFull() && blame(given, refusal)) {
            refusal = refusal(given);
        }
        return refusal == null ? shape.build(given) : null;
    }

    /** Reports the refusal and leaves out what is to blame; false where there is nothing to leave out. */
    private boolean blame(List<@Nullable Object> given, IllegalArgumentException refusal) {
        String text = text(refusal);
        String key = text.substring(0, Math.max(0, text.indexOf(' ')));
        Optional<Node.Entry> entry =
                node.entries().stream().filter(e -> e.key().equals(key)).findFirst();
        if (entry.isEmpty()) {
            report(node.place(), path, refusal);
            return false;
        }
        String at = Binder.join(path, key);
        int index = shape.names().indexOf(key);
        if (given.get(index) instanceof Map<?, ?> map && entry.get().value() instanceof Node.Entries members) {
            for (Node.Entry member : members.entries()) {
                Map<Object, Object> rest = new LinkedHashMap<>(map);
                rest.remove(member.key());
                given.set(index, rest);
                if (rest.size() < map.size() && !text(refusal(given)).equals(text)) {
                    Place place = quoted(member.value(), text).orElse(member.place());
                    report(place, Binder.join(at, member.key()), refusal);
                    return true;
                }
            }
        }
        Node value = entry.get().value();
        report(quoted(value, text).orElse(value.place()), at, refusal);
        given.set(index, null);
        return index >= needed;
    }

    private void report(Place place, String at, IllegalArgumentException refusal) {
        String message = text(refusal) + (path.isEmpty() ? "" : " in " + path);
        String suggestion =
                switch (refusal) {
                    case UnknownName name -> name.suggestion();
                    case Unfit unfit -> unfit.suggestion();
                    default -> "";
                };
        problems.add(place, at, message, suggestion);
    }

    /** Where the text that is quoted last in a message first stands in a value. */
    private static Optional<Place> quoted(Node value, String message) {
        int to = message.lastIndexOf('`');
        int from = message.lastIndexOf('`', to - 1);
        return from < 0 ? Optional.empty() : find(value, message.substring(from + 1, to));
    }

    private static Optional<Place> find(Node node, String text) {
        return switch (node) {
            case Node.Text scalar -> scalar.value().equals(text) ? Optional.of(scalar.place()) : Optional.empty();
            case Node.Items items ->
                items.items().stream()
                        .flatMap(item -> find(item, text).stream())
                        .findFirst();
            case Node.Entries entries ->
                entries.entries().stream()
                        .flatMap(entry -> entry.key().equals(text)
                                ? Optional.of(entry.place()).stream()
                                : find(entry.value(), text).stream())
                        .findFirst();
        };
    }

    private @Nullable IllegalArgumentException refusal(List<@Nullable Object> given) {
        try {
            shape.build(given);
            return null;
        } catch (IllegalArgumentException e) {
            return e;
        }
    }

    private static String text(@Nullable IllegalArgumentException refusal) {
        return refusal == null ? "" : String.valueOf(refusal.getMessage());
    }
}
