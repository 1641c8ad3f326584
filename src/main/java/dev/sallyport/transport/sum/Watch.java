package dev.sallyport.transport.sum;

import dev.sallyport.catalog.Exposure;
import dev.sallyport.catalog.Inventory;
import dev.sallyport.pipeline.Exchanges;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.event.UpstreamFailure;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.protocol.ListChange;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.transport.NettyLoop;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What is known of one server, and when it is asked again. Safe for use by several threads. */
final class Watch {
    private static final System.Logger LOG = System.getLogger("sallyport.servers");
    private static final long AGE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long SETTLE_MILLIS = 200;
    private static final long RETRY_MILLIS = 1_000;
    private static final int DOUBLINGS_MAX = 6;

    private final String server;
    private final Upstream upstream;
    private final NettyLoop loop;
    private final RandomGenerator random;
    private final Runnable learned;
    private volatile Inventory inventory = Inventory.NEVER_ASKED;
    private @Nullable CompletableFuture<Void> asking;
    private @Nullable OwnExchange listening;
    private volatile long askedNanos;
    private volatile boolean answered;
    private int failures;
    private boolean asked;
    private boolean due;
    private boolean closed;

    Watch(String server, Upstream upstream, NettyLoop loop, RandomGenerator random, Runnable learned) {
        this.server = server;
        this.upstream = upstream;
        this.loop = loop;
        this.random = random;
        this.learned = learned;
    }

    /** True where this is the same server still. */
    boolean isOf(@Nullable Upstream other) {
        return upstream.equals(other);
    }

    /** True where an answer is here that is young enough; else {@link #first} tells what there is to do. Takes no lock. */
    boolean isKnown(long nowNanos) {
        return answered && nowNanos - askedNanos <= AGE_NANOS;
    }

    Inventory inventory() {
        return inventory;
    }

    /** True where the server was asked, and {@code shown} does not know it yet. Takes no lock. */
    boolean isNewTo(Exposure shown) {
        boolean unasked = Inventory.NEVER_ASKED.reason().equals(shown.missing().get(server));
        return unasked && !inventory.equals(Inventory.NEVER_ASKED);
    }

    /** The first asking, where it is under way still; what is old is asked again behind the caller's back. */
    synchronized Optional<CompletableFuture<?>> first(Optional<Exchanges> through) {
        boolean old = asked && System.nanoTime() - askedNanos > AGE_NANOS && failures == 0;
        if (!asked || old) {
            through.ifPresent(this::ask);
        }
        return inventory.equals(Inventory.NEVER_ASKED) ? Optional.ofNullable(asking) : Optional.empty();
    }

    /** Asks again, where that was not done in the last five seconds. */
    synchronized CompletableFuture<?> again(Optional<Exchanges> through) {
        if (System.nanoTime() - askedNanos > PAUSE_NANOS || !asked) {
            through.ifPresent(this::ask);
        }
        return asking == null ? CompletableFuture.completedFuture(null) : asking;
    }

    private synchronized void ask(Exchanges through) {
        if (asking != null || closed) {
            return;
        }
        asked = true;
        due = false;
        askedNanos = System.nanoTime();
        CompletableFuture<Void> mine = new CompletableFuture<>();
        asking = mine;
        if (inventory.equals(Inventory.NEVER_ASKED)) {
            loop.eventLoop().schedule(() -> silent(mine), Surveys.FIRST_SECONDS, TimeUnit.SECONDS);
        }
        Survey.of(through, loop, server).whenComplete((known, failure) -> {
            boolean again = answered(through, known, failure);
            learned.run();
            mine.complete(null);
            if (again) {
                ask(through);
            }
        });
    }

    /** A server that has not answered when the first list was due is missing, and no further list waits for it. */
    private void silent(CompletableFuture<Void> mine) {
        synchronized (this) {
            if (mine.isDone() || !inventory.equals(Inventory.NEVER_ASKED)) {
                return;
            }
            inventory = new Inventory.Unknown(Reasons.TIMEOUT.toString());
        }
        LOG.log(System.Logger.Level.WARNING, "server {0} has not said yet what it offers", server);
        learned.run();
    }

    private synchronized boolean answered(
            Exchanges through, Inventory.@Nullable Known known, @Nullable Throwable failure) {
        asking = null;
        answered = true;
        if (known != null) {
            failures = 0;
            inventory = known;
            listen(through, known);
            return due;
        }
        failures++;
        String reason = UpstreamFailure.reasonOf(
                        failure == null ? new UpstreamFailure(Reasons.CATALOG) : failure, Reasons.CATALOG)
                .toString();
        if (failures == 1) {
            LOG.log(System.Logger.Level.WARNING, "server {0} cannot be asked what it offers: {1}", server, reason);
        }
        // what was known before is shown on: a server that is away for a moment does not vanish
        if (!(inventory instanceof Inventory.Known)) {
            inventory = new Inventory.Unknown(reason);
        }
        later(() -> ask(through), RETRY_MILLIS << Math.min(failures - 1, DOUBLINGS_MAX));
        return false;
    }

    /** With jitter, so that servers that failed together are not asked together. */
    private void later(Runnable step, long millis) {
        long jittered = millis / 2 + random.nextLong(millis);
        loop.eventLoop().schedule(step, jittered, TimeUnit.MILLISECONDS);
    }

    /** Hears of changes, where the server tells them. */
    private synchronized void listen(Exchanges through, Inventory.Known known) {
        ObjectNode filter = JsonNodeFactory.instance.objectNode();
        ListChange.told(known.capabilities()).forEach(change -> filter.put(change.filter(), true));
        if (filter.isEmpty() || listening != null || closed) {
            return;
        }
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.set("notifications", filter);
        Message.Request request = OwnExchange.request(McpMethod.LISTEN, params);
        OwnExchange mine = OwnExchange.listen(through, loop, server, request, note -> heard(through, note));
        listening = mine;
        mine.over().whenComplete((_, _) -> {
            synchronized (this) {
                listening = null;
            }
            later(() -> listen(through, known), RETRY_MILLIS << (DOUBLINGS_MAX / 2));
        });
    }

    private void heard(Exchanges through, Message.Notification note) {
        if (ListChange.of(note.method()).isPresent()) {
            loop.eventLoop().schedule(() -> changed(through), SETTLE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void changed(Exchanges through) {
        due = true;
        ask(through);
    }

    void close() {
        OwnExchange open;
        synchronized (this) {
            closed = true;
            open = listening;
        }
        if (open != null) {
            open.stop();
        }
    }
}
