package dev.sallyport.transport.sum;

import dev.sallyport.catalog.Inventory;
import dev.sallyport.catalog.Kind;
import dev.sallyport.pipeline.Exchanges;
import dev.sallyport.pipeline.event.UpstreamFailure;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.legacy.ServerFacts;
import dev.sallyport.transport.NettyLoop;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One look at what one server offers: what it says of itself, then every page of every list that it has. */
final class Survey {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int PAGES_MAX = 200;

    private final Exchanges exchanges;
    private final NettyLoop loop;
    private final String server;
    private final Map<Kind, Inventory.Items> items = new EnumMap<>(Kind.class);

    private Survey(Exchanges exchanges, NettyLoop loop, String server) {
        this.exchanges = exchanges;
        this.loop = loop;
        this.server = server;
    }

    /** Asks {@code server} everything; fails with an {@link UpstreamFailure} where it cannot be asked. */
    static CompletionStage<Inventory.Known> of(Exchanges exchanges, NettyLoop loop, String server) {
        return new Survey(exchanges, loop, server).all();
    }

    private CompletionStage<Inventory.Known> all() {
        return ask(McpMethod.DISCOVER, JsonNodeFactory.instance.objectNode()).thenCompose(said -> {
            ServerFacts facts = ServerFacts.ofDiscover(said);
            CompletionStage<?> lists = CompletableFuture.completedFuture(null);
            for (Kind kind : Kind.values()) {
                if (facts.capabilities().has(kind == Kind.TEMPLATE ? Kind.RESOURCE.member() : kind.member())) {
                    lists = lists.thenCompose(_ -> list(kind));
                }
            }
            return lists.thenApply(
                    _ -> new Inventory.Known(items, facts.capabilities(), facts.instructions(), facts.info()));
        });
    }

    private CompletionStage<?> list(Kind kind) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        CompletionStage<?> pages = page(kind, "", PAGES_MAX, all);
        // a server that says it has resources need not have templates
        CompletionStage<?> done = kind == Kind.TEMPLATE ? pages.handle((_, _) -> true) : pages;
        return done.thenRun(() -> items.put(kind, Inventory.Items.read(kind, all)));
    }

    private CompletionStage<?> page(Kind kind, String cursor, int pagesLeft, ArrayNode all) {
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        if (!cursor.isEmpty()) {
            params.put("cursor", cursor);
        }
        return ask(Lists.method(kind), params).thenCompose(result -> {
            result.path(kind.member()).forEach(all::add);
            String next = result.path("nextCursor").asString("");
            if (next.isEmpty() || all.size() > Inventory.ITEMS_MAX) {
                return CompletableFuture.completedFuture(null);
            }
            return pagesLeft > 1
                    ? page(kind, next, pagesLeft - 1, all)
                    : CompletableFuture.failedFuture(new UpstreamFailure(Reasons.CATALOG));
        });
    }

    private CompletionStage<JsonNode> ask(String method, ObjectNode params) {
        Message.Request request = OwnExchange.request(method, params);
        return OwnExchange.ask(exchanges, loop, server, request, PATIENCE);
    }
}
