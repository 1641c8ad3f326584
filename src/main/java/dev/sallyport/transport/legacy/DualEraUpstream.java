package dev.sallyport.transport.legacy;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.DefinitionSource;
import dev.sallyport.catalog.Exposure;
import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Session;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.pipeline.event.UpstreamFailure;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.InputRequired;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.TaskForm;
import dev.sallyport.protocol.TaskWords;
import dev.sallyport.protocol.legacy.LegacyMethod;
import dev.sallyport.protocol.legacy.ModernForm;
import dev.sallyport.protocol.legacy.ServerFacts;
import dev.sallyport.transport.legacy.translated.ModernTasks;
import dev.sallyport.transport.legacy.translated.TranslatedSession;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.MissingNode;

/**
 * A server as clients of both eras meet it. Where client and server speak the same era, everything passes as it is; where they do
 * not, each is spoken to in its own.
 *
 * <pre>
 *  client   server
 *  modern   modern    as it is
 *  legacy   legacy    as it is, in a session that outlives the server's memory of it (CarriedSession)
 *  modern   legacy    in a session that is kept for the principal (KeptSession, LegacyRun, LegacyListening, LegacyTaskRun)
 *  legacy   modern    without sessions, with what the client said in its handshake (TranslatedSession, ModernRun, ModernTaskRun)
 * </pre>
 */
public final class DualEraUpstream implements Upstream {
    private static final Reason STATE = new Reason("session", "request-state");
    static final Reason INPUT_RESPONSE = new Reason("validation", "input-response");
    static final Hint INPUT_RESPONSE_HINT =
            new Hint.Mend("an answer in `inputResponses` is of another kind than its question: answer again");
    private static final Hint STATE_HINT = new Hint.Mend(
            "the request state is not known here, has expired, or belongs to another request: call again");

    private final Upstream server;
    private final ServerEra era;
    private final KeptSessions kept;
    private final Suspensions suspensions;
    private final SecureRandom random;
    private final Clock clock;
    /** What the finished tasks of all its clients take. */
    private final AtomicLong resultsBytes = new AtomicLong();

    /** {@code server} for both eras; {@code declared} where the settings say which era it speaks. */
    public DualEraUpstream(Upstream server, Optional<Era> declared, SecureRandom random, Clock clock) {
        this.random = random;
        this.clock = clock;
        this.server = server;
        this.era = new ServerEra(server, declared);
        this.suspensions = new Suspensions(random);
        this.kept = new KeptSessions(server, suspensions, random);
    }

    @Override
    public CompletionStage<?> ready(Leg leg) {
        if (leg.era() == Era.LEGACY) {
            CarriedSession carried = carried(leg);
            return carried == null ? READY : carried.ready(leg);
        }
        if (era.isModern()) {
            return server.ready(leg);
        }
        CompletableFuture<Boolean> modern = era.ask(leg).toCompletableFuture();
        return modern.isDone() && !modern.isCompletedExceptionally()
                ? ready(leg, modern.join())
                : modern.thenCompose(is -> ready(leg, is));
    }

    private CompletionStage<?> ready(Leg leg, boolean modern) {
        return modern
                ? server.ready(leg)
                : session(leg)
                        .thenCompose(session -> session.ready(leg))
                        .<Object>thenApply(facts -> facts)
                        .exceptionallyCompose(failure -> otherEra(leg, failure));
    }

    /** A server that refuses the handshake may be one of the newer era that was taken for another: it is asked once more. */
    private CompletionStage<Object> otherEra(Leg leg, Throwable failure) {
        era.forget();
        if (!UpstreamFailure.reasonOf(failure, Reasons.UNREACHABLE).equals(Reasons.ERA)) {
            return CompletableFuture.failedFuture(failure);
        }
        return CompletableFuture.completedFuture(true)
                .thenComposeAsync(_ -> era.ask(leg), leg.loop())
                .thenCompose(modern ->
                        modern ? CompletableFuture.completedFuture(true) : CompletableFuture.failedFuture(failure));
    }

