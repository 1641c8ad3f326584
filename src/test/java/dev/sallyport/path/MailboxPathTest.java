package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.Outcome;
import dev.sallyport.pipeline.execution.Lane;
import dev.sallyport.pipeline.verdict.MethodSet;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.protocol.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** One mailbox: whatever their size and whichever lane judges them, messages keep their order; the same seeds, the same outcome. */
final class MailboxPathTest {
    private static final int MESSAGES = 150;
    private static final Reason EVERY_NINTH = new Reason("test", "ninth");

    /** Sends each message to a lane that its number chooses, and denies every ninth there. */
    private record Wandering(long seed, Phase phase) implements Guard {
        @Override
        public MethodSet outboundFor() {
            return MethodSet.of("notifications/message", "tools/call");
        }

        @Override
        public Verdict outbound(Exchange exchange, Message message) {
            int number = ((Message.Spoken) message)
                    .body()
                    .path("params")
                    .path("data")
                    .path("n")
                    .asInt(-1);
            Random random = new Random(seed * 31 + number + (phase == Phase.DECIDE ? 1 : 0));
            Lane lane = List.of(Lane.values()).get(random.nextInt(Lane.values().length));
            if (lane != Lane.LOOP && exchange.loop().isCurrent()) {
                return new Verdict.Defer(lane);
            }
            if (lane == Lane.WAIT) {
                pause(random.nextInt(3));
            }
            return number % 9 == 8 && phase == Phase.DECIDE ? new Verdict.Deny(EVERY_NINTH) : Verdict.PASS;
        }

        private static void pause(int millis) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        }
    }

    private static List<String> run(long seed) throws Exception {
        List<String> heard = new ArrayList<>();
        try (FakeUpstream upstream = new FakeUpstream();
                PipelineFixture bare = new PipelineFixture(
                        upstream,
                        new PipelineFixture.Parts(
                                new Wandering(seed, Phase.VALIDATE), new Wandering(seed, Phase.DECIDE)))) {
            upstream.on("tools/call", (request, wire) -> {
                Random random = new Random(seed);
                wire.stream();
                for (int i = 0; i < MESSAGES; i++) {
                    int size = random.nextInt(20) == 0 ? 200_000 : random.nextInt(3_000);
                    wire.event(Mcp.notification(
                            "notifications/message",
                            "{\"data\":{\"n\":" + i + ",\"x\":\"" + "x".repeat(size) + "\"}}"));
                }
                wire.event(Mcp.result(request.id(), FakeUpstream.echo(request.json())))
                        .end();
            });
            try (RawClient client = bare.client()) {
                client.send(Mcp.modernCall("1", "x")).head();
                for (String event = client.event(); !event.isEmpty(); event = client.event()) {
                    JsonNode message = Mcp.json(event);
                    JsonNode data = message.path("params").path("data");
                    heard.add(message.path("method").asString("answer") + " "
                            + data.path("n").asInt(-1) + " "
                            + data.path("x").asString("").length());
                }
            }
            assertEquals(Outcome.ANSWERED, bare.recorder.only("tools/call"));
            assertEquals(
                    16,
                    bare.recorder.notes("tools/call").stream()
                            .filter(("deny " + EVERY_NINTH)::equals)
                            .count());
        }
        return heard;
    }

    @Test
    void messagesKeepTheirOrderAndTheSameSeedsGiveTheSameOutcome() throws Exception {
        List<String> first = run(1);
        int last = -1;
        for (String heard : first.subList(0, first.size() - 1)) {
            int number = Integer.parseInt(heard.split(" ", -1)[1]);
            assertTrue(number > last, heard + " after " + last);
            last = number;
        }
        assertEquals("answer -1 0", first.getLast());
        assertEquals(MESSAGES - MESSAGES / 9 + 1, first.size());
        assertEquals(first, run(1));
        assertNotEquals(first, run(2));
    }
}
