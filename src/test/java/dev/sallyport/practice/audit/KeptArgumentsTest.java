package dev.sallyport.practice.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.practice.token.redact.Redaction;
import dev.sallyport.protocol.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What of arguments is kept, and never more. */
final class KeptArgumentsTest {
    private static final String KEY = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
    /** With digest and names beside it, an entry grows by no more than this. */
    private static final int BYTES_MAX = 4 * 1024 + 64;

    private static Optional<ObjectNode> kept(JsonNode arguments, String... keep) {
        KeptArguments rules =
                new KeptArguments(List.of(new KeepRule(List.of("crm/search_*"), List.of(keep))), Redaction::clean);
        return rules.of("crm", "search_people", arguments);
    }

    private static String text(String arguments, String... keep) {
        return kept(json(arguments), keep).map(ObjectNode::toString).orElse("");
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    @Test
    void valuesAreKeptWhereAPointerLeads() {
        String arguments = "{\"query\":\"open\",\"phone\":\"1\",\"filter\":{\"region\":\"eu\",\"age\":7},"
                + "\"items\":[{\"id\":1,\"name\":\"a\"},{\"id\":2},3],\"a/b\":{\"~\":null}}";
        assertEquals("{\"kept\":[{\"at\":\"/query\",\"value\":\"open\"}]}", text(arguments, "/query"));
        assertEquals("{\"kept\":[{\"at\":\"/filter/age\",\"value\":7}]}", text(arguments, "/filter/age", "/nothing"));
        assertEquals(
                "{\"kept\":[{\"at\":\"/items/0/id\",\"value\":1},{\"at\":\"/items/1/id\",\"value\":2}]}",
                text(arguments, "/items/*/id"));
        assertEquals("{\"kept\":[{\"at\":\"/items/2\",\"value\":3}]}", text(arguments, "/items/2"));
        assertEquals(
                "{\"kept\":[{\"at\":\"/filter/region\",\"value\":\"eu\"},{\"at\":\"/filter/age\",\"value\":7}]}",
                text(arguments, "/filter", "/filter/age"));
        assertEquals("{\"kept\":[{\"at\":\"/a~1b/~0\",\"value\":null}]}", text(arguments, "/a~1b/~0"));
        for (String nothing : List.of("/", "/query/x", "/items/9", "/items/x/id", "/*", "/filter/*")) {
            assertEquals("", text(arguments, nothing), nothing);
        }
    }

    @Test
    void nothingIsKeptOfWhatNoRuleIsAbout() {
        KeptArguments rules = new KeptArguments(
                List.of(
                        new KeepRule(List.of("crm/search_*"), List.of("/q")),
                        new KeepRule(List.of("*/find"), List.of("/q"))),
                Redaction::clean);
        JsonNode arguments = json("{\"q\":1}");
        assertTrue(rules.of("crm", "delete", arguments).isEmpty());
        assertTrue(rules.of("erp", "search_people", arguments).isEmpty());
        assertTrue(rules.of("erp", "find", arguments).isPresent());
        assertTrue(new KeptArguments(List.of(), Redaction::clean)
                .of("crm", "search_people", arguments)
                .isEmpty());
    }

    @Test
    void secretsAreTakenOutOfValuesAndOfNames() {
        assertEquals(
                "{\"kept\":[{\"at\":\"/q\",\"value\":\"use [redacted: api-key] now\"}]}",
                text("{\"q\":\"use " + KEY + " now\"}", "/q"));
        assertEquals(
                "{\"kept\":[{\"at\":\"/q/[redacted: api-key]\",\"value\":1}]}",
                text("{\"q\":{\"" + KEY + "\":1}}", "/q"));
        String behind = "x".repeat(240) + " " + KEY;
        assertTrue(!text("{\"q\":\"" + behind + "\"}", "/q").contains("ghp_"), "taken out before it is cut");
    }

    @Test
    void longTextsAreCutAndTheRestIsCounted() {
        ObjectNode arguments = JsonNodeFactory.instance.objectNode().put("q", "a".repeat(1_000));
        assertEquals(744, kept(arguments, "/q").orElseThrow().at("/kept/0/cut").asInt(0));
        arguments.put("q", "a".repeat(255) + "😀😀");
        JsonNode value = kept(arguments, "/q").orElseThrow().at("/kept/0");
        assertEquals("a".repeat(255), value.path("value").asString(""));
        assertEquals(4, value.path("cut").asInt(0));
        arguments.set("q", json("1" + "0".repeat(400)));
        assertEquals(145, kept(arguments, "/q").orElseThrow().at("/kept/0/cut").asInt(0));
    }

    @Test
    void whatDoesNotFitIsLeftOutAndSaidSo() {
        ObjectNode arguments = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < 65; i++) {
            arguments.withArray("q").add(i);
        }
        ObjectNode kept = kept(arguments, "/q").orElseThrow();
        assertEquals(64, kept.path("kept").size());
        assertTrue(kept.path("more").asBoolean(false));
    }

    @Test
    void neverMoreThanTheBoundWhateverIsSent() {
        Random random = new Random(7);
        for (int run = 0; run < 300; run++) {
            ObjectNode arguments = JsonNodeFactory.instance.objectNode();
            int values = random.nextInt(200);
            for (int i = 0; i < values; i++) {
                arguments
                        .withObject("/q")
                        .put("\u0001ü\"".repeat(random.nextInt(200)) + i, "\u0000東\\".repeat(random.nextInt(300)));
            }
            kept(arguments, "/q")
                    .ifPresent(kept -> assertTrue(
                            new JsonWriter().write(kept).length <= BYTES_MAX,
                            () -> new String(new JsonWriter().write(kept), StandardCharsets.UTF_8)));
        }
    }
}
