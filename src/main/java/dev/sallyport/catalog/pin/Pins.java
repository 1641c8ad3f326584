package dev.sallyport.catalog.pin;

import dev.sallyport.catalog.Definition;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which definitions of tools are what they were at first use, across restarts. First use is the first time that a caller is shown a tool or
 * calls it; from then on another definition is a changed one, until somebody accepts it. Answers from memory; what cannot be remembered
 * counts as changed. Safe for use by several threads.
 */
public final class Pins {
    private static final System.Logger LOG = System.getLogger("sallyport");
    private static final int TOOLS_OF_SERVER_MAX = 10_000;
    private static final int BATCH_MAX = 256;
    private static final int WAITING_MAX = 20_000;
    private static final long PATIENCE_SECONDS = 10;

    private final PinStore store;
    private final InstantSource clock;
    private final Consumer<Pin> changes;
    private final Map<String, Map<String, Known>> servers = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Pin> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean writing = new AtomicBoolean();

    /** What a definition is against those before it. */
    public enum Standing {
        /** It is the first one, or was accepted. */
        PINNED,
        /** It is the first one, and not yet remembered. */
        NEW,
        /** It is another one than before. */
        CHANGED,
        /** It cannot be remembered, so nobody can say. */
        UNKNOWN
    }

    /** What is known of one tool: its definitions by digest. */
    private record Known(Map<String, State> byDigest) {
        Known() {
            this(new ConcurrentHashMap<>());
        }
    }

    private record State(Standing standing, Instant since) {}

    /** All that {@code store} keeps; of each first sight of a changed definition {@code changes} is told, on any thread. */
    public Pins(PinStore store, InstantSource clock, Consumer<Pin> changes) throws IOException {
        this.store = store;
        this.clock = clock;
        this.changes = changes;
        store.load().forEach(this::learn);
    }

    /** Notes that a caller is shown {@code tool} or calls it; what it is against what was seen before. Never blocks. */
    public Standing see(String server, Definition tool) {
        State known = state(server, tool);
        if (known != null) {
            return known.standing();
        }
        Map<String, Known> tools = servers.computeIfAbsent(server, _ -> new ConcurrentHashMap<>());
        if (tools.size() >= TOOLS_OF_SERVER_MAX && !tools.containsKey(tool.name())) {
            return Standing.UNKNOWN;
        }
        Known here = tools.computeIfAbsent(tool.name(), _ -> new Known());
        Pin pin = pin(server, tool);
        State fresh;
        synchronized (here) {
            State raced = here.byDigest().get(pin.digest());
            if (raced != null) {
                return raced.standing();
            }
            boolean first = here.byDigest().isEmpty();
            fresh = new State(first ? Standing.NEW : Standing.CHANGED, pin.since());
            if (!first) {
                // of those that nobody accepted, the latest is enough
                here.byDigest().values().removeIf(state -> state.standing() == Standing.CHANGED);
            }
            here.byDigest().put(pin.digest(), fresh);
        }
        if (fresh.standing() == Standing.CHANGED) {
            LOG.log(
                    Level.WARNING,
                    "the definition of {0}/{1} is another one than at first use",
                    server,
                    tool.name().replaceAll("[^\\x20-\\x7e]", "?"));
            changes.accept(pin);
        }
        if (waiting.size() < WAITING_MAX) {
            waiting.add(pin);
            write();
        }
        return fresh.standing();
    }

    /** The same once it is remembered, here and by other processes. Blocks. */
    public Standing settle(String server, Definition tool) {
        if (see(server, tool) == Standing.PINNED) {
            return Standing.PINNED;
        }
        List<Pin> seen = List.of(pin(server, tool));
        try {
            store.see(seen).get(PATIENCE_SECONDS, TimeUnit.SECONDS).forEach(this::learn);
        } catch (ExecutionException | TimeoutException failed) {
            Throwable cause = failed.getCause();
            unwritten(seen, cause == null ? failed : cause);
        } catch (InterruptedException interrupted) {
            unwritten(seen, interrupted);
            Thread.currentThread().interrupt();
        }
        return see(server, tool);
    }

    /** Since when {@code tool} is another one than before; empty where it is not known to be. */
    public Optional<Instant> changedSince(String server, Definition tool) {
        State state = tool.isNone() ? null : state(server, tool);
        return state == null || state.standing() != Standing.CHANGED ? Optional.empty() : Optional.of(state.since());
    }

    /** True where {@code tool} is another one than before, or nobody can say. One that is only about to be remembered is not. */
    public boolean isChanged(String server, Definition tool) {
        if (tool.isNone()) {
            return false;
        }
        return switch (see(server, tool)) {
            case PINNED, NEW -> false;
            case CHANGED, UNKNOWN -> true;
        };
    }

    /** From now on the definition {@code digest} of a tool is one that it may have, because {@code by} says so; false where it was one before. */
    public boolean accept(String server, String name, String digest, String by) {
        State state = known(server, name).byDigest().get(digest);
        if (state != null && state.standing() == Standing.PINNED) {
            return false;
        }
        Pin pin = new Pin(server, name, digest, clock.instant(), true, by);
        var _ = store.accept(pin).whenComplete((kept, failed) -> {
            if (failed == null) {
                kept.forEach(this::learn);
            } else {
                unwritten(List.of(), failed);
            }
        });
        return true;
    }

    private Pin pin(String server, Definition tool) {
        return new Pin(server, tool.name(), tool.digest(), clock.instant(), false, "");
    }

    private @Nullable State state(String server, Definition tool) {
        Map<String, Known> tools = servers.get(server);
        Known known = tools == null ? null : tools.get(tool.name());
        return known == null ? null : known.byDigest().get(tool.digest());
    }

    private void learn(Pin pin) {
        State state = new State(pin.accepted() ? Standing.PINNED : Standing.CHANGED, pin.since());
        known(pin.server(), pin.name()).byDigest.put(pin.digest(), state);
    }

    /** Hands what waits to the store, a part at a time. */
    private void write() {
        while (!waiting.isEmpty() && writing.compareAndSet(false, true)) {
            List<Pin> part = new ArrayList<>();
            for (Pin next = waiting.poll(); next != null; next = part.size() < BATCH_MAX ? waiting.poll() : null) {
                part.add(next);
            }
            if (part.isEmpty()) {
                writing.set(false);
                continue;
            }
            var _ = store.see(part).whenComplete((kept, failed) -> {
                if (failed == null) {
                    kept.forEach(this::learn);
                } else {
                    unwritten(part, failed);
                }
                writing.set(false);
                write();
            });
        }
    }

    /** What was seen and could not be remembered; where it was changed it stays so. */
    private void unwritten(List<Pin> seen, Throwable failed) {
        LOG.log(
                Level.ERROR,
                "what servers define cannot be remembered, and counts as changed: {0}",
                String.valueOf(failed.getMessage()));
        for (Pin pin : seen) {
            known(pin.server(), pin.name())
                    .byDigest
                    .computeIfPresent(
                            pin.digest(),
                            (_, state) -> state.standing() == Standing.NEW
                                    ? new State(Standing.UNKNOWN, pin.since())
                                    : state);
        }
    }

    private Known known(String server, String name) {
        return servers.computeIfAbsent(server, _ -> new ConcurrentHashMap<>()).computeIfAbsent(name, _ -> new Known());
    }
}
