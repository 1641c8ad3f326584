package dev.sallyport.practice.audit;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.execution.Lane;
import dev.sallyport.pipeline.execution.MemoryGate;
import dev.sallyport.pipeline.use.Uses;
import dev.sallyport.pipeline.verdict.MethodSet;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;

/**
 * Looks at arguments for the entry: takes what is kept of them, and has large ones digested on the lane for such work, which no loop should
 * do when the entry is written. It stands behind whatever takes secrets out of them or refuses them for one, and never refuses.
 */
final class ArgumentGuard implements Guard {
    private final KeptArguments kept;

    /** Keeps what {@code kept} says. */
    ArgumentGuard(KeptArguments kept) {
        this.kept = kept;
    }

    @Override
    public Phase phase() {
        return Phase.REWRITE;
    }

    @Override
    public MethodSet inboundFor() {
        return McpMethod::hasArguments;
    }

    @Override
    public Verdict inbound(Exchange exchange, Message message) {
        boolean large = exchange.bytesIn() > MemoryGate.FREE_BYTES;
        if (large && exchange.loop().isCurrent()) {
            return new Verdict.Defer(Lane.CPU);
        }
        if (large) {
            var _ = exchange.argumentsDigest();
        }
        if (message instanceof Message.Request request) {
            kept.of(exchange.server(), Uses.name(exchange, request), exchange.arguments())
                    .ifPresent(exchange.judgedArguments()::keep);
        }
        return Verdict.PASS;
    }
}
