package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.execution.Lane;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.protocol.Message;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A hold runs on to the end of DECIDE, and asks only where nothing denies. */
final class HoldPathTest {
    private final AtomicInteger asked = new AtomicInteger();
    private final Verdict hold = new Verdict.Hold(new Reason("access", "held"), () -> {
        asked.incrementAndGet();
        return new Hint.Mend("somebody was asked");
    });
    private FakeUpstream upstream;

    @BeforeEach
    void start() throws IOException {
        upstream = new FakeUpstream();
    }

    @AfterEach
    void stop() throws IOException {
        upstream.close();
    }

    @Test
    void whatIsHeldIsAskedOnceAndReachesNoServer() throws Exception {
        Probe last = new Probe(Phase.DECIDE);
        Probe bind = new Probe(Phase.BIND);
        Probe first = calls(Probe.Way.IN, hold);
        assertEquals("access.held", ask(new PipelineFixture.Parts(first, calls(Probe.Way.IN, hold), last, bind)));
        assertEquals(1, asked.get());
        assertTrue(last.kinds().contains("in Request tools/call"), () -> last.kinds()
                .toString());
        assertTrue(!bind.kinds().contains("in Request tools/call"), () -> bind.kinds()
                .toString());
        assertTrue(upstream.received("tools/call").isEmpty());
    }

    @Test
    void aLaterDenialWinsAndNobodyIsAsked() throws Exception {
        Probe denies = calls(Probe.Way.IN, new Verdict.Deny(new Reason("access", "forbidden")));
        assertEquals("access.forbidden", ask(new PipelineFixture.Parts(calls(Probe.Way.IN, hold), denies)));
        assertEquals(0, asked.get());
    }

    @Test
    void aLaterGuardMayStillDefer() throws Exception {
        AtomicInteger times = new AtomicInteger();
        Probe defers = new Probe(
                Phase.DECIDE,
                (way, message) -> isCall(Probe.Way.IN, way, message) && times.getAndIncrement() == 0
                        ? new Verdict.Defer(Lane.CPU)
                        : Verdict.PASS);
        assertEquals("access.held", ask(new PipelineFixture.Parts(calls(Probe.Way.IN, hold), defers)));
        assertEquals(2, times.get());
        assertEquals(1, asked.get());
    }

    @Test
    void onTheWayBackItIsADenial() throws Exception {
        assertEquals("access.held", ask(new PipelineFixture.Parts(calls(Probe.Way.OUT, hold))));
        assertEquals(0, asked.get());
    }

    private String ask(PipelineFixture.Parts parts) throws IOException {
        try (PipelineFixture gateway = new PipelineFixture(upstream, parts)) {
            return gateway.ask(Mcp.modernCall("1", "x")).reason();
        }
    }

    private static Probe calls(Probe.Way where, Verdict verdict) {
        BiFunction<Probe.Way, Message, Verdict> says =
                (way, message) -> isCall(where, way, message) ? verdict : Verdict.PASS;
        return new Probe(Phase.DECIDE, says);
    }

    private static boolean isCall(Probe.Way where, Probe.Way way, Message message) {
        return way == where && message.method().equals("tools/call");
    }
}
