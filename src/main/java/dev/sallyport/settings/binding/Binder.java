package dev.sallyport.settings.binding;

import dev.sallyport.catalog.search.NearestName;
import dev.sallyport.practice.Included;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Turns a YAML tree into records and collects everything that does not fit.
 *
 * <p>A null result stands for a problem; another result is of use only where no problem was found, because what did not fit
 * is left out of it, or an example stands for it: so that all else can be judged in the same run.
 */
public final class Binder {
    private final Problems problems;
    private final References references;

    /** A binder that reports to {@code problems}. */
    public Binder(Problems problems, References references) {
        this.problems = problems;
        this.references = references;
    }

    /** The value of {@code type} that {@code node} writes. */
    @Nullable
    public Object bind(Type type, Node node, String path) {
        Class<?> raw = Types.raw(type);
        if (raw == Optional.class) {
            Object value = bind(Types.content(type), node, path);
            return value == null ? null : Optional.of(value);
        }
        if (raw == JsonNode.class) {
            return Trees.of(node);
        }
        if (raw == List.class) {
            return node instanceof Node.Items items
                    ? list(type, items, path)
                    : wrong(node, path, "a list", "for example `[a, b]`");
        }
        if (raw == Included.class) {
            return node instanceof Node.Text text && text.kind() == Node.Kind.TEXT
                    ? references.included(text, Types.content(type), path).orElse(null)
                    : wrong(node, path, "a path", "for example `policy.yaml`");
        }
        boolean section = raw == Map.class || raw.isSealed() || (raw.isRecord() && isSection(raw));
        if (!section) {
            return node instanceof Node.Text text ? scalar(raw, text, path) : wrongScalar(raw, node, path);
        }
        if (node instanceof Node.Text text && isShort(raw, text)) {
            String name = Shape.of(raw).names().getFirst();
            Node.Entry only = new Node.Entry(name, text.place(), text);
            return section(raw, new Node.Entries(List.of(only), text.place()), path);
        }
        if (!(node instanceof Node.Entries entries)) {
            return wrong(node, path, "a section of keys", "for example `key: value`");
        }
        return raw == Map.class ? map(type, entries, path) : section(raw, entries, path);
    }

    /** True where a text stands for the one key of a record that has no default. */
    private static boolean isShort(Class<?> raw, Node.Text text) {
        return raw.isRecord()
                && text.kind() != Node.Kind.NOTHING
                && Shape.of(raw).isShort();
    }

    private static boolean isSection(Class<?> raw) {
        return raw != Secret.class && Scalar.of(raw).isEmpty();
    }

