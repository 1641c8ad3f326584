package dev.sallyport.practice.audit;

import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.trace.TraceRules;
import dev.sallyport.practice.Practice;
import dev.sallyport.practice.audit.signal.Signals;
import java.util.List;
import java.util.stream.Stream;

/** Practice 5, logging and monitoring: what follows in flight from what was recorded before, and which trace a message belongs to. */
public final class AuditPractice implements Practice {
    private final List<Guard> guards;

    /** Obeys what {@code signals} found, and lets trace context go on as {@code rules} say. */
    public AuditPractice(Signals signals, TraceRules rules) {
        guards = Stream.concat(signals.guards().stream(), Stream.of(new TraceGuard(rules)))
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
