package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.Outcome;
import dev.sallyport.pipeline.execution.Lane;
import dev.sallyport.pipeline.execution.Lanes;
import dev.sallyport.pipeline.verdict.MethodSet;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.protocol.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Invariant 4: absence never means permission; a guard that fails, lies or cannot be asked denies. */
final class AbsencePathTest {
    private static final String SECRET = "the guard's own secret";

    private FakeUpstream upstream;

    @BeforeEach
    void start() throws IOException {
        upstream = new FakeUpstream();
    }

    @AfterEach
    void stop() throws IOException {
        upstream.close();
    }

    /** A guard of one phase that does {@code what} to calls, inbound or outbound. */
    private record Doing(Phase phase, boolean outward, BiFunction<Exchange, Message, Verdict> what) implements Guard {
        @Override
        public MethodSet inboundFor() {
            return outward ? MethodSet.NONE : MethodSet.of("tools/call");
        }

        @Override
        public MethodSet outboundFor() {
            return outward ? MethodSet.of("tools/call") : MethodSet.NONE;
        }

        @Override
        public Verdict inbound(Exchange exchange, Message message) {
            return what.apply(exchange, message);
        }

        @Override
        public Verdict outbound(Exchange exchange, Message message) {
            return what.apply(exchange, message);
        }
    }

    private record AtTheDoor(Phase phase, java.util.function.Function<Exchange, Verdict> what) implements Guard {
        @Override
        public Verdict admit(Exchange exchange) {
            return what.apply(exchange);
        }
    }

    private static Verdict fail() {
        throw new IllegalStateException(SECRET);
    }

    private static Verdict failHard() {
        throw new AssertionError(SECRET);
    }

    private void assertDenied(String reason, boolean reached, PipelineFixture.Parts parts) throws Exception {
        try (PipelineFixture gateway = new PipelineFixture(upstream, parts)) {
            int before = upstream.received("tools/call").size();
            RawClient.Answer answer = gateway.ask(Mcp.modernCall("1", "x"));
            assertEquals(reason, answer.reason());
            assertFalse(answer.text().contains(SECRET), answer.text());
            assertEquals(
                    reached ? before + 1 : before,
                    upstream.received("tools/call").size());
            Await.until("the outcome", () -> gateway.recorder.ended().size() == 1);
            assertEquals(
                    Outcome.DENIED,
                    MemoryRecorder.outcome(gateway.recorder.ended().getFirst()));
        }
    }

    @Test
    void aGuardThatFailsDeniesWithoutItsWords() throws Exception {
        assertDenied(
                "gateway.internal", false, new PipelineFixture.Parts(new Doing(Phase.DECIDE, false, (_, _) -> fail())));
        assertDenied(
                "gateway.internal",
                false,
                new PipelineFixture.Parts(new Doing(Phase.DECIDE, false, (_, _) -> failHard())));
        assertDenied(
                "gateway.internal", true, new PipelineFixture.Parts(new Doing(Phase.VALIDATE, true, (_, _) -> fail())));
        assertDenied(
                "gateway.internal",
                true,
                new PipelineFixture.Parts(new Doing(Phase.VALIDATE, true, (_, _) -> failHard())));
        assertDenied("gateway.internal", false, new PipelineFixture.Parts(new AtTheDoor(Phase.ADMIT, _ -> fail())));
        assertDenied(
                "gateway.internal", false, new PipelineFixture.Parts(new AtTheDoor(Phase.IDENTIFY, _ -> failHard())));
    }

    @Test
    void aGuardThatFailsOnAnotherLaneDenies() throws Exception {
        for (Lane lane : List.of(Lane.CPU, Lane.WAIT)) {
            for (boolean hard : new boolean[] {false, true}) {
                assertDenied(
                        "gateway.internal",
                        false,
                        new PipelineFixture.Parts(new Doing(
                                Phase.DECIDE,
                                false,
                                (exchange, _) -> exchange.loop().isCurrent()
                                        ? new Verdict.Defer(lane)
                                        : hard ? failHard() : fail())));
            }
        }
    }

