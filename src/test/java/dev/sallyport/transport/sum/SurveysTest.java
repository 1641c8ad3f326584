package dev.sallyport.transport.sum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.sallyport.Gateway;
import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.DefinitionSource;
import dev.sallyport.catalog.View;
import dev.sallyport.pipeline.Exchanges;
import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Pipeline;
import dev.sallyport.pipeline.Snapshot;
import dev.sallyport.pipeline.Underway;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.pipeline.execution.MemoryGate;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.json.JsonLimits;
import dev.sallyport.transport.Loops;
import dev.sallyport.transport.WorkLanes;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

/** What is known of the servers of a sum is asked for before every call. */
final class SurveysTest {
    private static final int RUNS = 10_000;

    private final Loops loops = new Loops(1);
    private final WorkLanes lanes = new WorkLanes(1);
    private final Surveys surveys = new Surveys(loops, lanes, new Random(1));
    private final Silent server = new Silent();
    private int ready;

    @BeforeEach
    void start() {
        Pipeline pipeline =
                new Pipeline(List.of(), Gateway.unrecorded(), lanes, new MemoryGate(1 << 20), new Underway());
        surveys.through(new Exchanges(
                "s",
                Clock.systemUTC(),
                new Snapshot(
                        pipeline,
                        Map.of("a", server),
                        new Snapshot.Limits(1 << 20, JsonLimits.DEFAULT, Duration.ofSeconds(5)))));
        surveys.configure(Map.of("", View.sum(List.of("a"))), Map.of("a", server));
    }

    @AfterEach
    void stop() {
        surveys.close();
        lanes.close();
        loops.close();
    }

    private void first() throws Exception {
        surveys.known("").toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void toAskWhatIsKnownAllocatesNothing() throws Exception {
        first();
        ask();
        ready = 0;
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        ask();
        assertEquals(0, (threads.getCurrentThreadAllocatedBytes() - before) / RUNS);
        assertEquals(RUNS, ready);
    }

    private void ask() {
        for (int i = 0; i < RUNS; i++) {
            ready += surveys.known("").equals(Upstream.READY) ? 1 : 0;
        }
    }

    @Test
    void anotherServerOfTheSameNameIsAskedAnew() throws Exception {
        first();
        int before = server.asked.get();
        surveys.configure(Map.of("", View.sum(List.of("a"))), Map.of("a", new Silent()));
        first();
        assertTrue(server.asked.get() > before, "it is asked through the exchanges, whoever serves there");
        surveys.configure(Map.of(), Map.of());
        first();
    }

    /** A server that offers nothing. */
    private static final class Silent implements Upstream {
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public UpstreamCall send(Leg leg, Message message) {
            asked.incrementAndGet();
            Message.Request request = (Message.Request) message;
            Message.Response nothing =
                    JsonRpc.result(request.id(), request.method(), JsonNodeFactory.instance.objectNode());
            leg.events().accept(new UpstreamEvent.Spoke(nothing, "", 200, 0));
            return UpstreamCall.DONE;
        }

        @Override
        public CompletionStage<?> ready(Leg leg) {
            return READY;
        }

        @Override
        public Catalog catalog(Leg leg) {
            return new Catalog();
        }

        @Override
        public DefinitionSource definitions(Leg leg) {
            throw new IllegalStateException("nobody asks");
        }
    }
}
