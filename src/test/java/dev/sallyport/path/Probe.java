package dev.sallyport.path;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.verdict.MethodSet;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.protocol.Message;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;

/** A guard of one phase that sees every message and writes down which; by itself it passes all. */
final class Probe implements Guard {
    private final Phase phase;
    private final BiFunction<Way, Message, Verdict> verdict;
    private final List<Seen> seen = new CopyOnWriteArrayList<>();

    /** Which way a message went. */
    enum Way {
        IN,
        OUT
    }

    /** One message as a guard was shown it. */
    record Seen(Way way, Message message) {
        String kind() {
            return way.name().toLowerCase(java.util.Locale.ROOT) + " "
                    + message.getClass().getSimpleName() + " " + message.method();
        }
    }

    Probe(Phase phase) {
        this(phase, (_, _) -> Verdict.PASS);
    }

    Probe(Phase phase, BiFunction<Way, Message, Verdict> verdict) {
        this.phase = phase;
        this.verdict = verdict;
    }

    List<Seen> seen() {
        return List.copyOf(seen);
    }

    /** What was seen, each as way, kind and method. */
    List<String> kinds() {
        return seen.stream().map(Seen::kind).toList();
    }

    @Override
    public Phase phase() {
        return phase;
    }

    @Override
    public MethodSet inboundFor() {
        return MethodSet.ALL;
    }

    @Override
    public MethodSet outboundFor() {
        return MethodSet.ALL;
    }

    @Override
    public Verdict inbound(Exchange exchange, Message message) {
        return say(Way.IN, message);
    }

    @Override
    public Verdict outbound(Exchange exchange, Message message) {
        return say(Way.OUT, message);
    }

    private Verdict say(Way way, Message message) {
        Verdict said = verdict.apply(way, message);
        if (!(said instanceof Verdict.Defer)) {
            seen.add(new Seen(way, message));
        }
        return said;
    }
}
