package dev.sallyport.practice.audit.signal;

import dev.sallyport.pipeline.Envelope.Carrier;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.Recorder;
import dev.sallyport.pipeline.execution.ForwardClock;
import dev.sallyport.pipeline.selection.Selection;
import dev.sallyport.pipeline.verdict.Phase;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Looks for what is suspicious, and what follows from it. It looks on a thread of its own, a few milliseconds after an
 * exchange ended, so that an exchange costs its loop no more than an observation. Where more end than it can look at, they are counted and
 * not looked at: the record misses none of them.
 */
public final class Signals implements Recorder.Observer, AutoCloseable {
    private static final System.Logger LOG = System.getLogger("sallyport.audit");
    private static final int QUEUE_MAX = 16_384;
    private static final long LOOK_NANOS = 20_000_000;
    private static final long MINUTE_MILLIS = 60_000;
    private static final int ENTRIES_A_MINUTE_MAX = 100;
    private static final String LIFTED = "signals-lifted";

    private final Recorder recorder;
    private final ForwardClock time;
    private final Consumer<Selection> ending;
    private final Standing standing = new Standing();
    private final BlockingQueue<Observation> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final Map<Signal, LongAdder> counts = new EnumMap<>(Signal.class);
    private final LongAdder missed = new LongAdder();
    private final Thread looking;
    private volatile Rules rules;
    private volatile Sending sending;
    private volatile boolean closing;

    // of the thread that looks
    private long minuteMillis;
    private int entries;
    private long unwritten;

    /**
     * What is looked for.
     *
     * @param settings what is suspicious
     * @param classes the classes of arguments that servers declare: by server, tool and JSON pointer
     */
    public record Rules(SignalSettings settings, Map<String, Map<String, Map<String, String>>> classes) {
        public Rules {
            classes = Map.copyOf(classes);
        }
    }

    /**
     * Looks by {@code rules}.
     *
     * @param recorder is told of what is found
     * @param seed keeps others from finding names of one hash
     * @param ending ends what a caller has open
     */
    public Signals(Recorder recorder, Rules rules, Clock clock, long seed, Consumer<Selection> ending) {
        this.recorder = recorder;
        this.time = new ForwardClock(clock);
        this.ending = ending;
        this.rules = rules;
        this.sending = new Sending(rules.classes());
        for (Signal signal : Signal.values()) {
            counts.put(signal, new LongAdder());
        }
        Detector detector = new Detector(rules.settings(), seed);
        this.looking = Thread.ofPlatform().daemon().name("sallyport-signals").start(() -> look(detector));
    }

    /** What tells policies of signals, and refuses who is slowed or blocked. */
    public List<Guard> guards() {
        return List.of(new SignalGuard(Phase.ADMIT, standing, time), new SignalGuard(Phase.IDENTIFY, standing, time));
    }

    /** From now on by other rules; what was seen stays. */
    public void rules(Rules others) {
        sending = new Sending(others.classes());
        rules = others;
    }

    /** How often {@code signal} was raised. */
    public long count(Signal signal) {
        return counter(signal).sum();
    }

    private LongAdder counter(Signal signal) {
        return Objects.requireNonNull(counts.get(signal));
    }

    /** How many exchanges were not looked at because too many ended at once. */
    public long missed() {
        return missed.sum();
    }

    /** Against how many callers a signal stands, or stood until lately. */
    public int standing() {
        return standing.size();
    }

    /** Those against whom a signal stands; first those who are blocked, and principals before strangers. */
    public List<Suspect> suspects() {
        return standing.suspects(time.millis());
    }

    /**
     * Slows and blocks none of those any more whom {@code who} picks, and records that {@code by} wanted it; who they were. The signals stand on
     * as facts for policies, so they are raised, and followed, again only after that.
     */
    public List<Suspect> lift(Predicate<Suspect> who, String by) {
        Instant now = Instant.ofEpochMilli(time.millis());
        List<Suspect> lifted = standing.lift(now.toEpochMilli(), who);
        lifted.stream().limit(ENTRIES_A_MINUTE_MAX).forEach(each -> recorder.stepped(lifted(now, each, by)));
        if (lifted.size() > ENTRIES_A_MINUTE_MAX) {
            String more = String.valueOf(lifted.size() - ENTRIES_A_MINUTE_MAX);
            recorder.stepped(new Recorder.Step(now, LIFTED, Map.of("count", more, "by", by)));
        }
        return lifted;
    }

    private static Recorder.Step lifted(Instant now, Suspect suspect, String by) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("signals", String.join(" ", suspect.signals()));
        facts.put("then", suspect.then().text());
        if (suspect.isSomebody()) {
            facts.put("principal", suspect.principal());
        } else {
            facts.put("peer", suspect.peer());
        }
        facts.put("by", by);
        return new Recorder.Step(now, LIFTED, facts);
    }

    @Override
    public void ended(Exchange exchange) {
        Carrier carrier = exchange.envelope().carrier();
        boolean own = carrier == Carrier.OWN || carrier == Carrier.CONTROL || carrier.isOfGateway();
        if (!own && !queue.offer(Observation.of(exchange, time.millis(), sending))) {
            missed.increment();
        }
    }

    private void look(Detector detector) {
        List<Observation> seen = new ArrayList<>();
        minuteMillis = time.millis();
        while (!closing) {
            LockSupport.parkNanos(LOOK_NANOS);
            detector.settings(rules.settings());
            // no wait for the queue: to be woken up would cost the loop more than all the rest
            queue.drainTo(seen);
            for (Observation each : seen) {
                look(detector, each);
            }
            seen.clear();
            tend();
        }
    }

    private void look(Detector detector, Observation seen) {
        try {
            detector.see(seen).forEach(this::follow);
        } catch (RuntimeException | Error bug) {
            LOG.log(Level.ERROR, "what an exchange tells could not be judged", bug);
        }
    }

    private void follow(Finding finding) {
        counter(finding.signal()).increment();
        standing.add(finding);
        if (!finding.then().isAtLeast(Then.ALERT)) {
            return;
        }
        if (entries < ENTRIES_A_MINUTE_MAX) {
            entries++;
            Recorder.Step step = step(finding);
            recorder.stepped(step);
            LOG.log(Level.WARNING, "signal {0}", step.facts());
        } else {
            unwritten++;
        }
        if (finding.then().isAtLeast(Then.END_SESSION) && finding.cause().isOfSomebody()) {
            ending.accept(new Selection.OfPrincipal(finding.cause().principal().id()));
        }
    }

    private static Recorder.Step step(Finding finding) {
        Observation cause = finding.cause();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("signal", finding.signal().text());
        facts.put("then", finding.then().text());
        facts.put("explained", finding.explained());
        if (cause.isOfSomebody()) {
            facts.put("principal", cause.principal().id());
        }
        facts.put("peer", cause.peer());
        facts.put("cause", cause.exchange());
        return new Recorder.Step(Instant.ofEpochMilli(cause.atMillis()), "signal", facts);
    }

    private void tend() {
        long now = time.millis();
        if (now - minuteMillis >= MINUTE_MILLIS) {
            minuteMillis = now;
            entries = 0;
            standing.forget(now);
            if (unwritten > 0) {
                recorder.stepped(new Recorder.Step(
                        Instant.ofEpochMilli(now), "signals-more", Map.of("count", String.valueOf(unwritten))));
                unwritten = 0;
            }
        }
    }

    /** Looks at nothing more. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(looking);
        try {
            looking.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
