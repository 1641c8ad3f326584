package dev.sallyport.transport.legacy;

import dev.sallyport.catalog.ToolList;
import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Recorder;
import dev.sallyport.pipeline.Session;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.pipeline.event.UpstreamFailure;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.ProtocolVersion;
import dev.sallyport.protocol.RequestId;
import dev.sallyport.protocol.legacy.LegacyMethod;
import dev.sallyport.protocol.legacy.ServerFacts;
import dev.sallyport.transport.ServerQuestions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A session with a server of the older era that outlives the server's memory of it: where the server has forgotten it, or its
 * process is gone, the same handshake begins another, once for all who wait; after {@link #close} none begins, whoever comes late. Safe for
 * use by several threads.
 */
final class ServerSession {
    private static final RequestId OWN_ID = RequestId.of(0);
    /** So long something waits for the answer to what can do without. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    private volatile Upstream server;
    private final String name;
    private final Owner owner;
    private @Nullable Opening opening;
    private boolean closed;
    private volatile ObjectNode parameters;
    private volatile boolean opened;
    private volatile @Nullable ServerFacts said;

    /** Whose session it is. */
    interface Owner {
        /** True where the owner can go on with a server that answers the handshake like this. */
        boolean takes(JsonNode result);

        /** Why it is over where the owner cannot. */
        Reason otherwise();

        /** A session was opened for the owner, who tells the server what it cannot know. */
        void opened(Leg leg, Session session);
    }

    /** One session, what the server said of itself when it began, and who takes how it ended. */
    private record Opening(Session session, CompletableFuture<ServerFacts> facts, Recorder recorder) {
        boolean isOver() {
            return session.isLost() || facts.isCompletedExceptionally();
        }

        /** Tells that it is over, where it had begun and was not ended. */
        void tell(Session.End why) {
            if (!session.isEnded() && facts.isDone() && !facts.isCompletedExceptionally()) {
                recorder.endedAtServer(session, why);
            }
        }

        void end(Session.End why) {
            tell(why);
            session.end();
        }
    }

    /** No session yet; {@code name} keeps the server's processes apart, {@code parameters} are those of the handshake. */
    ServerSession(Upstream server, String name, ObjectNode parameters, Owner owner) {
        this.server = server;
        this.name = name;
        this.parameters = parameters;
        this.owner = owner;
    }

    /** True for an answer that agrees on a revision of the older era. */
    static boolean isSpoken(JsonNode result) {
        ProtocolVersion agreed =
                ProtocolVersion.of(result.path("protocolVersion").asString(""));
        return agreed != ProtocolVersion.UNKNOWN && agreed.era() == Era.LEGACY;
    }

    /** What the server says of itself, once a session is open; a new one where the last is over. Fails after {@link #close}. */
    CompletionStage<ServerFacts> ready(Leg leg) {
        Opening mine;
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(new UpstreamFailure(Reasons.SESSION_LOST));
            }
            Opening now = opening;
            if (now != null && !now.isOver()) {
                return now.facts();
            }
            if (now != null) {
                now.tell(Session.End.LOST);
            }
            mine = fresh(leg);
            opening = mine;
        }
        if (leg.loop().isCurrent()) {
            begin(leg, mine);
        } else {
            // whoever decided that a session is needed may have learnt it on another loop
            leg.loop().execute(() -> begin(leg, mine));
        }
        return mine.facts();
    }

    private Opening fresh(Leg leg) {
        Session session = new Session(name, leg.principal(), leg.exchange().server(), System.nanoTime());
        return new Opening(
                session, new CompletableFuture<>(), leg.snapshot().pipeline().recorder());
    }

    /** Opens it with a client's own handshake, whose answer goes to the client as well. Fails after {@link #close}. */
    UpstreamCall open(Leg leg, Message.Request initialize) {
        Opening mine = opens(leg);
        if (mine == null) {
            leg.events().accept(new UpstreamEvent.Failed(Reasons.SESSION_LOST, Hint.NONE));
            return UpstreamCall.DONE;
        }
        if (initialize.params() instanceof ObjectNode said) {
            parameters = said;
        }
        Leg inside = leg.legacy(mine.session(), event -> {
            answered(mine, event);
            leg.events().accept(event);
        });
        return server.send(inside, initialize);
    }

    /** What a client's own handshake opens, or null after {@link #close}. */
    private synchronized @Nullable Opening opens(Leg leg) {
        Opening before = opening;
        if (closed) {
            return null;
        }
        if (before == null) {
            opening = fresh(leg);
        } else if (before.session().isLost()) {
            before.tell(Session.End.LOST);
            opening = fresh(leg);
        } else {
            opening = new Opening(before.session(), new CompletableFuture<>(), before.recorder());
        }
        return opening;
    }

    /** Takes what became of the client's own handshake; where that failed, the client may try again in the same session. */
    private void answered(Opening mine, UpstreamEvent event) {
        JsonNode result = result(event);
        if (result != null && isSpoken(result)) {
            opened = true;
            mine.facts().complete(ServerFacts.ofInitialize(result));
        } else if (result != null || event instanceof UpstreamEvent.Failed) {
            mine.facts().completeExceptionally(new UpstreamFailure(owner.otherwise()));
        }
    }

    private void begin(Leg leg, Opening mine) {
        UpstreamCall call = server.send(
                leg.legacy(mine.session(), event -> settle(leg, mine, event)),
                JsonRpc.request(OWN_ID, McpMethod.INITIALIZE, parameters));
        mine.facts()
                .orTimeout(leg.snapshot().limits().timeout().toNanos(), TimeUnit.NANOSECONDS)
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        leg.loop().execute(call::abandon);
                        mine.session().end();
                    }
                });
    }

    /** Takes what became of a handshake of our own. */
    private void settle(Leg leg, Opening mine, UpstreamEvent event) {
        JsonNode result = result(event);
        if (result != null) {
            settled(leg, mine, result);
        } else if (event instanceof UpstreamEvent.Failed failed) {
            mine.facts().completeExceptionally(new UpstreamFailure(failed.reason(), failed.hint()));
        } else if (event instanceof UpstreamEvent.Ended) {
            mine.facts().completeExceptionally(new UpstreamFailure(Reasons.CONNECTION_LOST));
        }
    }

    private void settled(Leg leg, Opening mine, JsonNode result) {
        if (!isSpoken(result) || !owner.takes(result)) {
            mine.facts().completeExceptionally(new UpstreamFailure(owner.otherwise()));
            return;
        }
        opened = true;
        ObjectNode nothing = JsonNodeFactory.instance.objectNode();
        server.send(leg.legacy(mine.session(), _ -> {}), JsonRpc.notification(McpMethod.INITIALIZED, nothing));
        owner.opened(leg, mine.session());
        ServerFacts facts = ServerFacts.ofInitialize(result);
        said = facts;
        mine.facts().complete(facts);
    }

    /** The result of a handshake, a missing node where it was refused, or null for what is no answer. */
    private static @Nullable JsonNode result(UpstreamEvent event) {
        return event instanceof UpstreamEvent.Spoke spoke && spoke.message() instanceof Message.Response response
                ? response.isError() ? MissingNode.getInstance() : response.result()
                : null;
    }

    /** Goes on at {@code other}, which the settings name now; what runs at the server before ends there by itself. */
    synchronized void at(Upstream other, Leg leg) {
        if (!server.equals(other)) {
            server = other;
            if (opening != null) {
                opening.tell(Session.End.CLIENT);
            }
            opening = fresh(leg);
            opening.session().end();
        }
    }

    /** What the server said of itself when we last asked, or null before. */
    @Nullable
    ServerFacts said() {
        return said;
    }

    /** True once a handshake succeeded, however it fared with later ones. */
    boolean isOpened() {
        return opened;
    }

    /** True where the server can be spoken to in the session at once. */
    synchronized boolean isReady() {
        return opening != null && !opening.isOver() && opening.facts().isDone();
    }

    /** The leg to the server within the session; only after it was opened. */
    Leg leg(Leg leg, Consumer<UpstreamEvent> events) {
        return leg.legacy(session(), events);
    }

    /** Sends on a leg within the session. */
    UpstreamCall send(Leg inside, Message message) {
        return server.send(inside, message);
    }

    private synchronized Session session() {
        if (opening == null) {
            throw new IllegalStateException("the session was never opened");
        }
        return opening.session();
    }

    /** The server knows {@code forgotten} no more: the next to need a session begins another. */
    synchronized void lost(Session forgotten) {
        if (opening != null && opening.session().equals(forgotten)) {
            opening.end(Session.End.LOST);
        }
    }

    /** True for an error that may mean that the session is not known: 404 is due then, but some servers say 400. */
    static boolean isDoubtful(UpstreamEvent.Spoke spoke) {
        return spoke.status() == 400 && spoke.message() instanceof Message.Response response && response.isError();
    }

    /** Finds out with a ping whether the server knows the session of {@code used}; where it does not answer, nothing is known. */
    CompletionStage<Boolean> isForgotten(Leg used) {
        CompletableFuture<Boolean> forgotten = new CompletableFuture<>();
        Leg asking = used.hearing(event -> {
            switch (event) {
                case UpstreamEvent.Spoke spoke
                when spoke.message() instanceof Message.Response -> forgotten.complete(isDoubtful(spoke));
                case UpstreamEvent.Failed failed ->
                    forgotten.complete(failed.reason().equals(Reasons.SESSION_LOST));
                case UpstreamEvent.Ended _ -> forgotten.complete(false);
                default -> {}
            }
        });
        ObjectNode nothing = JsonNodeFactory.instance.objectNode();
        UpstreamCall call = server.send(asking, JsonRpc.request(OWN_ID, LegacyMethod.PING, nothing));
        ServerQuestions.limit(used, forgotten, call);
        return forgotten.exceptionally(_ -> false);
    }

    /** The tools of the server; asked for once more where it has forgotten the session. */
    CompletionStage<ToolList> tools(Leg leg) {
        Session asked = session();
        return tools(leg, asked).exceptionallyCompose(failure -> {
            if (!UpstreamFailure.reasonOf(failure, Reasons.CATALOG).equals(Reasons.SESSION_LOST)) {
                return CompletableFuture.failedFuture(failure);
            }
            lost(asked);
            return ready(leg).thenComposeAsync(_ -> tools(leg, session()), leg.loop());
        });
    }

    private CompletionStage<ToolList> tools(Leg leg, Session asked) {
        return server.definitions(leg.legacy(asked, leg.events())).tools();
    }

    /** Asks the server something of which nobody waits for the answer. */
    void tell(Leg leg, String method, String member, String value) {
        ask(leg, method, member, value);
    }

    /** The same; done once it has answered, whatever it is, or fails to. */
    CompletableFuture<Void> ask(Leg leg, String method, String member, String value) {
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.put(member, value);
        CompletableFuture<Void> answered = new CompletableFuture<>();
        Leg asking = leg(leg, event -> {
            if (event instanceof UpstreamEvent.Failed
                    || event instanceof UpstreamEvent.Ended
                    || (event instanceof UpstreamEvent.Spoke spoke && spoke.message() instanceof Message.Response)) {
                answered.complete(null);
            }
        });
        server.send(asking, JsonRpc.request(OWN_ID, method, params));
        return answered.completeOnTimeout(null, ANSWER_WITHIN.toSeconds(), TimeUnit.SECONDS);
    }

    /** Ends the session at the server. */
    synchronized void close() {
        closed = true;
        if (opening != null) {
            opening.end(Session.End.CLIENT);
        }
    }
}
