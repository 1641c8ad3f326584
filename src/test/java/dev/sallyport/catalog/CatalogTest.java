package dev.sallyport.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

class CatalogTest {
    private static final long SECOND = 1_000_000_000L;

    private final Catalog catalog = new Catalog();
    private final ArrayDeque<CompletableFuture<ToolList>> asked = new ArrayDeque<>();
    private final DefinitionSource source = () -> {
        asked.add(new CompletableFuture<>());
        return asked.getLast();
    };

    private static ToolList list(Duration ttl, String... names) {
        ArrayNode tools = JsonNodeFactory.instance.arrayNode();
        for (String name : names) {
            tools.addObject().put("name", name);
        }
        return new ToolList(tools, ttl);
    }

    private void load(long nowNanos, Duration ttl, String... names) {
        catalog.load(source, nowNanos);
        asked.getLast().complete(list(ttl, names));
    }

    @ParameterizedTest
    @CsvSource({"0,5", "1,5", "20,20", "60,60", "3600,60"})
    void aListIsFreshForAsLongAsItsServerSaysWithinBounds(long saidSeconds, long freshSeconds) {
        load(SECOND, Duration.ofSeconds(saidSeconds), "a");
        assertEquals(Catalog.Knowledge.FRESH, catalog.knowledge((1 + freshSeconds) * SECOND));
        assertEquals(Catalog.Knowledge.OLD, catalog.knowledge((1 + freshSeconds) * SECOND + 1));
    }

    @Test
    void allWhoWaitAskOnce() {
        catalog.load(source, 0);
        catalog.load(source, 0);
        assertTrue(catalog.refresh(source, 0).isPresent());
        assertEquals(1, asked.size());
    }

    @Test
    void aServerThatWasJustAskedIsNotAskedAgain() {
        load(SECOND, ToolList.TTL_MAX, "a");
        assertFalse(catalog.refresh(source, 5 * SECOND).isPresent());
        assertTrue(catalog.refresh(source, 6 * SECOND).isPresent());
        asked.getLast().completeExceptionally(new IllegalStateException("down"));
        assertFalse(catalog.refresh(source, 7 * SECOND).isPresent());
        assertTrue(catalog.refresh(source, 11 * SECOND).isPresent());
        assertEquals(3, asked.size());
    }

    @Test
    void aChangeMakesItForgetAtOnce() {
        load(SECOND, ToolList.TTL_MAX, "a");
        catalog.invalidate();
        assertEquals(Catalog.Knowledge.NONE, catalog.knowledge(SECOND));
        assertTrue(catalog.tool("a").isNone());
    }

    @Test
    void aChangeDuringAQuestionMakesItsAnswerOld() {
        catalog.load(source, SECOND);
        catalog.invalidate();
        asked.getLast().complete(list(ToolList.TTL_MAX, "a"));
        assertEquals(Catalog.Knowledge.OLD, catalog.knowledge(SECOND));
        assertTrue(catalog.refresh(source, SECOND).isPresent());
        assertEquals(2, asked.size());
    }
}
