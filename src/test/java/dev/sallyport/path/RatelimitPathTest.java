package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is taken too often, too much or too many at once is refused, as the caller can understand, and nothing else is. */
final class RatelimitPathTest {
    private static final String TOOLS = """
            [{"name":"read","inputSchema":{"type":"object"},"annotations":{"readOnlyHint":true}},
             {"name":"write","inputSchema":{"type":"object"}},
             {"name":"wipe","inputSchema":{"type":"object"}}]""";

    private FakeUpstream upstream;

    @BeforeEach
    void start() throws IOException {
        upstream = new FakeUpstream();
        upstream.on(
                "tools/list",
                (request, wire) -> wire.json(Mcp.result(
                        request.id(),
                        "{\"resultType\":\"complete\",\"ttlMs\":60000,\"cacheScope\":\"private\",\"tools\":" + TOOLS
                                + "}")));
        upstream.on(
                "tools/call",
                (request, wire) -> wire.json(Mcp.result(request.id(), "{\"resultType\":\"complete\",\"content\":[]}")));
    }

    @AfterEach
    void stop() throws IOException {
        upstream.close();
    }

    @Test
    void aCallBeyondTheRateIsAResultThatSaysWhenToTryAgain() throws Exception {
        try (GatewayFixture gateway = with("{ id: writes, by: [principal, tool], resource: ['up/w*'], rate: 2/h }")) {
            assertEquals("", call(gateway, "write"));
            assertEquals("", call(gateway, "write"));
            RawClient.Answer refused = answer(gateway, "write", "{}");
            assertEquals(200, refused.status());
            JsonNode result = refused.message().path("result");
            assertTrue(result.path("isError").asBoolean(), refused::text);
            JsonNode why = result.path("_meta").path("dev.sallyport/refusal");
            assertEquals("ratelimit", why.path("practice").asString());
            assertEquals("exceeded", why.path("code").asString());
            long seconds = why.path("retryAfterSeconds").asLong();
            assertTrue(seconds > 1700 && seconds <= 1800, "in " + seconds);
            assertTrue(refused.text().contains("try again in " + seconds + " s"), refused::text);
            assertTrue(notes(gateway).contains("limit ratelimit.exceeded writes"), notes(gateway));
            // each tool has a count of its own, and what the limit is not about has none
            assertEquals("", call(gateway, "wipe"));
            assertEquals("", call(gateway, "read"));
            assertEquals(4, upstream.received("tools/call").size());
        }
    }

    @Test
    void eachValueOfAnArgumentHasACountOfItsOwnHoweverItIsWritten() throws Exception {
        try (GatewayFixture gateway = with("{ id: mails, by: [principal, argument], argument: /to, rate: 1/h }")) {
            assertEquals("", reason(gateway, "write", "{\"to\":\"a@example.com\",\"n\":1}"));
            assertEquals("ratelimit.exceeded", reason(gateway, "write", "{\"to\":\"a@example.com\",\"n\":2}"));
            assertEquals("ratelimit.exceeded", reason(gateway, "write", "{\"to\":\" A@Example.COM \"}"));
            assertEquals("", reason(gateway, "write", "{\"to\":\"b@example.com\"}"));
            assertEquals("", reason(gateway, "write", "{\"to\":7}"));
            assertEquals("ratelimit.exceeded", reason(gateway, "write", "{\"to\":7.0}"));
            // what is no single value has one count, so that lists give nobody a fresh one
            assertEquals("", reason(gateway, "write", "{\"to\":[\"a@example.com\"]}"));
            assertEquals("ratelimit.exceeded", reason(gateway, "write", "{\"to\":[\"a@example.com\",1]}"));
            assertEquals("ratelimit.exceeded", reason(gateway, "write", "{\"to\":{}}"));
            assertEquals("ratelimit.exceeded", reason(gateway, "write", "{}"));
            assertEquals("ratelimit.exceeded", reason(gateway, "write", "{\"to\":\"" + "x".repeat(2000) + "\"}"));
            assertEquals("", reason(gateway, "write", "{\"to\":\"" + "x".repeat(1000) + "\"}"));
            assertEquals("", reason(gateway, "write", "{\"to\":\"" + "x".repeat(999) + "\"}"));
        }
    }

