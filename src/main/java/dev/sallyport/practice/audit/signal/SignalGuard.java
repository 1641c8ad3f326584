package dev.sallyport.practice.audit.signal;

import dev.sallyport.pipeline.Envelope.Carrier;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.caller.Peer;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Verdict;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * Tells policies which signals stand against a caller, and refuses callers that are slowed or blocked: strangers by their address in phase
 * ADMIT, whoever is known in phase IDENTIFY. The operator at the control socket is never refused.
 */
final class SignalGuard implements Guard {
    /** The fact of how risky an exchange is. */
    static final String FACT = "signals";

    private static final Reason BLOCKED = new Reason("audit", "blocked");
    private static final Reason SLOWED = new Reason("audit", "slowed");

    private final Phase phase;
    private final Standing standing;
    private final InstantSource time;

    SignalGuard(Phase phase, Standing standing, InstantSource time) {
        this.phase = phase;
        this.standing = standing;
        this.time = time;
    }

    @Override
    public Phase phase() {
        return phase;
    }

    @Override
    public Verdict admit(Exchange exchange) {
        boolean door = phase == Phase.ADMIT;
        if (standing.isQuiet()) {
            return door ? Verdict.PASS : tell(exchange, List.of());
        }
        boolean stranger = exchange.principal() instanceof Principal.Anonymous;
        Standing.Caller caller = stranger
                ? standing.ofPeer(Peer.of(exchange.envelope().peer()))
                : standing.ofPrincipal(exchange.principal().id());
        long now = time.millis();
        if (!door) {
            tell(exchange, caller == null ? List.of() : caller.names(now));
        }
        // whoever is nobody in particular was asked at the door
        return caller == null || stranger != door || isOperator(exchange)
                ? Verdict.PASS
                : refuse(exchange, caller, now);
    }

    private static Verdict tell(Exchange exchange, List<String> names) {
        if (exchange.isIdentified()) {
            exchange.risk(FACT, names);
        }
        return Verdict.PASS;
    }

    private static boolean isOperator(Exchange exchange) {
        Carrier carrier = exchange.envelope().carrier();
        return carrier == Carrier.CONTROL || carrier == Carrier.OWN;
    }

    private static Verdict refuse(Exchange exchange, Standing.Caller caller, long now) {
        long blocked = caller.blockedMillis(now);
        if (blocked > 0) {
            return deny(BLOCKED, blocked);
        }
        // a stream that is judged anew asks for nothing
        long slowed = exchange.readMessage() == null ? caller.slowedMillis(now) : 0;
        return slowed > 0 ? deny(SLOWED, slowed) : Verdict.PASS;
    }

    private static Verdict deny(Reason reason, long waitMillis) {
        return new Verdict.Deny(reason, new Hint.RetryAfter(Duration.ofMillis(waitMillis)));
    }
}
