package dev.sallyport.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Builds a record, and where its constructor refuses finds the key, map entry or list item to blame: the one without which
 * the refusal goes away. What is blamed is left out, and the rest is tried again, so that every refusal is reported.
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

    /** What the record would be without one part of the file. */
    private record Suspect(Place place, String path, List<@Nullable Object> rest) {}

    /** The record, or null after the refusals were reported. */
    @Nullable
    Object build(List<@Nullable Object> given) {
        Optional<String> refusal = refusal(given);
        if (refusal.isEmpty()) {
            return shape.build(given);
        }
        List<@Nullable Object> rest = given;
        while (refusal.isPresent() && !problems.isFull()) {
            String message = refusal.get() + (path.isEmpty() ? "" : " in " + path);
            Optional<Suspect> guilty = guilty(rest, refusal.get());
            if (guilty.isEmpty()) {
                Node.Entry first = node.entries().stream()
                        .filter(e -> shape.required() > 0
                                && e.key().equals(shape.names().getFirst()))
                        .findFirst()
                        .orElse(new Node.Entry("", node.place(), node));
                problems.add(first.value().place(), Binder.join(path, first.key()), message);
                return null;
            }
            problems.add(guilty.get().place(), guilty.get().path(), message);
            rest = guilty.get().rest();
            refusal = refusal(rest);
        }
        return null;
    }

    private Optional<String> refusal(List<@Nullable Object> given) {
        try {
            shape.build(given);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** First what alone is wrong, then what at least changes the refusal. */
    private Optional<Suspect> guilty(List<@Nullable Object> given, String message) {
        Optional<Suspect> changing = Optional.empty();
        for (Suspect suspect : suspects(given)) {
            Optional<String> without = refusal(suspect.rest());
            if (without.isEmpty()) {
                return Optional.of(suspect);
            }
            if (changing.isEmpty() && !without.get().equals(message)) {
                changing = Optional.of(suspect);
            }
        }
        return changing;
    }

    private List<Suspect> suspects(List<@Nullable Object> given) {
        List<Suspect> suspects = new ArrayList<>();
        for (Node.Entry entry : node.entries()) {
            int index = shape.names().indexOf(entry.key());
            Object value = index < 0 ? null : given.get(index);
            if (value == null) {
                continue;
            }
            String at = Binder.join(path, entry.key());
            if (value instanceof Map<?, ?> map && entry.value() instanceof Node.Entries members) {
                for (Node.Entry member : members.entries()) {
                    Map<Object, Object> rest = new LinkedHashMap<>(map);
                    if (rest.remove(member.key()) != null) {
                        suspects.add(suspect(member.place(), Binder.join(at, member.key()), given, index, rest));
                    }
                }
            } else if (index >= shape.required()) {
                suspects.add(suspect(entry.value().place(), at, given, index, null));
            }
        }
        return suspects;
    }

    private static Suspect suspect(
            Place place, String path, List<@Nullable Object> given, int index, @Nullable Object value) {
        List<@Nullable Object> rest = new ArrayList<>(given);
        rest.set(index, value);
        return new Suspect(place, path, rest);
    }
}