    private CompletionStage<KeptSession> session(Leg leg) {
        return kept.of(leg)
                .<CompletionStage<KeptSession>>map(CompletableFuture::completedFuture)
                .orElseGet(() -> CompletableFuture.failedFuture(new UpstreamFailure(Reasons.OVERLOAD)));
    }

    @Override
    public UpstreamCall send(Leg leg, Message message) {
        if (leg.era() == Era.LEGACY) {
            return ofLegacyClient(leg, message);
        }
        return era.isModern()
                ? server.send(leg.hearing(event -> heard(leg, event)), message)
                : ofModernClient(leg, message);
    }

    /** A server that refuses what every server of the newer era takes is asked again what it is, by the next who needs it. */
    private void heard(Leg leg, UpstreamEvent event) {
        if (ServerEra.isForeign(event)) {
            era.forget();
        }
        leg.events().accept(event);
    }

    private UpstreamCall ofModernClient(Leg leg, Message message) {
        KeptSession session = kept.of(leg).orElse(null);
        if (session == null) {
            return fail(leg, Reasons.OVERLOAD, Hint.NONE);
        }
        return message instanceof Message.Request request ? request(leg, session, request) : taken(leg);
    }

    private UpstreamCall request(Leg leg, KeptSession session, Message.Request request) {
        String state = InputRequired.state(request.params());
        if (!state.isEmpty()) {
            return retry(leg, state, request);
        }
        if (LegacyMethod.isRetired(request.method())) {
            return unknownMethod(leg, request);
        }
        return switch (request.method()) {
            case McpMethod.DISCOVER,
                    McpMethod.LISTEN,
                    McpMethod.TASKS_GET,
                    McpMethod.TASKS_UPDATE,
                    McpMethod.TASKS_CANCEL -> described(leg, session, request);
            default -> new LegacyRun(server, session, suspensions, leg, request).start();
        };
    }

    private static UpstreamCall unknownMethod(Leg leg, Message.Request request) {
        return answer(
                leg,
                JsonRpc.error(
                        request.id(),
                        request.method(),
                        JsonRpc.METHOD_NOT_FOUND,
                        "method not found",
                        MissingNode.getInstance()));
    }

    /** What depends on the server's handshake; a session that was lost since needs no new one for that. */
    private UpstreamCall described(Leg leg, KeptSession session, Message.Request request) {
        ServerFacts facts = session.facts();
        if (facts == null) {
            return fail(leg, Reasons.CONNECTION_LOST, Hint.NONE);
        }
        if (TaskForm.isMethod(request.method())) {
            return aboutTask(leg, session, request, facts);
        }
        if (facts.makesTasks() && LegacyListening.wantsTasks(request) && !TaskForm.isDeclared(leg.meta())) {
            return answer(leg, TaskWords.undeclared(request));
        }
        if (request.method().equals(McpMethod.LISTEN)) {
            return new LegacyListening(session, leg, request, id -> kept.task(leg, id)).start(facts);
        }
        Message.Response found = JsonRpc.result(request.id(), request.method(), facts.discoverResult());
        return answer(leg, ModernForm.response(found, facts.info()));
    }

    private UpstreamCall aboutTask(Leg leg, KeptSession session, Message.Request request, ServerFacts facts) {
        if (!facts.makesTasks()) {
            return unknownMethod(leg, request);
        }
        if (!TaskForm.isDeclared(leg.meta())) {
            return answer(leg, TaskWords.undeclared(request));
        }
        String id = TaskForm.id(request.params());
        LegacyTask known = kept.task(leg, id);
        return new LegacyTaskRun(known == null ? session.tasks().named(id) : known, leg, request).start(facts);
    }

    private UpstreamCall retry(Leg leg, String state, Message.Request request) {
        boolean[] answered = {true};
        LegacyRun run = suspensions
                .take(leg, state, found -> {
                    boolean same = found.isSame(request);
                    answered[0] = !same || found.isAnsweredBy(request);
                    return same && answered[0];
                })
                .orElse(null);
        if (run != null) {
            return run.resume(leg, request);
        }
        return answered[0] ? fail(leg, STATE, STATE_HINT) : fail(leg, INPUT_RESPONSE, INPUT_RESPONSE_HINT);
    }

