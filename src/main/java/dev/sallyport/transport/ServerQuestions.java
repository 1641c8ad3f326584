package dev.sallyport.transport;

import dev.sallyport.catalog.ToolList;
import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.pipeline.event.UpstreamFailure;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.Meta;
import dev.sallyport.protocol.ProtocolVersion;
import dev.sallyport.protocol.RequestId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the gateway asks a server on its own behalf: which tools it has. */
public final class ServerQuestions {
    private static final int PAGES_MAX = 100;
    private static final int TOOLS_MAX = 10_000;
    private static final RequestId OWN_ID = RequestId.of(0);

    private ServerQuestions() {}

    /** All tools of the server, page by page, as the caller of {@code leg} sees them. */
    public static CompletionStage<ToolList> tools(Upstream server, Leg leg) {
        CompletableFuture<ToolList> all = new CompletableFuture<>();
        page(server, leg, "", PAGES_MAX, new ToolList(JsonNodeFactory.instance.arrayNode(), ToolList.TTL_MAX), all);
        return all;
    }

    private static void page(
            Upstream server, Leg leg, String cursor, int pagesLeft, ToolList before, CompletableFuture<ToolList> all) {
        UpstreamCall call = server.send(
                leg.hearing(event -> {
                    switch (event) {
                        case UpstreamEvent.Spoke spoke
                        when spoke.message() instanceof Message.Response response && !response.isError() -> {
                            ToolList tools = joined(before, response.result());
                            String next = response.result().path("nextCursor").asString("");
                            if (next.isEmpty()) {
                                all.complete(tools);
                            } else if (pagesLeft <= 1 || tools.tools().size() > TOOLS_MAX) {
                                all.completeExceptionally(new UpstreamFailure(Reasons.CATALOG));
                            } else {
                                page(server, leg, next, pagesLeft - 1, tools, all);
                            }
                        }
                        case UpstreamEvent.Spoke spoke when !(spoke.message() instanceof Message.Response) -> {}
                        case UpstreamEvent.Failed failed ->
                            all.completeExceptionally(new UpstreamFailure(failed.reason(), failed.hint()));
                        case UpstreamEvent.Spoke _, UpstreamEvent.Ended _ ->
                            all.completeExceptionally(new UpstreamFailure(Reasons.CATALOG));
                        default -> {}
                    }
                }),
                question(leg, McpMethod.TOOLS_LIST, cursor));
        limit(leg, all, call);
    }

    private static ToolList joined(ToolList before, JsonNode page) {
        page.path("tools").forEach(before.tools()::add);
        JsonNode ttl = page.path("ttlMs");
        Duration own = ttl.isIntegralNumber() ? Duration.ofMillis(Math.max(0, ttl.asLong(0))) : ToolList.TTL_MAX;
        return new ToolList(before.tools(), own.compareTo(before.ttl()) < 0 ? own : before.ttl());
    }

    /** A server that does not answer is not asked for ever, and the next caller asks anew. */
    public static void limit(Leg leg, CompletableFuture<?> answer, UpstreamCall call) {
        answer.orTimeout(leg.snapshot().limits().timeout().toNanos(), TimeUnit.NANOSECONDS)
                .whenComplete((_, failure) -> {
                    if (failure instanceof TimeoutException) {
                        leg.loop().execute(() -> call.withdraw(UpstreamCall.LATE));
                    }
                });
    }

    /** A question in the era of {@code leg}: the client's capabilities and name, and nothing else of its metadata. */
    public static Message.Request question(Leg leg, String method, String cursor) {
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        if (!cursor.isEmpty()) {
            params.put("cursor", cursor);
        }
        if (leg.era() == Era.MODERN) {
            ObjectNode meta = params.putObject(Meta.MEMBER);
            meta.put(Meta.PROTOCOL_VERSION, ProtocolVersion.V2026_07_28.text());
            meta.set(Meta.CLIENT_CAPABILITIES, own(leg.meta().path(Meta.CLIENT_CAPABILITIES)));
            if (leg.meta().get(Meta.CLIENT_INFO) instanceof ObjectNode info) {
                meta.set(Meta.CLIENT_INFO, info);
            }
        }
        return JsonRpc.request(OWN_ID, method, params);
    }

    private static JsonNode own(JsonNode capabilities) {
        return capabilities.isObject() ? capabilities : JsonNodeFactory.instance.objectNode();
    }
}
