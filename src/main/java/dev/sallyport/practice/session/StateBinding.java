package dev.sallyport.practice.session;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.Session;
import dev.sallyport.pipeline.execution.Lane;
import dev.sallyport.pipeline.execution.MemoryGate;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.MethodSet;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.InputRequired;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.json.Shallow;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * Seals what a server gives a client to bring back, and opens it when it comes: the state of a question, and the event after which a stream
 * goes on. What does not open, the server never sees.
 */
final class StateBinding implements Guard {
    static final Reason STATE = new Reason("session", "request-state");
    static final Reason SEALED = new Reason("session", "sealed");

    static final Verdict UNKNOWN = new Verdict.Deny(
            STATE,
            new Hint.Mend(
                    "the request state is not known here, has expired, or belongs to another request: call again"));
    private static final Verdict NO_EVENT = new Verdict.Deny(
            new Reason("validation", "event-id"),
            new Hint.Mend("Last-Event-ID is not an id that was given in this session"));
    private static final Verdict TOO_LONG = new Verdict.Deny(Reasons.PROTOCOL);
    private static final Verdict ELSEWHERE = new Verdict.Defer(Lane.CPU);

    private static final int LOOP_CHARS_MAX = 8 * 1024;

    private final RequestStates states;

    StateBinding(RequestStates states) {
        this.states = states;
    }

    @Override
    public Phase phase() {
        return Phase.REWRITE;
    }

    @Override
    public MethodSet inboundFor() {
        return MethodSet.ALL;
    }

    @Override
    public MethodSet outboundFor() {
        return MethodSet.ALL;
    }

    @Override
    public Verdict inbound(Exchange exchange, Message message) {
        return switch (message) {
            case Message.Request request when request.params().has(InputRequired.STATE) -> open(exchange, request);
            case Message.OpenStream stream when !stream.lastEventId().isEmpty() -> open(exchange, stream);
            default -> Verdict.PASS;
        };
    }

    private Verdict open(Exchange exchange, Message.Request request) {
        JsonNode sealed = request.params().path(InputRequired.STATE);
        if (exchange.era() == Era.LEGACY || !sealed.isString()) {
            return UNKNOWN;
        }
        if (isWork(exchange, sealed.asString())) {
            return ELSEWHERE;
        }
        Optional<String> own = states.open(exchange, sealed.asString());
        return own.<Verdict>map(state -> new Verdict.Replace(
                        request.with(Shallow.with(request.params(), InputRequired.STATE, StringNode.valueOf(state))),
                        SEALED))
                .orElse(UNKNOWN);
    }

    private static Verdict open(Exchange exchange, Message.OpenStream stream) {
        Session session = exchange.session();
        Optional<String> own = session == null ? Optional.empty() : session.ownEvent(stream.lastEventId());
        return own.<Verdict>map(id -> id.equals(stream.lastEventId())
                        ? Verdict.PASS
                        : new Verdict.Replace(new Message.OpenStream(id), SEALED))
                .orElse(NO_EVENT);
    }

    @Override
    public Verdict outbound(Exchange exchange, Message message) {
        if (!(message instanceof Message.Response response)
                || !response.result().has(InputRequired.STATE)
                || exchange.era() == Era.LEGACY
                || !InputRequired.is(response.result())) {
            return Verdict.PASS;
        }
        JsonNode state = response.result().path(InputRequired.STATE);
        if (!state.isString() || state.asString().length() > RequestStates.STATE_CHARS_MAX) {
            return TOO_LONG;
        }
        if (isWork(exchange, state.asString())) {
            return ELSEWHERE;
        }
        StringNode sealed = StringNode.valueOf(states.seal(exchange, state.asString()));
        return new Verdict.Replace(response.with(Shallow.with(response.result(), InputRequired.STATE, sealed)), SEALED);
    }

    /** True on the loop where what was asked is large, whose digest takes a while, or the state is. */
    private static boolean isWork(Exchange exchange, String state) {
        boolean large = exchange.bytesIn() > MemoryGate.FREE_BYTES || state.length() > LOOP_CHARS_MAX;
        return large && exchange.loop().isCurrent();
    }
}
