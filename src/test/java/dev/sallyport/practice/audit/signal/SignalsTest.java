package dev.sallyport.practice.audit.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.Gateway;
import dev.sallyport.pipeline.Envelope;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Headers;
import dev.sallyport.pipeline.Pipeline;
import dev.sallyport.pipeline.Recorder;
import dev.sallyport.pipeline.Snapshot;
import dev.sallyport.pipeline.Underway;
import dev.sallyport.pipeline.caller.Authentication;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.pipeline.execution.FixedLoop;
import dev.sallyport.pipeline.execution.MemoryGate;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.practice.audit.signal.SignalSettings.DenialBurst;
import dev.sallyport.protocol.json.JsonLimits;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class SignalsTest {
    private final List<Recorder.Step> steps = Collections.synchronizedList(new ArrayList<>());

    @Test
    void whereMoreEndThanCanBeLookedAtTheyAreCounted() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (Signals signals = new Signals(recorder(), rules(Then.BLOCK), Clock.systemUTC(), 1, _ -> {
            stuck.countDown();
            await(go);
        })) {
            Exchange first = refused("a");
            signals.ended(first);
            await(stuck);
            for (int i = 0; i < 20_000; i++) {
                signals.ended(first);
            }
            assertEquals(20_000 - 16_384, signals.missed());
            go.countDown();
        }
    }

    @Test
    void veryManySignalsAreCountedAndNotEachWritten() throws Exception {
        try (Signals signals = new Signals(recorder(), rules(Then.ALERT), Clock.systemUTC(), 1, _ -> {})) {
            for (int i = 0; i < 500; i++) {
                signals.ended(refused("u" + i));
            }
            long end = System.nanoTime() + 10_000_000_000L;
            while (signals.count(Signal.DENIAL_BURST) < 500 && System.nanoTime() < end) {
                Thread.sleep(5);
            }
            assertEquals(500, signals.count(Signal.DENIAL_BURST));
            assertEquals(500, signals.standing());
            assertEquals(100, steps.size());
        }
    }

    @Test
    void whereVeryManyAreLetGoTheRestIsCounted() throws Exception {
        try (Signals signals = new Signals(recorder(), rules(Then.BLOCK), Clock.systemUTC(), 1, _ -> {})) {
            for (int i = 0; i < 150; i++) {
                signals.ended(refused("u" + i));
            }
            long end = System.nanoTime() + 10_000_000_000L;
            while (signals.standing() < 150 && System.nanoTime() < end) {
                Thread.sleep(5);
            }
            assertEquals(150, signals.lift(_ -> true, "ops").size());
            List<Recorder.Step> lifted = steps.stream()
                    .filter(step -> step.event().equals("signals-lifted"))
                    .toList();
            assertEquals(101, lifted.size());
            assertEquals(Map.of("count", "50", "by", "ops"), lifted.getLast().facts());
        }
    }

    @Test
    void aFailureToFollowIsLoggedAndLookingGoesOn() throws Exception {
        AtomicInteger ended = new AtomicInteger();
        try (Signals signals = new Signals(recorder(), rules(Then.END_SESSION), Clock.systemUTC(), 1, _ -> {
            ended.incrementAndGet();
            throw new StackOverflowError("planted");
        })) {
            signals.ended(refused("a"));
            signals.ended(refused("b"));
            long end = System.nanoTime() + 10_000_000_000L;
            while (ended.get() < 2 && System.nanoTime() < end) {
                Thread.sleep(5);
            }
            assertEquals(2, ended.get());
        }
    }

    /** The first refusal is a burst already. */
    private static Signals.Rules rules(Then then) {
        SignalSettings usual = SignalSettings.DEFAULT;
        return new Signals.Rules(
                new SignalSettings(
                        usual.stands(),
                        usual.learning(),
                        new DenialBurst(1, Duration.ofMinutes(1), then),
                        usual.toolScan(),
                        usual.replay(),
                        usual.secretArgument(),
                        usual.sessionMove(),
                        usual.unusualVolume(),
                        usual.unusualHour(),
                        usual.argumentSize(),
                        usual.newTool(),
                        usual.exfiltration()),
                Map.of());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(10, java.util.concurrent.TimeUnit.SECONDS));
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private Recorder recorder() {
        return (Recorder) Proxy.newProxyInstance(
                Recorder.class.getClassLoader(), new Class<?>[] {Recorder.class}, (_, method, arguments) -> {
                    assertEquals("stepped", method.getName());
                    steps.add((Recorder.Step) arguments[0]);
                    return null;
                });
    }

    private static Exchange refused(String who) {
        Snapshot snapshot = new Snapshot(
                new Pipeline(List.of(), Gateway.unrecorded(), (_, _) -> false, new MemoryGate(1 << 20), new Underway()),
                Map.of(),
                new Snapshot.Limits(1 << 20, JsonLimits.DEFAULT, Duration.ofSeconds(30)));
        Exchange exchange = new Exchange(
                "x-1",
                new Envelope(Envelope.Carrier.POST, "up", "192.0.2.1", Headers.NONE, 0),
                snapshot,
                FixedLoop.HERE,
                Instant.EPOCH);
        exchange.identified(
                new Principal.User(new Principal.Key("https://issuer.example", who, "")), Authentication.NONE);
        exchange.note("deny", new Reason("access", "forbidden"));
        return exchange;
    }
}
