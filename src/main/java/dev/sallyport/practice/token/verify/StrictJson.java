package dev.sallyport.practice.token.verify;

import dev.sallyport.protocol.json.JsonLimits;
import dev.sallyport.protocol.json.JsonRead;
import dev.sallyport.protocol.json.JsonReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Objects of identity providers, read with the same strictness as messages. Source: RFC 8725bis, duplicate members. */
final class StrictJson {
    private static final JsonLimits LIMITS = new JsonLimits(16, 8192, 512, 64);

    private StrictJson() {}

    /** The object that all of {@code bytes} write, or empty where they write none that every parser reads alike. */
    static Optional<ObjectNode> object(byte[] bytes) {
        return new JsonReader(LIMITS).read(bytes) instanceof JsonRead.Value(ObjectNode root)
                ? Optional.of(root)
                : Optional.empty();
    }

    /** The text of a member, or empty where it is none or blank. */
    static String text(ObjectNode object, String member) {
        JsonNode value = object.get(member);
        return value != null && value.isString() && !value.stringValue().isBlank() ? value.stringValue() : "";
    }

    /** The texts of a member that is one text or an array of texts; null where it is something else. */
    static @Nullable List<String> texts(ObjectNode object, String member) {
        JsonNode value = object.get(member);
        if (value == null) {
            return List.of();
        }
        if (value.isString()) {
            return List.of(value.stringValue());
        }
        if (!value.isArray()) {
            return null;
        }
        List<String> texts = new ArrayList<>(value.size());
        for (JsonNode item : value) {
            if (!item.isString()) {
                return null;
            }
            texts.add(item.stringValue());
        }
        return texts;
    }
}
