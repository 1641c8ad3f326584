package dev.sallyport.console;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.DefinitionSource;
import dev.sallyport.catalog.ToolList;
import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.pipeline.execution.Lane;
import dev.sallyport.pipeline.execution.Lanes;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.Message;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** The gateway itself as a server: what an operator asks is an exchange like any other, judged and recorded. */
public final class ControlUpstream implements Upstream {
    /** Its name as a server; it stands in a configuration of its own, so that no client's path can reach it. */
    public static final String NAME = "control";

    /** Asks for the status. */
    public static final String STATUS = "control/status";

    /** Asks for new settings. */
    public static final String RELOAD = "control/reload";

    /** Asks what callers have open. */
    public static final String SESSIONS = "control/sessions";

    /** Asks for the end of what some callers have open. */
    public static final String END_SESSIONS = "control/end-sessions";

    /** Asks against whom a signal stands. */
    public static final String SIGNALS = "control/signals";

    /** Asks that callers be let go before their time. */
    public static final String LIFT_SIGNALS = "control/lift-signals";

    /** Asks what waits for a person. */
    public static final String APPROVALS = "control/approvals";

    /** Asks what a server is known to offer. */
    public static final String DEFINITIONS = "control/definitions";

    /** Decides about what waits. */
    public static final String DECIDE = "control/decide";

    /** Asks for the end. */
    public static final String STOP = "control/stop";

    private final Controls controls;
    private final Lanes lanes;

    /** Hands what is asked to {@code controls}. */
    public ControlUpstream(Controls controls, Lanes lanes) {
        this.controls = controls;
        this.lanes = lanes;
    }

    @Override
    public UpstreamCall send(Leg leg, Message message) {
        switch (message) {
            case Message.Request request -> request(leg, request);
            case Message.OpenStream _ -> leg.events().accept(new UpstreamEvent.Failed(Reasons.NO_STREAM, Hint.NONE));
            default -> leg.events().accept(new UpstreamEvent.Accepted());
        }
        return UpstreamCall.DONE;
    }

    private void request(Leg leg, Message.Request request) {
        switch (request.method()) {
            case STATUS -> run(leg, request, controls::status);
            case RELOAD -> run(leg, request, controls::reload);
            case SESSIONS -> run(leg, request, controls::sessions);
            case END_SESSIONS -> run(leg, request, () -> controls.endSessions(request.params()));
            case SIGNALS -> run(leg, request, controls::signals);
            case LIFT_SIGNALS -> run(leg, request, () -> controls.liftSignals(request.params(), person(leg)));
            case APPROVALS -> run(leg, request, () -> controls.approvals(request.params(), person(leg)));
            case DEFINITIONS -> run(leg, request, () -> controls.definitions(request.params()));
            case DECIDE -> run(leg, request, () -> controls.decide(request.params(), person(leg)));
            case STOP -> run(leg, request, controls::stop);
            default ->
                answer(
                        leg,
                        JsonRpc.error(
                                request.id(),
                                request.method(),
                                JsonRpc.METHOD_NOT_FOUND,
                                "no such control",
                                MissingNode.getInstance()));
        }
    }

    /** Who asks, as the system knows the other end of the socket. */
    private static String person(Leg leg) {
        String peer = leg.exchange().envelope().peer();
        return peer.substring(peer.indexOf(':') + 1);
    }

    private void run(Leg leg, Message.Request request, Supplier<ObjectNode> step) {
        boolean taken = lanes.submit(Lane.WAIT, () -> {
            UpstreamEvent event = outcome(request, step);
            leg.loop().execute(() -> leg.events().accept(event));
        });
        if (!taken) {
            leg.events().accept(new UpstreamEvent.Failed(Reasons.OVERLOAD, Hint.NONE));
        }
    }

    private static UpstreamEvent outcome(Message.Request request, Supplier<ObjectNode> step) {
        try {
            return spoke(JsonRpc.result(request.id(), request.method(), step.get()));
        } catch (RuntimeException bug) {
            System.getLogger("sallyport").log(System.Logger.Level.ERROR, request.method() + " failed", bug);
            return new UpstreamEvent.Failed(Reasons.INTERNAL, Hint.NONE);
        }
    }

    private static void answer(Leg leg, Message.Response response) {
        leg.events().accept(spoke(response));
    }

    private static UpstreamEvent spoke(Message.Response response) {
        return new UpstreamEvent.Spoke(response, "", 200, 0);
    }

    @Override
    public CompletionStage<?> ready(Leg leg) {
        return READY;
    }

    @Override
    public Catalog catalog(Leg leg) {
        return new Catalog();
    }

    @Override
    public DefinitionSource definitions(Leg leg) {
        return () ->
                CompletableFuture.completedFuture(new ToolList(JsonNodeFactory.instance.arrayNode(), ToolList.TTL_MAX));
    }
}
