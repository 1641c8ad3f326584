package dev.sallyport.practice.audit;

import dev.sallyport.pipeline.Guard;
import dev.sallyport.practice.Practice;
import dev.sallyport.practice.audit.signal.Signals;
import java.util.List;
import java.util.stream.Stream;

/** Practice 5, logging and monitoring: what follows in flight from what was recorded before, and what an entry needs of large requests. */
public final class AuditPractice implements Practice {
    private final List<Guard> guards;

    /** Obeys what {@code signals} found. */
    public AuditPractice(Signals signals) {
        guards = Stream.concat(signals.guards().stream(), Stream.of(new DigestGuard()))
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