    @Test
    void whatIsDeclaredToBeOfAClassIsCountedByClass() throws Exception {
        try (GatewayFixture gateway = GatewayFixture.of("servers: { up: { url: '" + upstream.url()
                + "', arguments: { write: { /to: identifier } , wipe: { /what: identifier } } } }\n"
                + limits("{ id: ids, by: [server, argument], argument: identifier, rate: 2/h }"))) {
            assertEquals("", reason(gateway, "write", "{\"to\":\"x\"}"));
            assertEquals("", reason(gateway, "wipe", "{\"what\":\"x\"}"));
            assertEquals("ratelimit.exceeded", reason(gateway, "write", "{\"to\":\"x\"}"));
            assertEquals("", reason(gateway, "write", "{\"to\":\"y\"}"));
            for (int i = 0; i < 5; i++) {
                assertEquals("", reason(gateway, "read", "{\"to\":\"x\"}"), "it has no such argument");
            }
        }
    }

    private static String reason(GatewayFixture gateway, String tool, String arguments) throws IOException {
        return Mcp.reason(answer(gateway, tool, arguments).message());
    }

    @Test
    void aCallThatOneLimitRefusesTakesNothingFromAnother() throws Exception {
        try (GatewayFixture gateway = with(
                "{ id: all, by: [principal], rate: 3/h }",
                "{ id: wipes, by: [tool], resource: [up/wipe], rate: 1/h }")) {
            assertEquals("", call(gateway, "wipe"));
            for (int i = 0; i < 10; i++) {
                assertEquals("ratelimit.exceeded", call(gateway, "wipe"));
            }
            assertEquals("", call(gateway, "read"));
            assertEquals("", call(gateway, "read"));
            assertEquals("ratelimit.exceeded", call(gateway, "read"));
        }
    }

    @Test
    void whatCostsMoreTakesMore() throws Exception {
        try (GatewayFixture gateway = GatewayFixture.before(
                upstream,
                "ratelimit: { limits: [{ id: day, by: [principal], budget: 12/d }], costs: [{ resource: ['up/*'], cost: 2 }, { resource: [up/wipe], cost: 7 }] }")) {
            assertEquals("", call(gateway, "wipe"));
            assertEquals("ratelimit.budget", call(gateway, "wipe"));
            assertEquals("", call(gateway, "read"));
            assertEquals("", call(gateway, "read"));
            assertEquals("ratelimit.budget", call(gateway, "read"));
        }
    }

