package dev.sallyport.bench;

import dev.sallyport.pipeline.execution.ForwardClock;
import dev.sallyport.practice.ratelimit.count.Meter;
import dev.sallyport.practice.ratelimit.count.Rate;
import dev.sallyport.practice.ratelimit.count.Repeats;
import dev.sallyport.practice.ratelimit.count.Tokens;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What one limit costs a call, by how many callers it counts; and the look whether the call repeats, whose digest is there. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LimitBenchmark {
    /** How many callers. */
    @Param({"1", "16384"})
    public int callers;

    private final ForwardClock time = new ForwardClock(Clock.systemUTC());
    private final Rate rate = Rate.read("900000000/s").orElseThrow();
    private final Meter meter = new Meter(time, _ -> Tokens.of(rate, rate.permits(), time));
    private final Meter dry = new Meter(time, _ -> Tokens.of(Rate.read("1/d").orElseThrow(), 1, time));
    private final Repeats repeats = new Repeats(time);
    private final String[] names = new String[16384];
    private int turn;

    /** The callers. */
    public LimitBenchmark() {
        for (int i = 0; i < names.length; i++) {
            names[i] = "caller-" + i;
        }
    }

    private String caller() {
        turn = (turn + 7919) & (callers - 1);
        return names[turn];
    }

    @Benchmark
    public long take() {
        return meter.take(caller(), 1);
    }

    @Benchmark
    public long refuse() {
        return dry.take(caller(), 1);
    }

    @Benchmark
    public long repeat() {
        Repeats.Call call = new Repeats.Call(caller(), "", "up/echo", 7);
        return repeats.take(call, 1_000_000_000, Duration.ofSeconds(1));
    }
}
