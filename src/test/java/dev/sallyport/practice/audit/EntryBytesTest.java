package dev.sallyport.practice.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.ledger.Ledger;
import dev.sallyport.protocol.json.JsonRead;
import dev.sallyport.protocol.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** The members of an entry. */
final class EntryBytesTest {
    private static EntryBytes entry() {
        return EntryBytes.at(Instant.EPOCH).put("event", "answered");
    }

    private static JsonNode read(byte[] members) {
        byte[] text = ("{" + new String(members, StandardCharsets.UTF_8) + "}").getBytes(StandardCharsets.UTF_8);
        return ((JsonRead.Value) new JsonReader().read(text)).root();
    }

    @Test
    void everyKindOfMemberIsWrittenAsJsonHasIt() {
        ObjectNode more = JsonMapper.shared().createObjectNode().put("a", 1).put("b", "二");
        byte[] members = entry().put("text", "a \"quote\" and 中文 😀")
                .put("number", -7)
                .put("truth", false)
                .put("tree", more)
                .putAll(more)
                .object("nothing")
                .end()
                .array("list")
                .add("x")
                .object()
                .put("y", 1)
                .end()
                .add("")
                .end()
                .put("last", "[{")
                .take();
        assertEquals(
                "\"time\":\"1970-01-01T00:00:00Z\",\"event\":\"answered\",\"text\":\"a \\\"quote\\\" and 中文 😀\",\"number\":-7,"
                        + "\"truth\":false,\"tree\":{\"a\":1,\"b\":\"二\"},\"a\":1,\"b\":\"二\",\"nothing\":{},"
                        + "\"list\":[\"x\",{\"y\":1},\"\"],\"last\":\"[{\"",
                new String(members, StandardCharsets.UTF_8));
        assertEquals("x", read(members).path("list").path(0).asString());
    }

    @Test
    void timesAreWrittenAsAnInstantHasThem() {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            // few seconds, so that many are those of the entry before
            int nanos = random.nextInt(1_000) * (int) Math.pow(1_000, random.nextInt(3));
            Instant time = Instant.ofEpochSecond(random.nextLong(-2, 3) * 800_000_000_000L, nanos);
            assertEquals(
                    "\"time\":\"" + time + "\"", new String(EntryBytes.at(time).take(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void whatIsNoJsonIsLeftOutAndTheRestIsThere() {
        JsonNode entry = read(entry().put("name", "\ud83d")
                .put("tree", StringNode.valueOf("\ude00"))
                .object("arguments")
                .put("digest", "d\udc00")
                .put("kept", 1)
                .end()
                .array("groups")
                .add("\ud800")
                .add("staff")
                .end()
                .put("server", "up")
                .take());
        assertEquals(
                "{\"time\":\"1970-01-01T00:00:00Z\",\"event\":\"answered\",\"arguments\":{\"kept\":1},\"groups\":[\"staff\"],"
                        + "\"server\":\"up\",\"incomplete\":true}",
                entry.toString());
    }

    @Test
    void whatTheLedgerHasNoRoomForIsLeftOutAndTheRestIsThere() {
        String large = "x".repeat(600_000);
        byte[] members = entry().put("one", large)
                .array("verdicts")
                .object()
                .put("two", large)
                .put("three", "3")
                .take();
        assertTrue(Ledger.fits(members.length));
        JsonNode entry = read(members);
        assertEquals(large, entry.path("one").asString());
        assertEquals("{\"three\":\"3\"}", entry.path("verdicts").path(0).toString());
        assertTrue(entry.path("incomplete").asBoolean());
        assertFalse(read(entry().take()).has("incomplete"));
    }
}
