package dev.sallyport.protocol.json;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The SHA-256 of a JSON tree whatever the order of members: two trees have the same where they are equal. */
public final class JsonDigest {
    private JsonDigest() {}

    /** The digest of {@code root}, in base64url. */
    public static String of(JsonNode root) {
        return without(root, Set.of());
    }

    /** The digest of {@code root} without its members {@code left}, in base64url. */
    public static String without(JsonNode root, Set<String> left) {
        JsonNode kept = root;
        if (root instanceof ObjectNode object) {
            ObjectNode copy = Shallow.copy(object);
            copy.remove(left);
            kept = copy;
        }
        byte[] text = kept.isMissingNode() ? new byte[0] : new JsonWriter().write(ordered(kept));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java runtime has SHA-256", missing);
        }
    }

    /** The same with members in the order of their names. */
    private static JsonNode ordered(JsonNode node) {
        if (node.isArray()) {
            var array = JsonNodeFactory.instance.arrayNode(node.size());
            node.forEach(each -> array.add(ordered(each)));
            return array;
        }
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        List<Map.Entry<String, JsonNode>> members = new ArrayList<>(object.properties());
        members.sort(Map.Entry.comparingByKey());
        ObjectNode ordered = JsonNodeFactory.instance.objectNode();
        members.forEach(member -> ordered.set(member.getKey(), ordered(member.getValue())));
        return ordered;
    }
}
