package dev.sallyport.transport.legacy;

import dev.sallyport.catalog.ToolList;
import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Session;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.json.Shallow;
import dev.sallyport.protocol.legacy.LegacyMethod;
import dev.sallyport.protocol.legacy.ServerFacts;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The session of a client of the older era at a server of the same: everything passes as it is, and where the server forgets the
 * session, or its process is gone, the client's own handshake begins another under the client's feet. What the client asked for by
 * then, a log level and subscriptions, is asked for again. Safe for use by several threads.
 */
final class CarriedSession implements Session.Link, ServerSession.Owner {
    private static final int SUBSCRIPTIONS_MAX = 1000;

    private final ServerSession session;
    private final Set<CarriedRun> streams = ConcurrentHashMap.newKeySet();
    private final Set<String> subscriptions = new LinkedHashSet<>();
    private final Questions questions = new Questions();
    private ObjectNode agreed = JsonNodeFactory.instance.objectNode();
    private volatile String logLevel = "";

    /** The session that the client knows by {@code id}. */
    CarriedSession(Upstream server, String id) {
        this.session = new ServerSession(server, id, JsonNodeFactory.instance.objectNode(), this);
    }

    /** Sends the client's handshake. */
    UpstreamCall open(Leg leg, Message.Request initialize) {
        return session.open(
                leg.hearing(event -> {
                    if (event instanceof UpstreamEvent.Spoke spoke
                            && spoke.message() instanceof Message.Response response
                            && !response.isError()) {
                        agreed(response.result());
                    }
                    leg.events().accept(event);
                }),
                initialize);
    }

    private synchronized void agreed(JsonNode result) {
        agreed = Shallow.copy(result);
    }

    /** Done once the server knows the session again, where its process is gone. */
    CompletionStage<?> ready(Leg leg) {
        return session.isOpened() ? session.ready(leg) : Upstream.READY;
    }

    /** True where another can begin when the session is lost. */
    boolean isOpened() {
        return session.isOpened();
    }

    /** True where the server can be spoken to at once; before the client's own handshake is done, what follows it is held there. */
    boolean isReady() {
        return session.isReady() || !session.isOpened();
    }

    /** Goes on at {@code other}, which the settings name now. */
    CarriedSession at(Upstream other, Leg leg) {
        session.at(other, leg);
        return this;
    }

    /** The leg to the server within the session. */
    Leg leg(Leg leg, Consumer<UpstreamEvent> events) {
        return session.leg(leg, events);
    }

    /** Sends within the session. */
    UpstreamCall pass(Leg inside, Message message) {
        return session.send(inside, message);
    }

    /** The server has forgotten the session of {@code used}. */
    void lost(Leg used) {
        Session forgotten = used.session();
        if (forgotten != null) {
            session.lost(forgotten);
        }
    }

    /** Finds out whether the server has forgotten the session of {@code used}. */
    CompletionStage<Boolean> isForgotten(Leg used) {
        return session.isForgotten(used);
    }

    /** The tools of the server. */
    CompletionStage<ToolList> tools(Leg leg) {
        return session.tools(leg);
    }

    /** Takes any message of the client but its handshake. */
    UpstreamCall send(Leg leg, Message message) {
        return switch (message) {
            case Message.Response response -> answer(leg, response);
            case Message.OpenStream _ -> {
                CarriedRun stream = new CarriedRun(this, leg, message);
                streams.add(stream);
                yield stream.start();
            }
            default -> new CarriedRun(this, leg, message).start();
        };
    }

    void over(CarriedRun run) {
        streams.remove(run);
    }

    /** What was asked in a session that the server has forgotten is answered to nobody. */
    private UpstreamCall answer(Leg leg, Message.Response response) {
        Optional<Message.Response> own = outward(response);
        if (own.isEmpty()) {
            return taken(leg);
        }
        Leg inside = leg(leg, event -> {
            boolean forgotten = event instanceof UpstreamEvent.Failed failed
                    && failed.reason().equals(Reasons.SESSION_LOST)
                    && isOpened();
            leg.events().accept(forgotten ? new UpstreamEvent.Accepted() : event);
        });
        return isReady() ? session.send(inside, own.get()) : taken(leg);
    }

    private static UpstreamCall taken(Leg leg) {
        leg.events().accept(new UpstreamEvent.Accepted());
        return UpstreamCall.DONE;
    }

    Optional<Message.Response> outward(Message.Response response) {
        return questions.outward(response);
    }

    /** What the server said on {@code used} about {@code sent}, as the client may hear it. */
    UpstreamEvent.Spoke inward(Leg used, Message sent, UpstreamEvent.Spoke spoke) {
        if (spoke.message() instanceof Message.Response response
                && !response.isError()
                && sent instanceof Message.Request request) {
            remember(request);
        }
        Session session = used.session();
        Message.Spoken mapped = session == null ? spoke.message() : questions.inward(session, spoke.message());
        return mapped.equals(spoke.message())
                ? spoke
                : new UpstreamEvent.Spoke(mapped, spoke.eventId(), spoke.status(), spoke.sizeBytes(), spoke.resumed());
    }

    /** Keeps in mind what the server was told, for the next session to be told as well. */
    private void remember(Message.Request request) {
        String uri = request.params().path("uri").asString("");
        switch (request.method()) {
            case LegacyMethod.SET_LEVEL ->
                logLevel = request.params().path("level").asString("");
            case McpMethod.RESOURCES_SUBSCRIBE -> {
                synchronized (subscriptions) {
                    if (subscriptions.size() < SUBSCRIPTIONS_MAX) {
                        subscriptions.add(uri);
                    }
                }
            }
            case McpMethod.RESOURCES_UNSUBSCRIBE -> {
                synchronized (subscriptions) {
                    subscriptions.remove(uri);
                }
            }
            default -> {}
        }
    }

    /** The client knows one revision and one set of capabilities, and hears of no other. */
    @Override
    public synchronized boolean takes(JsonNode result) {
        return agreed.path("protocolVersion").equals(result.path("protocolVersion"))
                && holds(result.path("capabilities"), agreed.path("capabilities"));
    }

    private static boolean holds(JsonNode now, JsonNode before) {
        return before.isObject()
                ? before.properties().stream().allMatch(each -> holds(now.path(each.getKey()), each.getValue()))
                        && now.isObject()
                : now.equals(before);
    }

    @Override
    public Reason otherwise() {
        return Reasons.SESSION_LOST;
    }

    @Override
    public void opened(Leg leg, Session fresh) {
        questions.renewed(fresh);
        if (!logLevel.isEmpty()) {
            session.tell(leg, LegacyMethod.SET_LEVEL, "level", logLevel);
        }
        List<String> all;
        synchronized (subscriptions) {
            all = List.copyOf(subscriptions);
        }
        all.forEach(uri -> session.tell(leg, McpMethod.RESOURCES_SUBSCRIBE, "uri", uri));
        List<Message.Notification> changed;
        synchronized (this) {
            changed = ServerFacts.listsChanged(agreed.path("capabilities"));
        }
        streams.forEach(stream -> stream.renew(changed));
    }

    @Override
    public void close() {
        session.close();
    }
}
