package dev.sallyport;

import dev.sallyport.practice.ratelimit.Meters;
import dev.sallyport.practice.ratelimit.count.Leased;
import dev.sallyport.settings.RedisSettings;
import dev.sallyport.settings.Settings;
import dev.sallyport.settings.binding.Secret;
import dev.sallyport.store.redis.RedisCounts;
import dev.sallyport.store.redis.RedisServer;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What limits have counted, together with other gateways where the settings name a Redis; a thread of its own gives back and finds again. */
public final class SharedLimits implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("sallyport");
    private static final long LOOK_MILLIS = 500;
    private static final String OK = "ok";

    private final Optional<RedisCounts> redis;
    private final Meters meters;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);
    private String told = OK;

    /** Counts by {@code clock}, or as {@code settings} say. */
    SharedLimits(Settings settings, Clock clock) {
        redis = settings.store().redis().map(SharedLimits::server).map(RedisCounts::new);
        meters = new Meters(clock, redis.map(counts -> counts));
        thread = Thread.ofPlatform().daemon().name("sallyport-limits").unstarted(this::look);
        tell();
        if (redis.isPresent()) {
            thread.start();
        }
    }

    /** The Redis of {@code settings}. */
    public static RedisServer server(RedisSettings settings) {
        RedisServer.Login login =
                new RedisServer.Login(settings.username(), settings.password().map(Secret::plaintext));
        return new RedisServer(
                settings.url().at().host(),
                settings.url().at().port(),
                settings.url().database(),
                settings.url().tls(),
                settings.ca(),
                login,
                settings.timeout());
    }

    private void look() {
        try {
            while (!closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                tell();
                redis.ifPresent(RedisCounts::look);
                tell();
                meters.rest(Leased.REST_MILLIS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says once what has changed. */
    private void tell() {
        String now = state().orElse(OK);
        if (closed.getCount() == 0) {
            return;
        }
        if (told.equals(OK) && !now.equals(OK)) {
            LOG.log(Level.WARNING, "limits cannot be counted together with other gateways: {0}", now);
        } else if (!told.equals(OK) && now.equals(OK)) {
            LOG.log(Level.INFO, "limits are counted together with other gateways again");
        }
        told = now;
    }

    /** What was counted. */
    Meters meters() {
        return meters;
    }

    /** How counting together goes: empty where each gateway counts by itself; {@code ok}, or what keeps it from that. */
    public Optional<String> state() {
        return redis.map(counts -> counts.problem().orElse(OK));
    }

    /** Gives back what is held. */
    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        meters.rest(0);
        redis.ifPresent(RedisCounts::close);
    }
}
