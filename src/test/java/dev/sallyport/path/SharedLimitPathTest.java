package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.store.redis.RealRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Two gateways with one Redis share their limits; without it they do as they were told, and come back to it by themselves. */
final class SharedLimitPathTest {
    private FakeUpstream upstream;
    private RealRedis redis;

    @BeforeEach
    void start() throws IOException {
        redis = RealRedis.start();
        upstream = new FakeUpstream();
        upstream.on(
                "tools/list",
                (request, wire) -> wire.json(Mcp.result(
                        request.id(),
                        "{\"resultType\":\"complete\",\"ttlMs\":60000,\"cacheScope\":\"private\","
                                + "\"tools\":[{\"name\":\"send\",\"inputSchema\":{\"type\":\"object\"}}]}")));
        upstream.on(
                "tools/call",
                (request, wire) -> wire.json(Mcp.result(request.id(), "{\"resultType\":\"complete\",\"content\":[]}")));
    }

    @AfterEach
    void stop() throws Exception {
        upstream.close();
        redis.close();
    }

    private GatewayFixture gateway(String onFailure, String limit) throws IOException {
        return GatewayFixture.before(
                upstream,
                "store: { redis: 'redis://127.0.0.1:" + redis.port() + "' }",
                "ratelimit: { on-failure: " + onFailure + ", limits: [" + limit + "] }");
    }

    @Test
    void twoGatewaysShareOneLimitAndNoMore() throws Exception {
        String limit = "{ id: shared, by: [principal, tool], rate: 30/d }";
        try (GatewayFixture one = gateway("deny", limit);
                GatewayFixture other = gateway("deny", limit)) {
            for (int i = 0; i < 30; i++) {
                assertEquals("", call(i % 3 == 0 ? one : other), "call " + i);
            }
            assertEquals("ratelimit.exceeded", call(one));
            RawClient.Answer refused = answer(other);
            JsonNode why = refused.message().path("result").path("_meta").path("dev.sallyport/refusal");
            long seconds = why.path("retryAfterSeconds").asLong();
            assertTrue(seconds > 2800 && seconds <= 2880, refused::text);
            assertEquals(30, upstream.received("tools/call").size());
            assertEquals(Optional.of("ok"), one.gateway.limits().state());
        }
    }

    @Test
    void aBudgetOutlivesTheGatewayThatCountedIt() throws Exception {
        String limit = "{ id: day, by: [principal], budget: 20/d }";
        try (GatewayFixture one = gateway("deny", limit)) {
            for (int i = 0; i < 12; i++) {
                assertEquals("", call(one));
            }
        }
        try (GatewayFixture next = gateway("deny", limit)) {
            for (int i = 0; i < 8; i++) {
                assertEquals("", call(next), "call " + i);
            }
            assertEquals("ratelimit.budget", call(next));
        }
    }

    @Test
    void withoutRedisCallsAreRefusedUntilItIsBack() throws Exception {
        try (GatewayFixture one = gateway("deny", "{ id: shared, by: [principal], rate: 30/d }")) {
            assertEquals("", call(one));
            redis.kill();
            // what was taken in advance may still be used, and is not much
            Await.until("a refusal", () -> isRefused(one, "ratelimit.unavailable"));
            RawClient.Answer refused = answer(one);
            assertTrue(refused.text().contains("try again in 1 s"), refused::text);
            int sent = upstream.received("tools/call").size();
            assertTrue(sent <= 3, sent + " were sent");
            assertTrue(one.gateway.limits().state().orElse("").contains("127.0.0.1:" + redis.port()));
            redis.restart();
            Await.until("Redis again", () -> isRefused(one, ""));
            assertEquals(Optional.of("ok"), one.gateway.limits().state());
        }
    }

    @Test
    void withoutRedisEachCountsByItselfWhereTheSettingsSaySo() throws Exception {
        String limit = "{ id: shared, by: [principal], rate: 5/d }";
        try (GatewayFixture one = gateway("local", limit);
                GatewayFixture other = gateway("local", limit)) {
            for (int i = 0; i < 5; i++) {
                assertEquals("", call(one));
            }
            assertEquals("ratelimit.exceeded", call(other));
            redis.kill();
            Await.until("Redis to be missed", () -> isRefused(other, ""));
            Await.until("what is local to be used up", () -> isRefused(other, "ratelimit.exceeded"));
            int sent = upstream.received("tools/call").size();
            assertEquals(10, sent, "five together, and five of the other's own");
        }
    }

    @Test
    void aRedisThatHangsIsWaitedForOnce() throws Exception {
        try (GatewayFixture one = gateway("deny", "{ id: shared, by: [principal], rate: 50/d }")) {
            assertEquals("", call(one));
            redis.pause();
            Await.until("a refusal", () -> isRefused(one, "ratelimit.unavailable"));
            for (int i = 0; i < 20; i++) {
                long begin = System.nanoTime();
                assertEquals("ratelimit.unavailable", call(one));
                long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
                assertTrue(millis < 200, "refused after " + millis + " ms");
            }
            redis.resume();
            Await.until("Redis again", () -> isRefused(one, ""));
        }
    }

    @Test
    void aRedisThatIsNotThereKeepsNoGatewayFromStarting() throws Exception {
        redis.kill();
        try (GatewayFixture one = gateway("deny", "{ id: shared, by: [principal], rate: 50/d }")) {
            assertEquals("ratelimit.unavailable", call(one));
            redis.restart();
            Await.until("Redis", () -> isRefused(one, ""));
        }
    }

    @Test
    void whatIsOnlyObservedPassesWithoutRedisToo() throws Exception {
        redis.kill();
        try (GatewayFixture one = GatewayFixture.before(
                upstream,
                "store: { redis: 'redis://127.0.0.1:" + redis.port() + "' }",
                "ratelimit: { mode: observe, limits: [{ id: shared, by: [principal], rate: 50/d }] }")) {
            assertEquals("", call(one));
            long notes = one.recorder.ended().stream()
                    .flatMap(exchange -> exchange.notes().stream())
                    .filter(note -> note.verdict().equals("observe")
                            && note.reason().toString().equals("ratelimit.unavailable"))
                    .count();
            assertEquals(2, notes, "one of calls, one of the limit");
        }
    }

    private static boolean isRefused(GatewayFixture gateway, String reason) {
        try {
            return call(gateway).equals(reason);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String call(GatewayFixture gateway) throws IOException {
        return Mcp.reason(answer(gateway).message());
    }

    private static RawClient.Answer answer(GatewayFixture gateway) throws IOException {
        String body = Mcp.request("1", "tools/call", Mcp.modernParams("\"name\":\"send\",\"arguments\":{}"));
        return gateway.ask(Mcp.modern("/mcp/up", "tools/call", "send", body));
    }
}
