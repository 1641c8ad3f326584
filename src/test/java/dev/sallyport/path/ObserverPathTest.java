package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.Logged;
import dev.sallyport.observe.ExchangeCounts;
import dev.sallyport.observe.ObservedRecorder;
import dev.sallyport.observe.telemetry.Collector;
import dev.sallyport.observe.telemetry.Tracing;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Outcome;
import dev.sallyport.pipeline.Recorder;
import dev.sallyport.pipeline.Session;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who observes what is recorded may be as wrong as it likes: every exchange has its answer and its entry. */
final class ObserverPathTest {
    private static final String CALL = Mcp.modern(
            "/mcp/up",
            "tools/call",
            "echo",
            Mcp.request(
                    "1",
                    "tools/call",
                    "{\"name\":\"echo\",\"arguments\":{\"text\":\"hush\"}," + Mcp.MODERN_META.formatted("") + "}"));

    /** Fails whatever it sees. */
    private static final class Failing implements Recorder.Observer {
        private final boolean gravely;

        Failing(boolean gravely) {
            this.gravely = gravely;
        }

        private void fail() {
            if (gravely) {
                throw new StackOverflowError("planted");
            }
            throw new IllegalStateException("planted");
        }

        @Override
        public void begins(Exchange exchange) {
            fail();
        }

        @Override
        public void sent(Exchange exchange) {
            fail();
        }

        @Override
        public void ended(Exchange exchange) {
            fail();
        }

        @Override
        public void stepped(Recorder.Step step) {
            fail();
        }

        @Override
        public void ended(Session session, Session.End why) {
            fail();
        }

        @Override
        public void endedAtServer(Session session, Session.End why) {
            fail();
        }
    }

    private static GatewayFixture gateway(FakeUpstream upstream, Recorder.Observer... observers) throws Exception {
        return GatewayFixture.of(
                "servers: { up: { url: '" + upstream.url() + "' } }\n",
                recorder -> new ObservedRecorder(recorder, List.of(observers)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anObserverThatFailsCostsNoExchangeItsAnswerOrItsEntry(boolean gravely) throws Exception {
        ExchangeCounts counts = new ExchangeCounts();
        try (FakeUpstream upstream = new FakeUpstream();
                Logged logged = new Logged("sallyport");
                GatewayFixture gateway = gateway(upstream, new Failing(gravely), counts)) {
            assertEquals(200, gateway.ask(CALL).status());
            assertEquals(Outcome.ANSWERED, gateway.recorder.only("tools/call"));
            assertEquals(1, counts.count("up", Outcome.ANSWERED), "others observe all the same");
            assertEquals(404, gateway.ask(CALL.replace("/mcp/up", "/mcp/none")).status());
            Await.until("both entries", () -> gateway.recorder.ended().size() == 2);
            String session = gateway.session();
            assertEquals(
                    204,
                    gateway.ask("DELETE /mcp/up HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + Mcp.TOKEN
                                    + "\r\nMcp-Session-Id: " + session + "\r\n\r\n")
                            .status());
            Await.until(
                    "the end of the session",
                    () -> gateway.recorder.sessionsEnded().size() == 1);
            new ObservedRecorder(gateway.recorder, List.of(new Failing(gravely)))
                    .stepped(new Recorder.Step(Instant.EPOCH, "step", Map.of()));
            assertEquals(List.of("step"), gateway.recorder.steps());
            assertTrue(logged.lines().contains("what is recorded could not be observed"));
        }
    }

    @Test
    void aMistakeInTheMakingOfASpanCostsNoExchangeItsAnswerOrItsEntry() throws Exception {
        Tracing tracing = new Tracing(
                new Collector(URI.create("http://127.0.0.1:1/"), Map.of(), "", Optional.empty(), 1),
                new Collector.Self("0.1.0", "test"),
                _ -> Optional.empty(),
                _ -> {
                    throw new IllegalStateException("planted");
                });
        try (FakeUpstream upstream = new FakeUpstream();
                GatewayFixture gateway = gateway(upstream, tracing)) {
            assertEquals(200, gateway.ask(CALL).status());
            assertEquals(Outcome.ANSWERED, gateway.recorder.only("tools/call"));
        } finally {
            tracing.close(Duration.ofSeconds(3));
        }
    }
}
