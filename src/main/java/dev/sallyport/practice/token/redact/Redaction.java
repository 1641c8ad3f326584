package dev.sallyport.practice.token.redact;

import dev.sallyport.protocol.json.Shallow;
import java.util.ArrayList;
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
        JsonNode clean = new Redaction(SecretScan::in).text(text);
        return clean == null ? text : clean.stringValue();
    }

    /** What was taken out so far: the first 64, for the record. */
    public List<Secret> secrets() {
        return secrets;
    }

    /** The object without secrets, but for its members {@code kept}; null where there are none to take out. */
    public @Nullable ObjectNode object(ObjectNode given, Set<String> kept) {
        ObjectNode made = null;
        for (Map.Entry<String, JsonNode> member : given.properties()) {
            JsonNode clean = kept.contains(member.getKey()) ? null : node(member.getValue());
            if (clean != null) {
                made = made == null ? Shallow.copy(given) : made;
                made.set(member.getKey(), clean);
            }
        }
        return made;
    }

    private @Nullable JsonNode node(JsonNode given) {
        return switch (given) {
            case ObjectNode object -> object(object, Set.of());
            case ArrayNode array -> array(array);
            default -> given.isString() ? text(given.stringValue()) : null;
        };
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

    private @Nullable JsonNode text(String text) {
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
        return JsonNodeFactory.instance.stringNode(
                clean.append(text, from, text.length()).toString());
    }
}
