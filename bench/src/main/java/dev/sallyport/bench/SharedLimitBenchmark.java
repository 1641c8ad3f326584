package dev.sallyport.bench;

import dev.sallyport.practice.ratelimit.count.Counter;
import dev.sallyport.practice.ratelimit.count.Leased;
import dev.sallyport.practice.ratelimit.count.Meter;
import dev.sallyport.practice.ratelimit.count.Pool;
import dev.sallyport.practice.ratelimit.count.Rate;
import dev.sallyport.store.redis.RedisCounts;
import dev.sallyport.store.redis.RedisServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** What a limit that gateways share adds to a call: from what is held, and where Redis is asked. Needs redis-server in PATH. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SharedLimitBenchmark {
    private static final Rate RATE = new Rate(1_000_000, "s");

    private Process redis;
    private RedisCounts counts;
    private Meter leased;
    private Meter asking;

    /** Starts a Redis that keeps nothing. */
    @Setup
    public void start() throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        redis = new ProcessBuilder(
                        "redis-server", "--bind", "127.0.0.1", "--port", Integer.toString(port), "--save", "")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        counts = new RedisCounts(RedisServer.local(port, Duration.ofSeconds(1)));
        while (!counts.isUp()) {
            Thread.sleep(50);
            counts.look();
        }
        leased = meter(Pool.bucket("leased", RATE, RATE.permits()));
        // of a limit so small nothing is taken in advance
        asking = meter(Pool.bucket("asking", RATE, 99));
    }

    private Meter meter(Pool pool) {
        Clock clock = Clock.systemUTC();
        return new Meter(clock, _ -> new Leased(counts, pool, Leased.REFUSING, clock));
    }

    /** The rest of a call: nobody takes as fast as this loop would. */
    @Setup(Level.Invocation)
    public void pause() {
        Blackhole.consumeCPU(10_000);
    }

    /** Ends it. */
    @TearDown
    public void stop() {
        counts.close();
        redis.destroyForcibly();
    }

    @Benchmark
    public void held() {
        take(leased);
    }

    @Benchmark
    public void asked() {
        take(asking);
    }

    private static void take(Meter meter) {
        long answer = meter.takeWaiting("caller", Meter.NOBODY, 1);
        if (answer != Counter.TAKEN) {
            throw new IllegalStateException("refused: " + answer);
        }
    }
}
