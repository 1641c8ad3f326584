package dev.sallyport.protocol.json;

import dev.sallyport.protocol.digest.Sha256;
import java.util.Base64;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The SHA-256 of a JSON tree whatever the order of members: two trees have the same where they are equal. */
public final class JsonDigest {
    private static final byte[] NOTHING = {};

    private JsonDigest() {}

    /** The digest of {@code root}, in base64url. */
    public static String of(JsonNode root) {
        return text(bytes(root, new JsonWriter()));
    }

    /** The digest of {@code root}; {@code writer} is used by nobody just now. */
    public static byte[] bytes(JsonNode root, JsonWriter writer) {
        if (root.isMissingNode()) {
            return Sha256.of(NOTHING);
        }
        JsonBuffer text = writer.ordered(root);
        return Sha256.of(text.array(), 0, text.sizeBytes());
    }

    /** A digest in base64url. */
    public static String text(byte[] digest) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
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
