package dev.sallyport.path;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Outcome;
import dev.sallyport.pipeline.Recorder;
import dev.sallyport.pipeline.Session;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Keeps every outcome; can be told to be unable, and to have another recorder write everything too. */
final class MemoryRecorder implements Recorder {
    private final List<Exchange> opened = new CopyOnWriteArrayList<>();
    private final List<String> sessionsEnded = new CopyOnWriteArrayList<>();
    private final List<Step> steps = new CopyOnWriteArrayList<>();
    private final List<Exchange> ended = new CopyOnWriteArrayList<>();
    private final Set<Exchange> open = ConcurrentHashMap.newKeySet();
    private volatile Optional<Recorder> writing = Optional.empty();
    private volatile boolean able = true;
    private volatile boolean keeping = true;

    @Override
    public boolean isAble() {
        return able;
    }

    /** From now on {@code other} writes everything, too. */
    void with(Recorder other) {
        writing = Optional.of(other);
    }

    void able(boolean whether) {
        able = whether;
    }

    /** From now on exchanges are forgotten when they end. */
    void forgetful() {
        keeping = false;
    }

    /** The methods of the streams that have no outcome yet, each with its server. */
    List<String> unended() {
        return open.stream()
                .map(exchange -> exchange.method() + " " + exchange.server() + " " + exchange.id())
                .toList();
    }

    @Override
    public void begins(Exchange exchange, boolean isStream, Written then) {
        if (able && isStream) {
            open.add(exchange);
            if (keeping) {
                opened.add(exchange);
            }
        }
        if (able && writing.isPresent()) {
            writing.get().begins(exchange, isStream, then);
        } else {
            then.written(able);
        }
    }

    @Override
    public void ended(Exchange exchange, Written then) {
        open.remove(exchange);
        if (keeping) {
            ended.add(exchange);
        }
        if (writing.isPresent()) {
            writing.get().ended(exchange, then);
        } else {
            // as the ledger does: when the turn of the loop is over
            exchange.loop().execute(() -> then.written(true));
        }
    }

    @Override
    public void stepped(Step step) {
        steps.add(step);
    }

    /** What happened in no exchange, in order: each event with the facts {@code named}. */
    List<String> steps(String... named) {
        return steps.stream()
                .map(step -> step.event()
                        + Arrays.stream(named)
                                .map(name -> " " + step.facts().getOrDefault(name, "-"))
                                .collect(Collectors.joining()))
                .toList();
    }

    @Override
    public void ended(Session session, Session.End why) {
        sessionsEnded.add(session.principal().id() + " " + why.text());
    }

    /** Whose sessions ended, and why, in order. */
    List<String> sessionsEnded() {
        return sessionsEnded;
    }

    List<Exchange> ended() {
        return ended;
    }

    List<Exchange> opened() {
        return opened;
    }

    /** The one outcome of the exchange of {@code method}, waited for; a second one is an error. */
    Outcome only(String method) throws InterruptedException {
        Await.until("an outcome of " + method, () -> of(method).findAny().isPresent());
        Thread.sleep(20);
        List<Exchange> all = of(method).toList();
        if (all.size() != 1) {
            throw new AssertionError(all.size() + " outcomes of " + method);
        }
        return outcome(all.getFirst());
    }

    /** The verdict notes of the latest exchange of {@code method}. */
    List<String> notes(String method) {
        return of(method).toList().getLast().notes().stream()
                .map(note -> note.verdict() + " " + note.reason())
                .toList();
    }

    private java.util.stream.Stream<Exchange> of(String method) {
        return ended.stream().filter(exchange -> exchange.method().equals(method));
    }

    static Outcome outcome(Exchange exchange) {
        Outcome outcome = exchange.outcome();
        if (outcome == null) {
            throw new AssertionError("an ended exchange without an outcome");
        }
        return outcome;
    }
}
