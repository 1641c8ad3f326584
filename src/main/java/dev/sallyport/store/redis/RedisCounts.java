package dev.sallyport.store.redis;

import dev.sallyport.practice.ratelimit.count.Pool;
import dev.sallyport.practice.ratelimit.count.Rate;
import dev.sallyport.practice.ratelimit.count.SharedCounts;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What several gateways have taken together, in Redis. Each request is one script over one key, by the clock of Redis; keys begin with
 * {@value #PREFIX} and end by themselves. At the first failure, a late answer among them, the connection is given up and nothing more is asked,
 * until {@link #look} finds it in order again. Safe for use by several threads.
 */
public final class RedisCounts implements SharedCounts, AutoCloseable {
    /** How all keys begin. */
    public static final String PREFIX = "sallyport:limit:";

    private static final String SCRIPT = script();
    /** What a look takes, and lets go of at once: that it can be written is not known otherwise. */
    private static final Pool PROBE = Pool.bucket("probe", new Rate(1000, "s"), 1);

    private final RedisServer server;
    private final Client client;
    private volatile @Nullable Line line;
    private final Queue<StatefulRedisConnection<String, String>> lost = new ConcurrentLinkedQueue<>();
    private Optional<String> problem = Optional.empty();
    private boolean closed;

    /**
     * A connection that was found in order.
     *
     * @param sha the name of the script there
     */
    private record Line(StatefulRedisConnection<String, String> connection, String sha) {}

    /** Connects to {@code server}, if it answers; what keeps it from that is in {@link #problem}. */
    public RedisCounts(RedisServer server) {
        this.server = server;
        this.client = new Client(server);
        look();
    }

    private static String script() {
        try (InputStream file = RedisCounts.class.getResourceAsStream("counts.lua")) {
            if (file == null) {
                throw new IllegalStateException("counts.lua is not in this program");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException cannot) {
            throw new IllegalStateException("counts.lua cannot be read", cannot);
        }
    }

    @Override
    public boolean isUp() {
        return line != null;
    }

    /** What keeps it from counting; empty where nothing does. */
    public synchronized Optional<String> problem() {
        return problem;
    }

    @Override
    public CompletableFuture<Grant> take(Pool pool, int least, int most) {
        Line used = line;
        if (used == null) {
            return CompletableFuture.failedFuture(new IOException("no connection to Redis"));
        }
        CompletableFuture<Grant> asked = ask(used, pool, least, most);
        return asked.whenComplete((_, failure) -> {
            if (failure != null) {
                lost(used, failure);
            }
        });
    }

    private CompletableFuture<Grant> ask(Line used, Pool pool, int least, int most) {
        return used.connection()
                .async()
                .<List<Long>>evalsha(
                        used.sha(),
                        ScriptOutputType.MULTI,
                        new String[] {PREFIX + pool.key()},
                        Integer.toString(least),
                        Integer.toString(most),
                        Integer.toString(pool.rate().permits()),
                        Long.toString(pool.rate().period().toMillis() * 1000),
                        Integer.toString(pool.capacity()),
                        pool.isCalendar() ? "1" : "0")
                .toCompletableFuture()
                .orTimeout(server.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(answer -> new Grant(answer.get(0).intValue(), answer.get(1), answer.get(2)));
    }

    @Override
    public void giveBack(Pool pool, int permits) {
        var _ = take(pool, 0, -permits);
    }

    /** Nothing is asked of {@code used} any more. To close it ends what others wait for, who may hold locks: not here. */
    private synchronized void lost(Line used, Throwable failure) {
        if (!used.equals(line)) {
            return;
        }
        line = null;
        lost.add(used.connection());
        problem = Optional.of(Failures.text(failure, server));
    }

    /** Tries to connect where there is no connection, in a bounded time; to be called now and then, on a thread that may wait. */
    public void look() {
        for (var gone = lost.poll(); gone != null; gone = lost.poll()) {
            client.close(gone);
        }
        if (line != null) {
            return;
        }
        try {
            StatefulRedisConnection<String, String> connection = client.connect();
            try {
                Line fresh = new Line(connection, connection.sync().scriptLoad(SCRIPT));
                ask(fresh, PROBE, 0, 1).join();
                found(fresh);
            } catch (RuntimeException failure) {
                client.close(connection);
                throw failure;
            }
        } catch (RuntimeException failure) {
            synchronized (this) {
                problem = Optional.of(Failures.text(failure, server));
            }
        }
    }

    private synchronized void found(Line fresh) {
        if (closed) {
            client.close(fresh.connection());
            return;
        }
        problem = Optional.empty();
        line = fresh;
    }

    /** Asks nothing any more; what was given back just now has its time to arrive. */
    @Override
    public void close() {
        Line used;
        synchronized (this) {
            closed = true;
            used = line;
        }
        if (used != null) {
            try {
                ask(used, PROBE, 0, 0).join();
            } catch (RuntimeException _) {
                // gone already: so is what was given back
            }
        }
        line = null;
        client.close();
    }
}
