package dev.sallyport.practice.audit;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.trace.TraceRules;
import dev.sallyport.pipeline.verdict.MethodSet;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.Meta;
import dev.sallyport.protocol.json.Shallow;
import tools.jackson.databind.node.ObjectNode;

/** Takes trace context out of messages to servers that is malformed, and baggage that may not go on. It refuses nothing. */
final class TraceGuard implements Guard {
    private static final Reason TRACE = new Reason("audit", "trace-malformed");
    private static final Reason BAGGAGE = new Reason("audit", "baggage");

    private final TraceRules rules;

    TraceGuard(TraceRules rules) {
        this.rules = rules;
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
    public Verdict inbound(Exchange exchange, Message message) {
        if (!(message instanceof Message.Spoken spoken && Meta.of(spoken.content()) instanceof ObjectNode meta)) {
            return Verdict.PASS;
        }
        ObjectNode clean = rules.clean(meta);
        if (clean.equals(meta)) {
            return Verdict.PASS;
        }
        boolean traced = TraceRules.isTraceTakenOut(meta, clean);
        if (traced && TraceRules.isBaggageTakenOut(meta, clean)) {
            exchange.note("replace", BAGGAGE);
        }
        return new Verdict.Replace(
                spoken.with(Shallow.with(spoken.content(), Meta.MEMBER, clean)), traced ? TRACE : BAGGAGE);
    }
}
