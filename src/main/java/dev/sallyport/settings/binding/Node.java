package dev.sallyport.settings.binding;

import java.util.List;

/** A YAML value with its place. */
public sealed interface Node {
    /** Where it begins. */
    Place place();

    /** A scalar. */
    record Text(String value, Kind kind, Place place) implements Node {}

    /** A sequence. */
    record Items(List<Node> items, Place place) implements Node {}

    /** A mapping, each key once. */
    record Entries(List<Entry> entries, Place place) implements Node {}

    /** A key of a mapping, the place of the key, and its value. */
    record Entry(String key, Place place, Node value) {}

    /** What a scalar is. Source: YAML 1.2.2 §10.3, Core Schema. */
    enum Kind {
        TEXT,
        NUMBER,
        BOOLEAN,
        NOTHING
    }
}