    @Test
    void aGuardThatNeverDecidesDenies() throws Exception {
        assertDenied(
                "gateway.internal",
                false,
                new PipelineFixture.Parts(new Doing(Phase.DECIDE, false, (_, _) -> new Verdict.Defer(Lane.CPU))));
    }

    @Test
    void aReplacementAfterTheMessageWasJudgedDenies() throws Exception {
        Reason reason = new Reason("test", "late");
        for (Phase phase : List.of(Phase.VALIDATE, Phase.DECIDE, Phase.BIND)) {
            assertDenied(
                    "gateway.internal",
                    false,
                    new PipelineFixture.Parts(
                            new Doing(phase, false, (_, message) -> new Verdict.Replace(message, reason))));
        }
    }

    @Test
    void aFullLaneDenies() throws Exception {
        Lanes full = (_, _) -> false;
        assertDenied(
                "gateway.overload",
                false,
                new PipelineFixture.Parts(
                        List.of(new Doing(Phase.DECIDE, false, (_, _) -> new Verdict.Defer(Lane.CPU))),
                        Optional.of(full),
                        64 << 20,
                        Duration.ofSeconds(20)));
    }

    @Test
    void aFullMemoryGateDenies() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        upstream.on("tools/call", (request, wire) -> {
            go.await();
            wire.json(Mcp.result(request.id(), FakeUpstream.echo(request.json())));
        });
        String large = "x".repeat(200_000);
        try (PipelineFixture gateway = new PipelineFixture(
                        upstream,
                        new PipelineFixture.Parts(List.of(), Optional.empty(), 1 << 20, Duration.ofSeconds(20)));
                RawClient first = gateway.client()) {
            first.send(Mcp.modernCall("1", large));
            Await.until("the first call", () -> upstream.received("tools/call").size() == 1);
            RawClient.Answer answer = gateway.ask(Mcp.modernCall("1", large));
            assertEquals(503, answer.status());
            assertEquals("gateway.memory", answer.reason());
            go.countDown();
            assertEquals(large, OutcomePathTest.text(first.read()));
            for (int i = 0; i < 5; i++) {
                assertEquals(large, OutcomePathTest.text(gateway.ask(Mcp.modernCall("1", large))));
            }
        }
    }

    @Test
    void aLedgerThatCannotBeWrittenDeniesBeforeSending() throws Exception {
        try (PipelineFixture gateway = new PipelineFixture(upstream, new PipelineFixture.Parts())) {
            gateway.recorder.able(false);
            RawClient.Answer answer = gateway.ask(Mcp.modernCall("1", "x"));
            assertEquals("audit.unavailable", answer.reason());
            assertEquals(503, answer.status());
            assertEquals(List.of(), upstream.received("tools/call"));
            gateway.recorder.able(true);
            assertEquals("x", OutcomePathTest.text(gateway.ask(Mcp.modernCall("1", "x"))));
        }
    }

    @Test
    void theBodyWaitsForADoorThatThinks() throws Exception {
        Guard thinking = new AtTheDoor(Phase.IDENTIFY, exchange -> {
            if (exchange.loop().isCurrent()) {
                return new Verdict.Defer(Lane.WAIT);
            }
            sleep();
            return Verdict.PASS;
        });
        try (PipelineFixture gateway = new PipelineFixture(upstream, new PipelineFixture.Parts(thinking));
                RawClient client = gateway.client()) {
            for (int size : new int[] {10, 300_000, 10}) {
                String text = "x".repeat(size);
                assertEquals(text, OutcomePathTest.text(client.ask(Mcp.modernCall("1", text))));
            }
        }
    }

    @Test
    void whatATheDoorThinksIsOnlyAskedTwice() throws Exception {
        AtomicBoolean denied = new AtomicBoolean();
        Guard thinking = new AtTheDoor(Phase.IDENTIFY, exchange -> {
            if (exchange.loop().isCurrent()) {
                return new Verdict.Defer(Lane.WAIT);
            }
            denied.set(true);
            return new Verdict.Deny(new Reason("token", "invalid"));
        });
        assertDenied("token.invalid", false, new PipelineFixture.Parts(thinking));
        assertTrue(denied.get());
    }

    private static void sleep() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
