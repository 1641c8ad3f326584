package dev.sallyport.path;

import static dev.sallyport.path.ApprovalPathTest.answer;
import static dev.sallyport.path.ApprovalPathTest.approve;
import static dev.sallyport.path.ApprovalPathTest.code;
import static dev.sallyport.path.ApprovalPathTest.params;
import static dev.sallyport.path.ApprovalPathTest.waiting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.Stores;
import dev.sallyport.practice.access.approval.ApprovalStore;
import dev.sallyport.store.memory.MemoryApprovals;
import dev.sallyport.store.memory.MemoryPins;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What waits for people and what they agreed to, when the gateway is started anew. */
final class ApprovalStorePathTest {
    private static final String TWO =
            ApprovalPathTest.statements("{ id: two, effect: hold, principal: ['*'], resource: [up], people: 2 }");

    private final Fragile kept = new Fragile();
    private FakeUpstream upstream;

    @BeforeEach
    void start() throws IOException {
        upstream = new FakeUpstream();
        upstream.on(
                "tools/call",
                (request, wire) -> wire.json(Mcp.result(request.id(), "{\"resultType\":\"complete\",\"content\":[]}")));
    }

    @AfterEach
    void stop() throws IOException {
        upstream.close();
    }

    @Test
    void aRequestIsTheSameAfterARestart() throws Exception {
        JsonNode before;
        try (GatewayFixture gateway = with(ApprovalPathTest.HOLDS)) {
            answer(gateway, "echo", "{\"t\":\"a\"}");
            before = waiting(gateway);
        }
        try (GatewayFixture gateway = with(ApprovalPathTest.HOLDS)) {
            assertEquals(before, waiting(gateway));
            assertEquals("access.held", code(answer(gateway, "echo", "{\"t\":\"a\"}")));
            assertEquals(before, waiting(gateway));
            approve(gateway, "arguments", 0);
        }
        try (GatewayFixture gateway = with(ApprovalPathTest.HOLDS)) {
            assertTrue(waiting(gateway).isEmpty());
            assertEquals("allowed", code(answer(gateway, "echo", "{\"t\":\"a\"}")));
            assertEquals("allowed", code(answer(gateway, "echo", "{\"t\":\"a\"}")));
            assertEquals("access.held", code(answer(gateway, "echo", "{\"t\":\"b\"}")));
        }
    }

    @Test
    void ofTwoPeopleOneMayAgreeBeforeAndOneAfterwards() throws Exception {
        try (GatewayFixture gateway = with(TWO)) {
            answer(gateway, "echo", "{}");
            ApprovalPathTest.decide(gateway, params(gateway).put("verdict", "approve"), "alice");
        }
        try (GatewayFixture gateway = with(TWO)) {
            assertTrue(ApprovalPathTest.decide(gateway, params(gateway).put("verdict", "approve"), "alice")
                    .has("problem"));
            ApprovalPathTest.decide(gateway, params(gateway).put("verdict", "approve"), "bob");
            assertEquals("allowed", code(answer(gateway, "echo", "{}")));
        }
        try (GatewayFixture gateway = with(TWO)) {
            assertEquals("access.held", code(answer(gateway, "echo", "{}")));
        }
    }

    @Test
    void aDenialStands() throws Exception {
        try (GatewayFixture gateway = with(ApprovalPathTest.HOLDS)) {
            answer(gateway, "echo", "{}");
            ApprovalPathTest.decide(gateway, params(gateway).put("verdict", "deny"), "alice");
        }
        try (GatewayFixture gateway = with(ApprovalPathTest.HOLDS)) {
            assertEquals("access.approval-denied", code(answer(gateway, "echo", "{}")));
        }
    }

    @Test
    void whatIsOverIsOverAfterARestart() throws Exception {
        String times = ApprovalPathTest.HOLDS + "\n  approvals: { answer: 1s, use: 1s }";
        try (GatewayFixture gateway = with(times)) {
            answer(gateway, "echo", "{}");
            approve(gateway, "once", 0);
            answer(gateway, "echo", "{\"n\":1}");
        }
        Thread.sleep(1_100);
        try (GatewayFixture gateway = with(times)) {
            assertEquals("access.held", code(answer(gateway, "echo", "{}")));
            assertEquals("access.approval-expired", code(answer(gateway, "echo", "{\"n\":1}")));
        }
    }

    @Test
    void twoGatewaysThatKnowOfOneApprovalUseItOnce() throws Exception {
        try (GatewayFixture one = with(ApprovalPathTest.HOLDS)) {
            answer(one, "echo", "{}");
            approve(one, "once", 0);
            try (GatewayFixture other = with(ApprovalPathTest.HOLDS)) {
                assertEquals("allowed", code(answer(other, "echo", "{}")));
                assertEquals("access.held", code(answer(one, "echo", "{}")));
            }
        }
    }

    @Test
    void whatCannotBeUsedUpIsNotUsed() throws Exception {
        try (GatewayFixture gateway = with(ApprovalPathTest.HOLDS)) {
            answer(gateway, "echo", "{}");
            approve(gateway, "once", 0);
            kept.isFull = true;
            assertEquals("access.approval-unused", code(answer(gateway, "echo", "{}")));
            assertTrue(upstream.received("tools/call").isEmpty());
            kept.isFull = false;
            assertEquals("allowed", code(answer(gateway, "echo", "{}")));
            assertEquals("access.held", code(answer(gateway, "echo", "{}")));
        }
    }

    @Test
    void whatCannotBeReadIsNoApproval() throws Exception {
        try (GatewayFixture gateway = with(ApprovalPathTest.HOLDS)) {
            answer(gateway, "echo", "{}");
            approve(gateway, "arguments", 0);
        }
        ApprovalStore.Kept given = kept.load().getFirst();
        List<String> broken = List.of(
                "",
                "[]",
                "{}",
                given.body().replace("\"scope\":\"arguments\"", "\"scope\":\"everything\""),
                given.body().replace("\"scope\":\"arguments\"", "\"scope\":\"session\""),
                given.body().replace("\"kind\":\"user\"", "\"kind\":\"god\""),
                given.body().substring(1));
        for (String body : broken) {
            kept.add(new ApprovalStore.Kept(given.name(), true, given.untilMillis(), body));
            kept.add(new ApprovalStore.Kept("other", false, given.untilMillis(), body));
            try (GatewayFixture gateway = with(ApprovalPathTest.HOLDS)) {
                assertEquals("access.held", code(answer(gateway, "echo", "{}")), body);
                assertEquals(1, waiting(gateway).size(), body);
            }
            kept.load().forEach(left -> kept.remove(left.name()));
        }
    }

    private GatewayFixture with(String policy) throws IOException {
        return GatewayFixture.of(
                "servers: { up: { url: '" + upstream.url() + "' } }\n" + policy, new Stores(new MemoryPins(), kept));
    }

    /** A disk that may be full. */
    private static final class Fragile implements ApprovalStore {
        private final MemoryApprovals there = new MemoryApprovals();
        private volatile boolean isFull;

        @Override
        public List<Kept> load() {
            return there.load();
        }

        @Override
        public void add(Kept kept) {
            there.add(kept);
        }

        @Override
        public void change(Kept kept) {
            there.change(kept);
        }

        @Override
        public void remove(String name) {
            there.remove(name);
        }

        @Override
        public void flush() {
            there.flush();
        }

        @Override
        public boolean use(String name) throws IOException {
            if (isFull) {
                throw new IOException("full");
            }
            return there.use(name);
        }
    }
}
