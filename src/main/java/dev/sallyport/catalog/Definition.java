package dev.sallyport.catalog;

import dev.sallyport.protocol.json.JsonDigest;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One tool, prompt, resource or resource template as its server defines it. Equal definitions are judged once: practices keep
 * what they make of a definition under the definition itself.
 */
public final class Definition {
    /** What stands for the definition of a message that names no tool. */
    public static final Definition NONE = new Definition("", null);

    /** The definitions in use: one instance for all sessions, which saves memory and makes comparing them quick. */
    private static final Map<Definition, WeakReference<Definition>> IN_USE = new WeakHashMap<>();

    private final String name;
    private final @Nullable ObjectNode json;
    private final int hash;
    /** Made when it is first asked for; two threads may both make it. */
    private @Nullable String digest;

    private Definition(String name, @Nullable ObjectNode json) {
        this.name = name;
        this.json = json;
        this.hash = json == null ? 0 : json.hashCode();
    }

    /** The definition that a server gave in a list; it is not changed afterwards. */
    public static Definition of(String name, ObjectNode json) {
        Definition fresh = new Definition(name, json);
        synchronized (IN_USE) {
            WeakReference<Definition> known = IN_USE.get(fresh);
            Definition same = known == null ? null : known.get();
            if (same == null) {
                IN_USE.put(fresh, new WeakReference<>(fresh));
            }
            return same == null ? fresh : same;
        }
    }

    /** The server's own name of the tool or prompt, the URI of a resource, the URI template of a template. */
    public String name() {
        return name;
    }

    /** True for {@link #NONE}. */
    public boolean isNone() {
        return json == null;
    }

    /** A member of the definition, for example {@code inputSchema}, or a missing node. */
    public JsonNode member(String key) {
        return json == null ? MissingNode.getInstance() : json.path(key);
    }

    /** What tells it from every other definition of a thing of this name. */
    public String digest() {
        String known = digest;
        if (known == null) {
            known = JsonDigest.of(json());
            digest = known;
        }
        return known;
    }

    /** The whole definition, which nobody changes; an empty object for {@link #NONE}. */
    ObjectNode json() {
        return json == null ? JsonNodeFactory.instance.objectNode() : json;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        return other instanceof Definition that
                && hash == that.hash
                && name.equals(that.name)
                && Objects.equals(json, that.json);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
