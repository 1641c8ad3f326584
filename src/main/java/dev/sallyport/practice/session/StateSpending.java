package dev.sallyport.practice.session;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.verdict.MethodSet;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.protocol.InputRequired;
import dev.sallyport.protocol.Message;

/**
 * Lets a state be used once where to use it twice may do harm. Last of all guards: what another refuses has not used it. The message has the
 * server's own state by now; which box it was in is told by the client's.
 */
final class StateSpending implements Guard {
    private final RequestStates states;
    private final boolean always;

    /** Lets states be used once {@code always}, or where the tool does not say that it may be called twice. */
    StateSpending(RequestStates states, boolean always) {
        this.states = states;
        this.always = always;
    }

    @Override
    public Phase phase() {
        return Phase.BIND;
    }

    @Override
    public MethodSet inboundFor() {
        return MethodSet.ALL;
    }

    @Override
    public Verdict inbound(Exchange exchange, Message message) {
        if (!(message instanceof Message.Request request)
                || !(exchange.message() instanceof Message.Request shown)
                || !request.params().has(InputRequired.STATE)
                || !RequestStates.isOnce(exchange, InputRequired.state(request.params()), always)) {
            return Verdict.PASS;
        }
        return states.use(exchange.principal(), InputRequired.state(shown.params()));
    }
}
