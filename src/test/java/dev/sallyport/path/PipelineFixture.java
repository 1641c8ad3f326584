package dev.sallyport.path;

import dev.sallyport.pipeline.Exchanges;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.Pipeline;
import dev.sallyport.pipeline.Snapshot;
import dev.sallyport.pipeline.Underway;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.execution.Lanes;
import dev.sallyport.pipeline.execution.MemoryGate;
import dev.sallyport.protocol.json.JsonLimits;
import dev.sallyport.transport.Loops;
import dev.sallyport.transport.WorkLanes;
import dev.sallyport.transport.http.HttpListener;
import dev.sallyport.transport.http.HttpSettings;
import dev.sallyport.transport.http.HttpTarget;
import dev.sallyport.transport.http.HttpUpstream;
import dev.sallyport.transport.stdio.StdioUpstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;

/** The path with guards of a test's own between listener and upstream, and times short enough to wait for. */
final class PipelineFixture implements AutoCloseable {
    final MemoryRecorder recorder = new MemoryRecorder();
    final Loops loops = new Loops(2);
    final MemoryGate memory;
    final Underway underway = new Underway();
    private final WorkLanes lanes = new WorkLanes(2);
    final Exchanges exchanges;
    private final HttpListener listener;
    private final Upstream upstream;

    /** What may differ from test to test. */
    record Parts(List<Guard> guards, Optional<Lanes> lanes, long memoryBytes, Duration timeout) {
        Parts(Guard... guards) {
            this(List.of(guards), Optional.empty(), 64 << 20, Duration.ofSeconds(20));
        }
    }

    PipelineFixture(FakeUpstream upstream, Parts parts) throws IOException {
        this(
                (loops, _) -> new HttpUpstream(
                        new HttpTarget(
                                URI.create(upstream.url()),
                                Map.of(),
                                Optional.empty(),
                                16 << 20,
                                Duration.ofSeconds(5)),
                        loops,
                        new Random(1)),
                parts);
    }

    PipelineFixture(BiFunction<Loops, MemoryGate, Upstream> upstream, Parts parts) throws IOException {
        memory = new MemoryGate(parts.memoryBytes());
        Pipeline pipeline = new Pipeline(parts.guards(), recorder, parts.lanes().orElse(lanes), memory, underway);
        this.upstream = upstream.apply(loops, memory);
        Snapshot snapshot = new Snapshot(
                pipeline,
                Map.of("up", this.upstream),
                new Snapshot.Limits(8 << 20, JsonLimits.DEFAULT, parts.timeout()));
        exchanges = new Exchanges("bare", Clock.systemUTC(), snapshot);
        HttpSettings settings = new HttpSettings(
                "",
                16 * 1024,
                2048,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofMillis(100),
                _ -> false,
                "",
                _ -> Optional.empty(),
                HttpSettings.Notices.NONE,
                HttpSettings.Visits.NONE,
                _ -> false,
                Optional.empty(),
                Duration.ofSeconds(1));
        listener = new HttpListener(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), exchanges, loops, settings);
    }

    RawClient client() throws IOException {
        return new RawClient(listener.port());
    }

    RawClient slowClient() throws IOException {
        return RawClient.slow(listener.port());
    }

    RawClient.Answer ask(String request) throws IOException {
        try (RawClient client = client()) {
            return client.ask(request);
        }
    }

    @Override
    public void close() {
        listener.close();
        if (upstream instanceof StdioUpstream local) {
            local.close();
        }
        lanes.close();
        loops.close();
    }
}
