package dev.sallyport.transport.legacy;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.DefinitionSource;
import dev.sallyport.pipeline.Hint;
import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Reason;
import dev.sallyport.pipeline.Reasons;
import dev.sallyport.pipeline.Session;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.UpstreamCall;
import dev.sallyport.pipeline.UpstreamEvent;
import dev.sallyport.pipeline.UpstreamFailure;
import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.legacy.InputRequired;
import dev.sallyport.protocol.legacy.LegacyMethod;
import dev.sallyport.protocol.legacy.ModernForm;
import dev.sallyport.protocol.legacy.ServerFacts;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import tools.jackson.databind.node.MissingNode;

/**
 * A server as clients of both eras meet it. Where client and server speak the same era, everything passes as it is; where they do
 * not, each is spoken to in its own.
 *
 * <pre>
 *  client   server
 *  modern   modern    as it is
 *  legacy   legacy    as it is
 *  modern   legacy    in a session that is kept for the principal (KeptSession, LegacyRun, LegacyListening)
 *  legacy   modern    without sessions, with what the client said in its handshake (TranslatedSession, ModernRun)
 * </pre>
 */
public final class DualEraUpstream implements Upstream {
    private static final Reason STATE = new Reason("session", "request-state");
    private static final Hint STATE_HINT = new Hint.Mend(
            "the request state is not known here, has expired, or belongs to another request: call again");

    private final Upstream server;
    private final ServerEra era;
    private final KeptSessions kept;
    private final Suspensions suspensions;

    /** {@code server} for both eras; {@code declared} where the settings say which era it speaks. */
    public DualEraUpstream(Upstream server, Optional<Era> declared, SecureRandom random) {
        this.server = server;
        this.era = new ServerEra(server, declared);
        this.kept = new KeptSessions(server);
        this.suspensions = new Suspensions(random);
    }

    @Override
    public CompletionStage<?> ready(Leg leg) {
        if (leg.era() == Era.LEGACY || era.isModern()) {
            return READY;
        }
        CompletableFuture<Boolean> modern = era.ask(leg).toCompletableFuture();
        return modern.isDone() && !modern.isCompletedExceptionally()
                ? ready(leg, modern.join())
                : modern.thenCompose(is -> ready(leg, is));
    }

    private CompletionStage<?> ready(Leg leg, boolean modern) {
        return modern ? READY : session(leg).thenCompose(session -> session.ready(leg));
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
        return era.isModern() ? server.send(leg, message) : ofModernClient(leg, message);
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
            LegacyRun run = suspensions
                    .take(leg, state)
                    .filter(found -> found.isSame(request))
                    .orElse(null);
            return run == null ? fail(leg, STATE, STATE_HINT) : run.resume(leg, request);
        }
        if (LegacyMethod.isRetired(request.method()) || request.method().startsWith("tasks/")) {
            return answer(
                    leg,
                    JsonRpc.error(
                            request.id(),
                            request.method(),
                            JsonRpc.METHOD_NOT_FOUND,
                            "method not found",
                            MissingNode.getInstance()));
        }
        return switch (request.method()) {
            case McpMethod.DISCOVER -> {
                ServerFacts facts = facts(leg, session);
                Message.Response found = JsonRpc.result(request.id(), request.method(), facts.discoverResult());
                yield answer(leg, ModernForm.response(found, facts.info()));
            }
            case McpMethod.LISTEN -> new LegacyListening(session, leg, request).start(facts(leg, session));
            default -> new LegacyRun(server, session, suspensions, leg, request).start();
        };
    }

    private static ServerFacts facts(Leg leg, KeptSession session) {
        return session.ready(leg).toCompletableFuture().join();
    }

    private UpstreamCall ofLegacyClient(Leg leg, Message message) {
        Session session = leg.session();
        if (session != null && session.link() instanceof TranslatedSession translated) {
            return translated.send(leg, message);
        }
        boolean opens =
                message instanceof Message.Request request && request.method().equals(McpMethod.INITIALIZE);
        if (!opens || session == null) {
            return server.send(leg, message);
        }
        TranslatedOpening opening = new TranslatedOpening(server, era, leg, (Message.Request) message);
        return era.isModernOnly() ? opening.translate() : opening.start();
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

    @Override
    public Catalog catalog(Leg leg) {
        return server.catalog(towards(leg));
    }

    @Override
    public DefinitionSource definitions(Leg leg) {
        return server.definitions(towards(leg));
    }

    /** The leg in the server's era, for what the gateway asks itself. */
    private Leg towards(Leg leg) {
        if (leg.era() == Era.LEGACY) {
            Session session = leg.session();
            return session != null && session.link() instanceof TranslatedSession translated
                    ? translated.leg(leg, leg.events())
                    : leg;
        }
        return era.isModern()
                ? leg
                : kept.of(leg).map(session -> session.leg(leg, leg.events())).orElse(leg);
    }

    @Override
    public boolean isPerCaller() {
        return server.isPerCaller();
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
