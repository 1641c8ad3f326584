package dev.sallyport.transport;

import dev.sallyport.catalog.ToolList;
import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Reasons;
import dev.sallyport.pipeline.UpstreamCall;
import dev.sallyport.pipeline.UpstreamEvent;
import dev.sallyport.pipeline.UpstreamFailure;
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
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the gateway asks a server on its own behalf: which era it speaks, and which tools it has. */
public final class ServerQuestions {
    private static final int PAGES_MAX = 100;
    private static final int TOOLS_MAX = 10_000;
    private static final long FORGET_NANOS = 300_000_000_000L;
    private static final RequestId OWN_ID = RequestId.of(0);

    private final AtomicReference<@Nullable EraAnswer> era = new AtomicReference<>();

    /** Sends one question in the connection of an exchange. */
    @FunctionalInterface
    public interface Asking {
        /** Sends {@code question}; what comes back goes to {@code events}. */
        UpstreamCall ask(Leg leg, Message.Request question, Consumer<UpstreamEvent> events);
    }

    private record EraAnswer(CompletableFuture<Boolean> speaks, long sinceNanos) {
        /** A failure is asked again at once; a "no" after a while, for the server may have been renewed. */
        boolean holds(long nowNanos) {
            return !speaks.isDone()
                    || (!speaks.isCompletedExceptionally() && (speaks.join() || nowNanos - sinceNanos < FORGET_NANOS));
        }
    }

    /** Whether the server speaks the modern era: asked once with {@code server/discover}, then remembered. */
    public CompletionStage<Boolean> speaksModern(Leg leg, Asking asking) {
        EraAnswer known = era.get();
        if (known != null && known.holds(System.nanoTime())) {
            return known.speaks();
        }
        if (leg.exchange().method().equals(McpMethod.DISCOVER)) {
            return CompletableFuture.completedFuture(true);
        }
        EraAnswer asked = new EraAnswer(new CompletableFuture<>(), System.nanoTime());
        if (!era.compareAndSet(known, asked)) {
            return speaksModern(leg, asking);
        }
        UpstreamCall call = asking.ask(leg, question(leg, McpMethod.DISCOVER, ""), event -> {
            switch (event) {
                case UpstreamEvent.Spoke spoke
                when spoke.message() instanceof Message.Response response ->
                    asked.speaks().complete(isModern(response));
                case UpstreamEvent.Failed failed
                when failed.reason().code().equals("status") -> asked.speaks().complete(false);
                case UpstreamEvent.Failed failed ->
                    asked.speaks().completeExceptionally(new UpstreamFailure(failed.reason(), failed.hint()));
                case UpstreamEvent.Ended _ -> asked.speaks().complete(false);
                default -> {}
            }
        });
        limit(leg, asked.speaks(), call);
        return asked.speaks();
    }

    private static boolean isModern(Message.Response response) {
        for (JsonNode version : response.result().path("supportedVersions")) {
            if (version.asString("").equals(ProtocolVersion.V2026_07_28.text())) {
                return true;
            }
        }
        return false;
    }

    /** All tools of the server, page by page, as the caller of {@code leg} sees them. */
    public static CompletionStage<ToolList> tools(Leg leg, Asking asking) {
        CompletableFuture<ToolList> all = new CompletableFuture<>();
        page(leg, asking, "", PAGES_MAX, new ToolList(JsonNodeFactory.instance.arrayNode(), ToolList.TTL_MAX), all);
        return all;
    }

    private static void page(
            Leg leg, Asking asking, String cursor, int pagesLeft, ToolList before, CompletableFuture<ToolList> all) {
        UpstreamCall call = asking.ask(leg, question(leg, McpMethod.TOOLS_LIST, cursor), event -> {
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
                        page(leg, asking, next, pagesLeft - 1, tools, all);
                    }
                }
                case UpstreamEvent.Spoke spoke when !(spoke.message() instanceof Message.Response) -> {}
                case UpstreamEvent.Failed failed ->
                    all.completeExceptionally(new UpstreamFailure(failed.reason(), failed.hint()));
                case UpstreamEvent.Spoke _, UpstreamEvent.Ended _ ->
                    all.completeExceptionally(new UpstreamFailure(Reasons.CATALOG));
                default -> {}
            }
        });
        limit(leg, all, call);
    }

    private static ToolList joined(ToolList before, JsonNode page) {
        page.path("tools").forEach(before.tools()::add);
        JsonNode ttl = page.path("ttlMs");
        Duration own = ttl.isIntegralNumber() ? Duration.ofMillis(Math.max(0, ttl.asLong(0))) : ToolList.TTL_MAX;
        return new ToolList(before.tools(), own.compareTo(before.ttl()) < 0 ? own : before.ttl());
    }

    /** A server that does not answer is not asked for ever, and the next caller asks anew. */
    private static void limit(Leg leg, CompletableFuture<?> answer, UpstreamCall call) {
        answer.orTimeout(leg.snapshot().limits().timeout().toNanos(), TimeUnit.NANOSECONDS)
                .whenComplete((_, failure) -> {
                    if (failure instanceof TimeoutException) {
                        leg.loop().execute(() -> call.withdraw("no answer in time"));
                    }
                });
    }

    /** A question in the words of the exchange: its revision and the client's capabilities, nothing else of its metadata. */
    private static Message.Request question(Leg leg, String method, String cursor) {
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        if (!cursor.isEmpty()) {
            params.put("cursor", cursor);
        }
        if (leg.era() == Era.MODERN && leg.exchange().message() instanceof Message.Request asked) {
            JsonNode theirs = Meta.of(asked.params());
            ObjectNode meta = params.putObject(Meta.MEMBER);
            for (String key : new String[] {Meta.PROTOCOL_VERSION, Meta.CLIENT_CAPABILITIES, Meta.CLIENT_INFO}) {
                JsonNode value = theirs.get(key);
                if (value != null) {
                    meta.set(key, value);
                }
            }
        }
        return JsonRpc.request(OWN_ID, method, params);
    }
}
