package dev.sallyport.practice.audit;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.execution.Lane;
import dev.sallyport.pipeline.execution.MemoryGate;
import dev.sallyport.pipeline.verdict.MethodSet;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;

/**
 * Has large arguments digested on the lane for such work, so that no loop does it when the entry is written. It stands behind whatever takes
 * something out of them, and never refuses.
 */
final class DigestGuard implements Guard {
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
        if (exchange.bytesIn() <= MemoryGate.FREE_BYTES || exchange.isDigested()) {
            return Verdict.PASS;
        }
        if (exchange.loop().isCurrent()) {
            return new Verdict.Defer(Lane.CPU);
        }
        var _ = exchange.argumentsDigest();
        return Verdict.PASS;
    }
}
