package dev.sallyport.pipeline.verdict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.protocol.json.JsonDigest;
import dev.sallyport.protocol.json.JsonWriter;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** What of arguments outlives them. */
final class JudgedArgumentsTest {
    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    private static byte[] digest(JudgedArguments judged, JsonNode arguments) {
        return judged.digest(arguments, JsonWriter::new);
    }

    @Test
    void theDigestIsComputedOnceAndOutlivesOtherChanges() {
        JudgedArguments judged = new JudgedArguments();
        assertFalse(judged.isDigested());
        byte[] first = digest(judged, json("{\"a\":1,\"b\":2}"));
        assertTrue(judged.isDigested());
        judged.replaced(json("{\"a\":1,\"b\":2}"), json("{\"b\":2,\"a\":1}"));
        assertSame(first, digest(judged, MissingNode.getInstance()));
    }

    @Test
    void otherArgumentsHaveAnotherDigest() {
        JudgedArguments judged = new JudgedArguments();
        var _ = digest(judged, json("{\"a\":\"secret\"}"));
        judged.replaced(json("{\"a\":\"secret\"}"), json("{\"a\":\"[redacted]\"}"));
        assertFalse(judged.isDigested());
        assertArrayEquals(
                JsonDigest.bytes(json("{\"a\":\"[redacted]\"}"), new JsonWriter()),
                digest(judged, json("{\"a\":\"[redacted]\"}")));
    }

    @Test
    void noArgumentsHaveTheDigestOfAnEmptyObject() {
        assertArrayEquals(
                JsonDigest.bytes(json("{}"), new JsonWriter()),
                digest(new JudgedArguments(), MissingNode.getInstance()));
    }
}