    private @Nullable Object list(Type type, Node.Items node, String path) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < node.items().size(); i++) {
            Object value = bind(Types.content(type), node.items().get(i), path + "[" + i + "]");
            if (value != null) {
                values.add(value);
            }
        }
        return values.isEmpty() && !node.items().isEmpty() ? null : values;
    }

    private @Nullable Object map(Type type, Node.Entries node, String path) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (Node.Entry entry : node.entries()) {
            Object value = bind(Types.content(type), entry.value(), join(path, entry.key()));
            if (value != null) {
                values.put(entry.key(), value);
            }
        }
        return values;
    }

    private @Nullable Object section(Class<?> raw, Node.Entries node, String path) {
        if (!raw.isSealed()) {
            return record(Shape.of(raw), List.of(), node, path);
        }
        List<Shape> variants =
                Arrays.stream(raw.getPermittedSubclasses()).map(Shape::of).toList();
        List<String> marks = variants.stream().map(s -> s.names().getFirst()).toList();
        List<String> present = node.entries().stream()
                .map(Node.Entry::key)
                .filter(marks::contains)
                .toList();
        if (present.size() != 1) {
            String keys = marks.stream().map(m -> "`" + m + "`").collect(Collectors.joining(", "));
            int last = keys.lastIndexOf(", ");
            keys = keys.substring(0, last) + " and" + keys.substring(last + 1);
            problems.add(node.place(), path, path + " must have exactly one of " + keys);
            return record(likeliest(variants, node), variants, node, path);
        }
        Shape chosen = variants.get(marks.indexOf(present.getFirst()));
        return record(chosen, variants, node, path);
    }

    /** The variant whose mark is misspelt, else the one that has most of the keys; the first of equals. */
    private static Shape likeliest(List<Shape> variants, Node.Entries node) {
        List<String> marks = variants.stream().map(s -> s.names().getFirst()).toList();
        for (Node.Entry entry : node.entries()) {
            boolean known =
                    variants.stream().anyMatch(variant -> variant.names().contains(entry.key()));
            Optional<String> meant = known ? Optional.empty() : NearestName.of(Shape.kebab(entry.key()), marks);
            if (meant.isPresent()) {
                return variants.get(marks.indexOf(meant.get()));
            }
        }
        Shape likeliest = variants.getFirst();
        for (Shape variant : variants) {
            if (count(variant, node) > count(likeliest, node)) {
                likeliest = variant;
            }
        }
        return likeliest;
    }

    private static long count(Shape variant, Node.Entries node) {
        return node.entries().stream()
                .filter(entry -> variant.names().contains(entry.key()))
                .count();
    }

    private @Nullable Object record(Shape shape, List<Shape> variants, Node.Entries node, String path) {
        List<String> names = shape.names();
        List<@Nullable Object> given = new ArrayList<>(Collections.nCopies(names.size(), null));
        for (Node.Entry entry : node.entries()) {
            int index = names.indexOf(entry.key());
            if (index < 0) {
                unknown(entry, shape, variants, path);
                continue;
            }
            Type type = shape.keys().get(index).type();
            given.set(index, bind(type, entry.value(), join(path, entry.key())));
        }
        boolean choice = !variants.isEmpty();
        for (String name : names.subList(0, choice ? 0 : shape.required())) {
            if (node.entries().stream().noneMatch(e -> e.key().equals(name) || isMeant(e.key(), name, names))) {
                problems.add(node.place(), path, path + " must have the key `" + name + "`");
            }
        }
        if (!choice && given.subList(0, shape.required()).contains(null)) {
            return null;
        }
        // of a choice the required key decides nothing else: an example can stand for it
        return new Blame(shape, node, path, problems, choice ? 0 : shape.required()).build(given);
    }

    /** True for an unknown key that is reported with {@code name} as what it should be. */
    private static boolean isMeant(String key, String name, List<String> names) {
        return !names.contains(key)
                && NearestName.of(Shape.kebab(key), names).filter(name::equals).isPresent();
    }

    private void unknown(Node.Entry entry, Shape shape, List<Shape> variants, String path) {
        String where = path.isEmpty() ? "" : " in " + path;
        String key = "`" + entry.key() + "`";
        for (Shape other : variants) {
            String mark = other.names().getFirst();
            if (entry.key().equals(mark)) {
                return; // that there are both was said
            }
            if (other.names().contains(entry.key())) {
                problems.add(
                        entry.place(),
                        join(path, entry.key()),
                        "key " + key + " goes only with `" + mark + "`" + where);
                return;
            }
        }
        String successor = shape.successor(entry.key());
        if (!successor.isEmpty()) {
            problems.add(
                    entry.place(),
                    join(path, entry.key()),
                    "key " + key + where + " is none any more; write `" + successor + "`");
            return;
        }
        String suggestion = NearestName.suggestion(Shape.kebab(entry.key()), shape.names());
        problems.add(entry.place(), join(path, entry.key()), "unknown key " + key + where, suggestion);
    }

    private @Nullable Object scalar(Class<?> raw, Node.Text node, String path) {
        if (raw == Secret.class) {
            return node.kind() == Node.Kind.TEXT
                    ? references.secret(node, path).orElse(null)
                    : wrongScalar(raw, node, path);
        }
        Optional<String> resolved = references.text(node, path);
        if (resolved.isEmpty()) {
            return null;
        }
        String text = resolved.get();
        boolean typedLater = References.isIn(node.value());
        Object value = null;
        if (raw == int.class && (typedLater || node.kind() == Node.Kind.NUMBER)) {
            value = text.matches("-?[0-9]{1,9}") ? Integer.valueOf(text) : null;
        } else if (raw == boolean.class && (typedLater || node.kind() == Node.Kind.BOOLEAN)) {
            value = text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : null;
        } else if (node.kind() == Node.Kind.TEXT || (raw.isEnum() && node.kind() == Node.Kind.NUMBER)) {
            value = textual(raw, text);
        }
        return value == null ? wrongScalar(raw, node, path) : value;
    }

    private static @Nullable Object textual(Class<?> raw, String text) {
        if (raw == String.class) {
            return text;
        }
        if (raw.isEnum()) {
            return Scalar.constants(raw).stream()
                    .filter(constant -> Scalar.name(constant).equals(text))
                    .findFirst()
                    .orElse(null);
        }
        return Scalar.of(raw).flatMap(s -> s.read().apply(text)).orElse(null);
    }

    private @Nullable Object wrongScalar(Class<?> raw, Node node, String path) {
        if (raw.isEnum()) {
            List<String> names =
                    Scalar.constants(raw).stream().map(Scalar::name).toList();
            String near =
                    node instanceof Node.Text text ? NearestName.suggestion(Shape.kebab(text.value()), names) : "";
            problems.add(node.place(), path, path + " must be one of " + String.join(", ", names), near);
            return null;
        }
        if (raw == int.class) {
            return wrong(node, path, "a whole number", "for example `16`");
        }
        if (raw == boolean.class) {
            return wrong(node, path, "true or false", "");
        }
        Optional<Scalar<?>> scalar = Scalar.of(raw);
        return scalar.isPresent()
                ? wrong(
                        node,
                        path,
                        scalar.get().expected(),
                        "for example `" + scalar.get().example() + "`")
                : wrong(
                        node,
                        path,
                        "a text",
                        node instanceof Node.Entries
                                ? "a colon with a blank behind it makes a key: leave the blank out, or put the text in quotes"
                                : "put it in quotes, for example `\"8080\"`");
    }

    private @Nullable Object wrong(Node node, String path, String expected, String suggestion) {
        String subject = path.isEmpty() ? "the file" : path;
        boolean absent = node instanceof Node.Text text && text.kind() == Node.Kind.NOTHING;
        problems.add(
                node.place(),
                path,
                subject + (absent ? " has no value; it must be " : " must be ") + expected,
                suggestion);
        return null;
    }

    /** The settings path of {@code key} below {@code path}. */
    public static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
