package dev.sallyport.practice.token.redact;

import dev.sallyport.protocol.json.Shallow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One pass over the texts of a JSON value that takes secrets out; what it was shown stays as it is. Used once, by one thread. */
public final class Redaction {
    private static final int SECRETS_MAX = 64;

    private final Function<String, List<Found>> scan;
    private final List<Secret> secrets = new ArrayList<>(0);

    /**
     * A secret that was taken out.
     *
     * @param value the secret itself: to be hashed, and nothing else
     */
    public record Secret(String kind, String value) {
        /** Never prints the secret. */
        @Override
        public String toString() {
            return kind;
        }
    }

    /** Takes out what {@code scan} finds in a text. */
    public Redaction(Function<String, List<Found>> scan) {
        this.scan = scan;
    }

    /** {@code text} without what looks like a secret. */
    public static String clean(String text) {
        String clean = new Redaction(SecretScan::in).text(text);
        return clean == null ? text : clean;
    }

    /** What was taken out so far: the first 64, for the record. */
    public List<Secret> secrets() {
        return secrets;
    }

    /** The object without secrets, also in names, but for its members {@code kept}; null where there are none to take out. */
    public @Nullable ObjectNode object(ObjectNode given, Set<String> kept) {
        ObjectNode made = null;
        Map<String, String> names = Map.of();
        for (Map.Entry<String, JsonNode> member : given.properties()) {
            String name = member.getKey();
            if (kept.contains(name)) {
                continue;
            }
            JsonNode clean = node(member.getValue());
            if (clean != null) {
                made = made == null ? Shallow.copy(given) : made;
                made.set(name, clean);
            }
            String cleanName = text(name);
            if (cleanName != null) {
                names = names.isEmpty() ? new HashMap<>() : names;
                names.put(name, cleanName);
            }
        }
        return names.isEmpty() ? made : named(made == null ? given : made, names);
    }

    /** The same with other names for those in {@code names}, numbered where they are one. */
    private static ObjectNode named(ObjectNode given, Map<String, String> names) {
        ObjectNode made = JsonNodeFactory.instance.objectNode();
        given.forEachEntry((name, value) -> {
            String clean = names.getOrDefault(name, name);
            String free = clean;
            for (int number = 2; made.has(free) || (names.containsKey(name) && given.has(free)); number++) {
                free = clean + " " + number;
            }
            made.set(free, value);
        });
        return made;
    }

    private @Nullable JsonNode node(JsonNode given) {
        return switch (given) {
            case ObjectNode object -> object(object, Set.of());
            case ArrayNode array -> array(array);
            default -> given.isString() ? string(given.stringValue()) : null;
        };
    }

    private @Nullable JsonNode string(String given) {
        String clean = text(given);
        return clean == null ? null : JsonNodeFactory.instance.stringNode(clean);
    }

    private @Nullable ArrayNode array(ArrayNode given) {
        ArrayNode made = null;
        for (int i = 0; i < given.size(); i++) {
            JsonNode clean = node(given.get(i));
            if (clean != null) {
                made = made == null ? JsonNodeFactory.instance.arrayNode().addAll(given) : made;
                made.set(i, clean);
            }
        }
        return made;
    }

    private @Nullable String text(String text) {
        List<Found> found = scan.apply(text);
        if (found.isEmpty()) {
            return null;
        }
        StringBuilder clean = new StringBuilder(text.length());
        int from = 0;
        for (Found each : found) {
            if (secrets.size() < SECRETS_MAX) {
                secrets.add(new Secret(each.kind(), text.substring(each.value(), each.to())));
            }
            clean.append(text, from, each.from())
                    .append("[redacted: ")
                    .append(each.kind())
                    .append(']');
            from = each.to();
        }
        return clean.append(text, from, text.length()).toString();
    }
}