    private UpstreamCall ofLegacyClient(Leg leg, Message message) {
        Session session = leg.session();
        if (session != null && session.link() instanceof TranslatedSession translated) {
            return translated.at(server).send(leg, message);
        }
        CarriedSession carried = carried(leg);
        boolean opens =
                message instanceof Message.Request request && request.method().equals(McpMethod.INITIALIZE);
        if (!opens || session == null) {
            return carried == null ? server.send(leg, message) : carried.send(leg, message);
        }
        if (carried == null) {
            carried = new CarriedSession(server, session.id());
            session.link(carried);
        }
        TranslatedOpening opening = new TranslatedOpening(
                server, era, leg, (Message.Request) message, () -> new ModernTasks(random, clock, resultsBytes));
        return era.isModernOnly() ? opening.translate() : opening.start(carried);
    }

    private static UpstreamCall answer(Leg leg, Message.Response response) {
        leg.events().accept(new UpstreamEvent.Spoke(response, "", ModernForm.status(response), 0));
        return UpstreamCall.DONE;
    }

    private static UpstreamCall taken(Leg leg) {
        leg.events().accept(new UpstreamEvent.Accepted());
        return UpstreamCall.DONE;
    }

    private static UpstreamCall fail(Leg leg, Reason reason, Hint hint) {
        leg.events().accept(new UpstreamEvent.Failed(reason, hint));
        return UpstreamCall.DONE;
    }

    /** After the guards, which see the definitions of the server, and not what the era of a client makes of them. */
    @Override
    public Message.Spoken shown(Leg leg, Message.Spoken message) {
        Session session = leg.session();
        return session != null && session.link() instanceof TranslatedSession translated
                ? translated.shown(message)
                : message;
    }

    @Override
    public Optional<Exposure> exposure() {
        return server.exposure();
    }

    @Override
    public CompletionStage<?> refresh() {
        return server.refresh();
    }

    @Override
    public Catalog catalog(Leg leg) {
        return server.catalog(towards(leg));
    }

    @Override
    public DefinitionSource definitions(Leg leg) {
        if (leg.era() == Era.LEGACY) {
            CarriedSession carried = carried(leg);
            return carried == null ? server.definitions(towards(leg)) : () -> carried.tools(leg);
        }
        KeptSession session = era.isModern() ? null : kept.of(leg).orElse(null);
        return session == null ? server.definitions(leg) : () -> session.tools(leg);
    }

    /** The session of a client of the older era at a server of the same, or null. */
    private @Nullable CarriedSession carried(Leg leg) {
        Session session = leg.session();
        return leg.era() == Era.LEGACY && session != null && session.link() instanceof CarriedSession carried
                ? carried.at(server, leg)
                : null;
    }

    /** The leg in the server's era, for what the gateway asks itself. */
    private Leg towards(Leg leg) {
        if (leg.era() == Era.LEGACY) {
            CarriedSession carried = carried(leg);
            if (carried != null) {
                return carried.leg(leg, leg.events());
            }
            Session session = leg.session();
            return session != null && session.link() instanceof TranslatedSession translated
                    ? translated.leg(leg, leg.events())
                    : leg;
        }
        return era.isModern()
                ? leg
                : kept.of(leg)
                        .filter(KeptSession::isReady)
                        .map(session -> session.leg(leg, leg.events()))
                        .orElse(leg);
    }

    /** Ends what is kept at the server for those that {@code whose} picks. */
    public void forget(Predicate<Principal> whose) {
        suspensions.giveUp(whose);
        kept.forget(whose);
    }

    /** Ends what nobody has used for long; to be called now and then. */
    public void reap() {
        suspensions.expire();
        kept.reap();
    }

    /** Ends the sessions that are kept at the server. */
    public void close() {
        kept.close();
    }
}
