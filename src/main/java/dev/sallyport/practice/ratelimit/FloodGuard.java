package dev.sallyport.practice.ratelimit;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.caller.Peer;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.practice.ratelimit.count.Counter;
import dev.sallyport.practice.ratelimit.count.Meter;

/** Takes from a wide limit for every request, before its body is read: of each address at first, of each principal once it is known. */
final class FloodGuard implements Guard {
    private final String id;
    private final Phase phase;
    private final Meter meter;
    private final Refusing refusing;

    /** The limit {@code id} over {@code meter}: by address in phase ADMIT, by principal in phase IDENTIFY. */
    FloodGuard(String id, Phase phase, Meter meter, Refusing refusing) {
        this.id = id;
        this.phase = phase;
        this.meter = meter;
        this.refusing = refusing;
    }

    @Override
    public Phase phase() {
        return phase;
    }

    @Override
    public Verdict admit(Exchange exchange) {
        // a pipe has one client, whose own process this is; a stream that is judged anew was counted when it began
        if (exchange.envelope().carrier().isLocal()
                || exchange.readMessage() != null
                || (phase == Phase.IDENTIFY && !exchange.isIdentified())) {
            return Verdict.PASS;
        }
        Object key = phase == Phase.ADMIT ? Peer.of(exchange.envelope().peer()) : By.principal(exchange);
        long wait = meter.take(key, 1);
        return wait == Counter.TAKEN
                ? Verdict.PASS
                : refusing.refuse(exchange, RatelimitReasons.FLOOD, id, false, wait);
    }
}
