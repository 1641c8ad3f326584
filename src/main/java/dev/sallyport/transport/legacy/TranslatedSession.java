package dev.sallyport.transport.legacy;

import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Session;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.UpstreamCall;
import dev.sallyport.pipeline.UpstreamEvent;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.RequestId;
import dev.sallyport.protocol.legacy.ClientFacts;
import dev.sallyport.protocol.legacy.LegacyMethod;
import dev.sallyport.protocol.legacy.LogLevel;
import dev.sallyport.protocol.legacy.ServerFacts;
import dev.sallyport.transport.LateCall;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The session of a client of the older era before a server that has none: what a session remembers is remembered here, and said
 * with every request. Safe for use by several threads.
 */
final class TranslatedSession implements Session.Link {
    private static final int SUBSCRIPTIONS_MAX = 1000;

    private final Upstream server;
    private final ClientFacts client;
    private final ServerFacts facts;
    private final Map<RequestId, ModernRun> asked = new ConcurrentHashMap<>();
    private final Set<String> subscriptions = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable ModernListening> listening = new AtomicReference<>();
    private final AtomicLong nextAsk = new AtomicLong(1);
    private volatile String logLevel = "";

    TranslatedSession(Upstream server, ClientFacts client, ServerFacts facts) {
        this.server = server;
        this.client = client;
        this.facts = facts;
    }

    ClientFacts client() {
        return client;
    }

    ServerFacts facts() {
        return facts;
    }

    String logLevel() {
        return logLevel;
    }

    Set<String> subscriptions() {
        return subscriptions;
    }

    /** The leg to the server, with what the client said of itself. */
    Leg leg(Leg leg, Consumer<UpstreamEvent> events) {
        ObjectNode meta = JsonNodeFactory.instance.objectNode();
        client.describe(meta, "");
        return leg.modern(meta, events);
    }

    /** Takes any message of the client. */
    UpstreamCall send(Leg leg, Message message) {
        return switch (message) {
            case Message.Request request -> request(leg, request);
            case Message.Response response -> response(leg, response);
            case Message.OpenStream _ -> listen(leg);
            // the server knows neither sessions nor what the others announce
            case Message.Notification _, Message.EndSession _ -> taken(leg);
        };
    }

    private UpstreamCall request(Leg leg, Message.Request request) {
        String method = request.method();
        return switch (method) {
            case LegacyMethod.PING -> done(leg, request);
            case LegacyMethod.SET_LEVEL -> level(leg, request);
            case McpMethod.RESOURCES_SUBSCRIBE, McpMethod.RESOURCES_UNSUBSCRIBE -> subscribe(leg, request);
            default ->
                LegacyMethod.isRetired(method) || method.startsWith("tasks/")
                        ? refuse(leg, request, JsonRpc.METHOD_NOT_FOUND, "method not found")
                        : new ModernRun(server, this, leg, request).start();
        };
    }

    private UpstreamCall level(Leg leg, Message.Request request) {
        String level = request.params().path("level").asString("");
        if (!LogLevel.isKnown(level)) {
            return refuse(leg, request, JsonRpc.INVALID_PARAMS, "the log level is not one that MCP knows");
        }
        logLevel = level;
        return done(leg, request);
    }

    private UpstreamCall subscribe(Leg leg, Message.Request request) {
        String uri = request.params().path("uri").asString("");
        if (request.method().equals(McpMethod.RESOURCES_UNSUBSCRIBE)) {
            subscriptions.remove(uri);
        } else if (!LegacyListening.isUri(uri) || subscriptions.size() >= SUBSCRIPTIONS_MAX) {
            return refuse(leg, request, JsonRpc.INVALID_PARAMS, "no uri, or too many subscriptions");
        } else {
            subscriptions.add(uri);
        }
        ModernListening now = listening.get();
        if (now == null) {
            return done(leg, request);
        }
        // what changes after the answer must be heard
        LateCall late = new LateCall();
        now.renew().thenRunAsync(() -> late.make(() -> done(leg, request)), leg.loop());
        return late;
    }

    /** The client's answer to what a call asked of it. */
    private UpstreamCall response(Leg leg, Message.Response response) {
        ModernRun run = asked.remove(response.id());
        if (run != null) {
            run.answered(response);
        }
        return taken(leg);
    }

    /** The client's stream: the latest hears what the server says, for nothing may be said twice. */
    private UpstreamCall listen(Leg leg) {
        ModernListening fresh = new ModernListening(server, this, leg);
        ModernListening before = listening.getAndSet(fresh);
        if (before != null) {
            before.replaced();
        }
        return fresh.start();
    }

    void over(ModernListening listened) {
        listening.compareAndSet(listened, null);
    }

    /** An id for a question to the client, whose answer goes to {@code run}. */
    RequestId ask(ModernRun run) {
        RequestId id = new RequestId(StringNode.valueOf("sallyport-" + nextAsk.getAndIncrement()));
        asked.put(id, run);
        return id;
    }

    /** Waits no more for the answer to one question. */
    void forget(RequestId id) {
        asked.remove(id);
    }

    /** Waits no more for the answers that {@code run} asked for. */
    void forget(ModernRun run) {
        asked.values().removeIf(run::equals);
    }

    private static UpstreamCall done(Leg leg, Message.Request request) {
        ObjectNode nothing = JsonNodeFactory.instance.objectNode();
        return answer(leg, JsonRpc.result(request.id(), request.method(), nothing));
    }

    private static UpstreamCall refuse(Leg leg, Message.Request request, int code, String why) {
        return answer(leg, JsonRpc.error(request.id(), request.method(), code, why, MissingNode.getInstance()));
    }

    private static UpstreamCall answer(Leg leg, Message.Response response) {
        leg.events().accept(new UpstreamEvent.Spoke(response, "", 200, 0));
        return UpstreamCall.DONE;
    }

    private static UpstreamCall taken(Leg leg) {
        leg.events().accept(new UpstreamEvent.Accepted());
        return UpstreamCall.DONE;
    }

    @Override
    public void close() {
        ModernListening now = listening.getAndSet(null);
        if (now != null) {
            now.replaced();
        }
        asked.clear();
    }
}