    @Test
    void whatIsUnderWayIsCountedUntilItEnds() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        upstream.on("tools/call", (request, wire) -> {
            if (request.text().contains("slow")) {
                waiting.countDown();
                go.await();
            }
            wire.json(Mcp.result(request.id(), "{\"resultType\":\"complete\",\"content\":[]}"));
        });
        try (GatewayFixture gateway =
                with("{ id: one, by: [principal, server], resource: [up/wipe], concurrency: 1 }")) {
            AtomicReference<String> first = new AtomicReference<>("none");
            Thread slow = Thread.ofPlatform().start(() -> {
                try {
                    first.set(Mcp.reason(
                            answer(gateway, "wipe", "{\"is\":\"slow\"}").message()));
                } catch (IOException e) {
                    first.set(e.toString());
                }
            });
            waiting.await();
            assertEquals("ratelimit.concurrency", call(gateway, "wipe"));
            assertEquals("", call(gateway, "read"));
            go.countDown();
            slow.join();
            assertEquals("", first.get());
            Await.until("a free place", () -> isServed(gateway));
        }
    }

    @Test
    void aClientThatGoesAwayGivesItsPlaceBack() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        upstream.on("tools/call", (request, wire) -> {
            if (request.text().contains("slow")) {
                waiting.countDown();
            } else {
                wire.json(Mcp.result(request.id(), "{\"resultType\":\"complete\",\"content\":[]}"));
            }
        });
        try (GatewayFixture gateway = with("{ id: one, by: [principal], concurrency: 1 }")) {
            try (RawClient client = gateway.client()) {
                client.send(request("wipe", "{\"is\":\"slow\"}"));
                waiting.await();
                assertEquals("ratelimit.concurrency", call(gateway, "wipe"));
            }
            Await.until("a free place", () -> isServed(gateway));
        }
    }

    @Test
    void aFloodIsRefusedBeforeItsBodyIsRead() throws Exception {
        try (GatewayFixture gateway = GatewayFixture.before(upstream, "ratelimit: { per-principal: 3/h }")) {
            for (int i = 0; i < 3; i++) {
                assertEquals("", call(gateway, "read"));
            }
            RawClient.Answer refused = gateway.ask(Mcp.post("/mcp/up", "no JSON"));
            assertEquals(429, refused.status());
            assertTrue(Long.parseLong(refused.head().value("Retry-After")) > 1000, refused::text);
            assertEquals("ratelimit.flood", Mcp.reason(refused.message()));
            assertTrue(notes(gateway).contains("limit ratelimit.flood per-principal"), notes(gateway));
        }
    }

    @Test
    void aStrangersAddressIsLimitedToo() throws Exception {
        try (GatewayFixture gateway = GatewayFixture.before(upstream, "ratelimit: { per-peer: 3/h }")) {
            for (int i = 0; i < 3; i++) {
                assertEquals(
                        401,
                        gateway.ask(Mcp.post("/mcp/up", "{}", "Authorization: Bearer guess"))
                                .status());
            }
            assertEquals(
                    429,
                    gateway.ask(Mcp.post("/mcp/up", "{}", "Authorization: Bearer guess"))
                            .status());
        }
    }

    @Test
    void whatIsOnlyObservedPasses() throws Exception {
        try (GatewayFixture gateway = with("{ id: w, by: [principal], rate: 1/h, mode: observe }")) {
            assertEquals("", call(gateway, "write"));
            assertEquals("", call(gateway, "write"));
            assertTrue(notes(gateway).contains("observe ratelimit.exceeded w"), notes(gateway));
        }
        try (GatewayFixture gateway =
                GatewayFixture.before(upstream, "ratelimit: { mode: observe, per-principal: 1/h, calls: 1/h }")) {
            assertEquals("", call(gateway, "write"));
            assertEquals("", call(gateway, "write"));
            assertTrue(notes(gateway).contains("observe ratelimit.flood per-principal"), notes(gateway));
            assertTrue(notes(gateway).contains("observe ratelimit.exceeded calls"), notes(gateway));
        }
    }

    @Test
    void aReloadForgetsNothingOfALimitThatStays() throws Exception {
        String servers = "servers: { up: { url: '" + upstream.url() + "' } }\n";
        String stays = "{ id: stays, by: [principal], resource: [up/wipe], rate: 1/h }";
        try (GatewayFixture gateway = GatewayFixture.of(servers + limits(stays))) {
            assertEquals("", call(gateway, "wipe"));
            gateway.gateway.reload(GatewayFixture.settings(
                    servers + limits(stays, "{ id: more, by: [principal], resource: [up/read], rate: 1/h }")));
            assertEquals("ratelimit.exceeded", call(gateway, "wipe"));
            assertEquals("", call(gateway, "read"));
            assertEquals("ratelimit.exceeded", call(gateway, "read"));
            gateway.gateway.reload(GatewayFixture.settings(servers));
            assertEquals("", call(gateway, "wipe"));
        }
    }

    @Test
    void aSumCountsForTheServerThatDoesIt() throws Exception {
        try (GatewayFixture gateway = with("{ id: w, by: [principal, tool], resource: [up/wipe], rate: 1/h }")) {
            assertEquals("", call(gateway, "wipe"));
            String body = Mcp.request("1", "tools/call", Mcp.modernParams("\"name\":\"up_wipe\",\"arguments\":{}"));
            JsonNode refused = gateway.ask(Mcp.modern("/mcp", "tools/call", "up_wipe", body))
                    .message();
            assertEquals("ratelimit.exceeded", Mcp.reason(refused));
        }
    }

    @Test
    void anAgentInALoopIsSlowedAndOneThatAsksIsNot() throws Exception {
        try (GatewayFixture gateway =
                GatewayFixture.before(upstream, "ratelimit: { repeats: { calls: 3, safe-calls: 6 } }")) {
            for (int i = 0; i < 3; i++) {
                assertEquals("", call(gateway, "write"));
            }
            RawClient.Answer refused = answer(gateway, "write", "{}");
            assertEquals("ratelimit.repeated", Mcp.reason(refused.message()));
            assertTrue(refused.text().contains("try again in 5 s"), refused::text);
            assertTrue(notes(gateway).contains("limit ratelimit.repeated repeats"), notes(gateway));
            assertEquals("", Mcp.reason(answer(gateway, "write", "{\"n\":1}").message()), "another call");
            assertEquals("", call(gateway, "wipe"), "another tool");
            for (int i = 0; i < 6; i++) {
                assertEquals("", call(gateway, "read"), "a tool that only reads may be asked more often");
            }
            assertEquals("ratelimit.repeated", call(gateway, "read"));
        }
    }

    @Test
    void theSameArgumentsInAnotherOrderAreTheSameCall() throws Exception {
        try (GatewayFixture gateway =
                GatewayFixture.before(upstream, "ratelimit: { repeats: { calls: 2, safe-calls: 2 } }")) {
            assertEquals("", reason(gateway, "write", "{\"to\":\"x\",\"n\":{\"a\":[1,2],\"b\":null}}"));
            assertEquals("", reason(gateway, "write", "{\"n\":{\"b\":null,\"a\":[1,2]},\"to\":\"x\"}"));
            assertEquals(
                    "ratelimit.repeated", reason(gateway, "write", "{\"to\":\"x\",\"n\":{\"b\":null,\"a\":[1,2]}}"));
            assertEquals("", reason(gateway, "write", "{\"to\":\"x\",\"n\":{\"b\":null,\"a\":[2,1]}}"));
        }
    }

    @Test
    void withoutSettingsABurstOfHundredsPasses() throws Exception {
        try (GatewayFixture gateway = GatewayFixture.before(upstream, "ratelimit: {}");
                RawClient client = gateway.client()) {
            for (int i = 0; i < 800; i++) {
                String refused = Mcp.reason(
                        client.ask(request("read", "{\"n\":" + i + "}")).message());
                assertEquals("", refused, "call " + i);
            }
        }
        assertFalse(upstream.received("tools/call").isEmpty());
    }

    private static String limits(String... limits) {
        return "ratelimit:\n  limits:\n  - " + String.join("\n  - ", limits);
    }

    private GatewayFixture with(String... limits) throws IOException {
        return GatewayFixture.before(upstream, limits(limits));
    }

    private static String call(GatewayFixture gateway, String tool) throws IOException {
        return Mcp.reason(answer(gateway, tool, "{}").message());
    }

    private static boolean isServed(GatewayFixture gateway) {
        try {
            return call(gateway, "wipe").isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RawClient.Answer answer(GatewayFixture gateway, String tool, String arguments) throws IOException {
        return gateway.ask(request(tool, arguments));
    }

    private static String request(String tool, String arguments) {
        String body = Mcp.request(
                "1", "tools/call", Mcp.modernParams("\"name\":\"" + tool + "\",\"arguments\":" + arguments));
        return Mcp.modern("/mcp/up", "tools/call", tool, body);
    }

    private static String notes(GatewayFixture gateway) {
        StringBuilder notes = new StringBuilder();
        gateway.recorder.ended().forEach(exchange -> exchange.notes().forEach(note -> notes.append(note.verdict())
                .append(' ')
                .append(note.reason())
                .append(' ')
                .append(note.detail())
                .append('\n')));
        return notes.toString();
    }
}
