package dev.sallyport.pipeline;

import dev.sallyport.pipeline.verdict.MethodSet;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.protocol.Message;

/** A guard that is only watched: what it would have refused or changed is noted and passes. */
public final class ObservedGuard implements Guard {
    private final Guard guard;

    /** Watches {@code guard}. */
    public ObservedGuard(Guard guard) {
        this.guard = guard;
    }

    @Override
    public Phase phase() {
        return guard.phase();
    }

    @Override
    public MethodSet inboundFor() {
        return guard.inboundFor();
    }

    @Override
    public MethodSet outboundFor() {
        return guard.outboundFor();
    }

    @Override
    public Verdict admit(Exchange exchange) {
        return noted(exchange, guard.admit(exchange));
    }

    @Override
    public Verdict inbound(Exchange exchange, Message message) {
        return noted(exchange, guard.inbound(exchange, message));
    }

    @Override
    public Verdict outbound(Exchange exchange, Message message) {
        return noted(exchange, guard.outbound(exchange, message));
    }

    private static Verdict noted(Exchange exchange, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Deny denial -> {
                exchange.note("observe", denial.reason());
                yield Verdict.PASS;
            }
            case Verdict.Replace replace -> {
                exchange.note("observe", replace.reason());
                yield Verdict.PASS;
            }
            case Verdict.Hold hold -> {
                exchange.note("observe", hold.reason());
                yield Verdict.PASS;
            }
            case Verdict.Pass _, Verdict.Defer _ -> verdict;
        };
    }
}
