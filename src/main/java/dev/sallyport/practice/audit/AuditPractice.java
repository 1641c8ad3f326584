package dev.sallyport.practice.audit;

import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.trace.TraceRules;
import dev.sallyport.practice.Practice;
import dev.sallyport.practice.audit.signal.Signals;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Practice 5, logging and monitoring: what follows in flight from what was recorded before, traces, and the look at arguments for the record. */
public final class AuditPractice implements Practice {
    private final List<Guard> guards;

    /**
     * Obeys what {@code signals} found, and lets trace context go on as {@code rules} say; of arguments is kept what {@code keep} says, as
     * {@code masked}, which takes secrets out of a text.
     */
    public AuditPractice(Signals signals, TraceRules rules, List<KeepRule> keep, UnaryOperator<String> masked) {
        Guard arguments = new ArgumentGuard(new KeptArguments(keep, masked));
        guards = Stream.concat(signals.guards().stream(), Stream.of(new TraceGuard(rules), arguments))
                .toList();
    }

    @Override
    public String id() {
        return "audit";
    }

    @Override
    public List<Guard> guards() {
        return guards;
    }
}
