package dev.sallyport.protocol.json;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The SHA-256 of a JSON tree whatever the order of members: two trees have the same where they are equal. */
public final class JsonDigest {
    private JsonDigest() {}

    /** The digest of {@code root}, in base64url. */
    public static String of(JsonNode root) {
        return of(root, new JsonWriter());
    }

    /** The same, where there is a {@code writer} that nobody uses just now. */
    public static String of(JsonNode root, JsonWriter writer) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            if (!root.isMissingNode()) {
                JsonBuffer text = writer.ordered(root);
                sha256.update(text.array(), 0, text.sizeBytes());
            }
            return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256.digest());
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java runtime has SHA-256", missing);
        }
    }

    /** The digest of {@code root} without its members {@code left}, in base64url. */
    public static String without(JsonNode root, Set<String> left) {
        if (!(root instanceof ObjectNode object)) {
            return of(root);
        }
        ObjectNode kept = Shallow.copy(object);
        kept.remove(left);
        return of(kept);
    }
}
