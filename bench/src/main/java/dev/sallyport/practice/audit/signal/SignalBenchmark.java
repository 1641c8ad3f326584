package dev.sallyport.practice.audit.signal;

import dev.sallyport.Gateway;
import dev.sallyport.pipeline.Downstream;
import dev.sallyport.pipeline.Envelope;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Flow;
import dev.sallyport.pipeline.Headers;
import dev.sallyport.pipeline.Pipeline;
import dev.sallyport.pipeline.Snapshot;
import dev.sallyport.pipeline.Underway;
import dev.sallyport.pipeline.caller.Authentication;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.pipeline.execution.Loop;
import dev.sallyport.pipeline.execution.MemoryGate;
import dev.sallyport.protocol.json.JsonLimits;
import dev.sallyport.protocol.json.JsonReader;
import dev.sallyport.protocol.json.JsonWriter;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What the look for suspicious activity costs: the loop for an observation, and the thread that looks for each of them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SignalBenchmark {
    private final Sending sending = new Sending(Map.of());
    private final ArrayBlockingQueue<Observation> queue = new ArrayBlockingQueue<>(16_384);
    private final Exchange exchange = exchange();
    private final Detector one = new Detector(SignalSettings.DEFAULT, 1);
    private final Detector many = new Detector(SignalSettings.DEFAULT, 1);
    private final Principal[] principals = new Principal[4_096];
    private final Set<Observation.Mark> marks = EnumSet.of(Observation.Mark.CALL, Observation.Mark.ANSWERED);
    private long now = 1_780_012_800_000L;
    private int turn;

    /** The callers. */
    public SignalBenchmark() {
        for (int i = 0; i < principals.length; i++) {
            principals[i] = new Principal.User(new Principal.Key("https://issuer.example", "user-" + i, ""));
        }
    }

    private static Exchange exchange() {
        Loop loop = new Loop() {
            @Override
            public boolean isCurrent() {
                return true;
            }

            @Override
            public JsonReader reader(JsonLimits limits) {
                return new JsonReader(limits);
            }

            @Override
            public JsonWriter writer() {
                return new JsonWriter();
            }

            @Override
            public void execute(Runnable step) {
                step.run();
            }
        };
        Snapshot snapshot = new Snapshot(
                new Pipeline(List.of(), Gateway.unrecorded(), (_, _) -> false, new MemoryGate(1 << 20), new Underway()),
                Map.of(),
                new Snapshot.Limits(1 << 20, JsonLimits.DEFAULT, Duration.ofSeconds(30)));
        Exchange exchange = new Exchange(
                "x-1",
                new Envelope(Envelope.Carrier.POST, "up", "192.0.2.1", Headers.NONE, 0),
                snapshot,
                loop,
                Instant.EPOCH);
        exchange.identified(Principal.LOCAL, Authentication.NONE);
        Downstream nobody = (Downstream) Proxy.newProxyInstance(
                Downstream.class.getClassLoader(), new Class<?>[] {Downstream.class}, (_, _, _) -> null);
        byte[] call = """
                {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{}}}"""
                .getBytes(StandardCharsets.UTF_8);
        new Flow(exchange, nobody).body(call, call.length);
        return exchange;
    }

    /** All that the loop pays for, and the taking out. */
    @Benchmark
    public Object observe() {
        boolean added = queue.offer(Observation.of(exchange, now, sending));
        return added ? queue.poll() : queue;
    }

    private Observation next(Principal principal) {
        now += 10;
        return new Observation(
                now,
                principal,
                "10.1.2.3",
                "hash",
                "",
                new Observation.Tool("server", "tool"),
                marks,
                500,
                1_000,
                "x");
    }

    @Benchmark
    public Object lookOneCaller() {
        return one.see(next(principals[0]));
    }

    @Benchmark
    public Object lookManyCallers() {
        turn = (turn + 1_031) & (principals.length - 1);
        return many.see(next(principals[turn]));
    }
}
