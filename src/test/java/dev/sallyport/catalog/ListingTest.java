package dev.sallyport.catalog;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.protocol.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

final class ListingTest {
    private static final View A = View.sum(List.of("a"));

    private static Exposure of(Inventory inventory, Exposure previous) {
        return Exposure.of(A, Map.of("a", inventory), previous);
    }

    private static Inventory.Known numbered(IntStream numbers) {
        return Offers.tools(numbers.mapToObj(i -> "t" + i).toArray(String[]::new));
    }

    @Test
    void anItemIsTheServersOwnWithItsNameReplacedAndItsOriginSaid() {
        JsonNode tools = Offers.json("""
                [{"title":"T","name":"x","inputSchema":{"type":"object"},"icons":[],"future":1.50,
                  "_meta":{"k":[1],"dev.sallyport/origin":{"server":"forged"}}}]
                """);
        Exposure exposure = of(Offers.ofJson(Kind.TOOL, tools), Exposure.NONE);
        assertEquals(
                "{\"title\":\"T\",\"name\":\"a_x\",\"inputSchema\":{\"type\":\"object\"},\"icons\":[],\"future\":1.50,"
                        + "\"_meta\":{\"k\":[1],\"dev.sallyport/origin\":{\"server\":\"a\",\"name\":\"x\"}}}",
                exposure.first(Kind.TOOL).items().path(0).toString().replace("1.5,", "1.50,"));
        assertEquals("x", tools.path(0).path("name").asString(), "the server's own is not touched");
    }

    @Test
    void aResourceKeepsItsNameAndUri() {
        JsonNode resources = Offers.json("[{\"uri\":\"file:///x\",\"name\":\"X\"}]");
        Exposure exposure = of(Offers.ofJson(Kind.RESOURCE, resources), Exposure.NONE);
        assertEquals(
                "[{\"uri\":\"file:///x\",\"name\":\"X\",\"_meta\":{\"dev.sallyport/origin\":{\"server\":\"a\"}}}]",
                exposure.first(Kind.RESOURCE).items().toString());
    }

    @Test
    void everyPageIsSentAsItsItemsSay() {
        Exposure before = of(numbered(IntStream.range(0, 600)), Exposure.NONE);
        String cursor = before.first(Kind.TOOL).next().orElseThrow();
        Exposure after = of(numbered(IntStream.range(200, 600)), before);
        JsonWriter writer = new JsonWriter();
        for (Listed listed : List.of(after.first(Kind.TOOL), after.after(Kind.TOOL, cursor))) {
            ArrayNode items = assertInstanceOf(Listed.Page.class, listed).items();
            ArrayNode anew = JsonNodeFactory.instance
                    .arrayNode()
                    .addAll(items.valueStream().toList());
            assertEquals(250, items.size());
            assertArrayEquals(writer.write(anew), writer.write(items));
        }
    }

    @Test
    void pagesHave250ItemsAndAreMadeOnce() {
        Exposure exposure = of(numbered(IntStream.range(0, 600)), Exposure.NONE);
        Listed.Page first = exposure.first(Kind.TOOL);
        assertSame(first, exposure.first(Kind.TOOL));
        Listed.Page second = assertInstanceOf(
                Listed.Page.class, exposure.after(Kind.TOOL, first.next().orElseThrow()));
        assertSame(second, exposure.after(Kind.TOOL, first.next().orElseThrow()));
        Listed.Page third = assertInstanceOf(
                Listed.Page.class, exposure.after(Kind.TOOL, second.next().orElseThrow()));
        assertEquals(
                List.of(250, 250, 100),
                List.of(
                        first.items().size(),
                        second.items().size(),
                        third.items().size()));
        assertEquals("a_t250", second.items().path(0).path("name").asString());
        assertEquals(Optional.empty(), third.next());
    }

    @Test
    void pagesHaveAtMostOneMebibyteAndAtLeastOneItem() {
        ArrayNode tools = JsonNodeFactory.instance.arrayNode();
        for (int size : new int[] {600_000, 400_000, 600_000, 2_000_000, 1}) {
            tools.addObject().put("name", "t" + tools.size()).put("description", "x".repeat(size));
        }
        Exposure exposure = of(Offers.ofJson(Kind.TOOL, tools), Exposure.NONE);
        List<Integer> sizes = new ArrayList<>();
        Listed listed = exposure.first(Kind.TOOL);
        while (listed instanceof Listed.Page page) {
            sizes.add(page.items().size());
            listed = page.next().isPresent()
                    ? exposure.after(Kind.TOOL, page.next().get())
                    : new Listed.BadCursor();
        }
        assertEquals(List.of(2, 1, 1, 1), sizes);
    }

    @Test
    void aCursorHoldsWhenItemsComeAndGo() {
        Exposure before = of(numbered(IntStream.range(0, 600)), Exposure.NONE);
        String cursor = before.first(Kind.TOOL).next().orElseThrow();
        Exposure after = of(numbered(IntStream.range(200, 601).map(i -> 800 - i)), before);
        Listed.Page next = assertInstanceOf(Listed.Page.class, after.after(Kind.TOOL, cursor));
        assertEquals(
                "a_t250", next.items().path(0).path("name").asString(), "also when the server turns its list round");
        Exposure without = of(numbered(IntStream.range(300, 600)), after);
        next = assertInstanceOf(Listed.Page.class, without.after(Kind.TOOL, cursor));
        assertEquals("a_t300", next.items().path(0).path("name").asString(), "also when its item is gone");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "...",
                "tools",
                "tools.a.f9",
                "tools.a.f9.",
                "tools.b.f9.0",
                "prompts.a.f9.0",
                "tools.a.F9.0",
                "tools.a.00f9.0",
                "tools.a.258.0",
                "tools.a.ffffffffffffffff.0",
                "tools.a.-1.0",
                "tools.a.f9.123456789",
                "tools.a.f9.0",
                "tools.a.ｆ9.0",
                "tools..f9.0"
            })
    void aCursorThatWasNeverGivenIsToldApart(String cursor) {
        Exposure exposure = of(numbered(IntStream.range(0, 600)), Exposure.NONE);
        assertInstanceOf(Listed.BadCursor.class, exposure.after(Kind.TOOL, cursor));
    }

    @Test
    void aCursorFromBeforeARestartIsToldApart() {
        Exposure before = of(numbered(IntStream.range(0, 600)), Exposure.NONE);
        String cursor = before.first(Kind.TOOL).next().orElseThrow();
        assertTrue(cursor.startsWith("tools.a.f9."), cursor);
        Exposure restarted = of(numbered(IntStream.range(0, 600).map(i -> 599 - i)), Exposure.NONE);
        assertInstanceOf(Listed.BadCursor.class, restarted.after(Kind.TOOL, cursor));
    }
}
