package dev.sallyport.protocol.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The digest of a tree, which is kept in files: it never changes. */
final class JsonDigestTest {
    /** Computed by another program, of {@code {"a":[{"x":1,"y":2}],"b":"ü","c":{}}}. */
    private static final String KNOWN = "5F2-Xe3hVIV8QiyOxWxbjzjvPoi2DizSeqIDQXRFR_0";

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    @Test
    void theOrderOfMembersSaysNothingAtAnyDepth() {
        assertEquals(KNOWN, JsonDigest.of(json("{\"a\":[{\"x\":1,\"y\":2}],\"b\":\"ü\",\"c\":{}}")));
        assertEquals(KNOWN, JsonDigest.of(json("{\"c\":{},\"b\":\"ü\",\"a\":[{\"y\":2,\"x\":1}]}")));
        assertNotEquals(KNOWN, JsonDigest.of(json("{\"a\":[{\"x\":2,\"y\":2}],\"b\":\"ü\",\"c\":{}}")));
        assertEquals(
                KNOWN,
                JsonDigest.without(json("{\"d\":1,\"c\":{},\"b\":\"ü\",\"a\":[{\"y\":2,\"x\":1}]}"), Set.of("d")));
    }

    @Test
    void aWriterThatDigestedWritesAsBefore() {
        JsonWriter writer = new JsonWriter();
        JsonNode tree = json("{\"b\":1,\"a\":2}");
        String digest = JsonDigest.text(JsonDigest.bytes(tree, writer));
        assertEquals("{\"b\":1,\"a\":2}", new String(writer.write(tree), java.nio.charset.StandardCharsets.UTF_8));
        assertEquals(digest, JsonDigest.of(json("{\"a\":2,\"b\":1}")));
    }
}
