package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Session;
import dev.sallyport.pipeline.selection.Selection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What is held is done once a person agrees, for what he agreed to and nothing else; nothing waits for him. */
final class ApprovalPathTest {
    private static final String URL = "\"io.modelcontextprotocol/clientCapabilities\":{\"elicitation\":{\"url\":{}}}";
    static final String HOLDS = statements("{ id: asks, effect: hold, principal: ['*'], resource: [up] }");

    private volatile String schema = "{\"type\":\"object\"}";
    private FakeUpstream upstream;

    @BeforeEach
    void start() throws IOException {
        upstream = new FakeUpstream();
        upstream.on(
                "tools/list",
                (request, wire) -> wire.json(Mcp.result(
                        request.id(),
                        "{\"resultType\":\"complete\",\"ttlMs\":1,\"cacheScope\":\"private\",\"tools\":[{\"name\":\"write\",\"inputSchema\":"
                                + schema + "},{\"name\":\"other\",\"inputSchema\":{\"type\":\"object\"}}]}")));
        upstream.on(
                "tools/call",
                (request, wire) -> wire.json(Mcp.result(request.id(), "{\"resultType\":\"complete\",\"content\":[]}")));
    }

    @AfterEach
    void stop() throws IOException {
        upstream.close();
    }

    @Test
    void aClientThatShowsPagesIsAskedToAndCallsAgain() throws Exception {
        try (GatewayFixture gateway = with(HOLDS)) {
            JsonNode asked = visiting(gateway, "write", "{\"n\":1}", "");
            assertEquals("input_required", asked.path("resultType").asString());
            JsonNode question = asked.path("inputRequests").path("dev.sallyport/visit");
            assertEquals("elicitation/create", question.path("method").asString());
            assertEquals("url", question.path("params").path("mode").asString());
            String url = question.path("params").path("url").asString();
            assertTrue(url.matches("http://127\\.0\\.0\\.1:\\d+/approve/[A-Za-z0-9_-]{43}"), url);
            assertFalse(asked.has("requestState"));
            String accepted = ",\"inputResponses\":{\"dev.sallyport/visit\":{\"action\":\"accept\"}}";
            // that the page was visited is no agreement
            assertEquals(
                    url,
                    visiting(gateway, "write", "{\"n\":1}", accepted)
                            .findPath("url")
                            .asString());
            approve(gateway, "once", 0);
            assertEquals(
                    "complete",
                    visiting(gateway, "write", "{\"n\":1}", accepted)
                            .path("resultType")
                            .asString());
            assertFalse(upstream.received("tools/call").getLast().toString().contains("inputResponses"));
            assertEquals(
                    List.of(
                            "approval-asked local up write -",
                            "approval-given local up write alice",
                            "approval-used local up write -"),
                    gateway.recorder.steps("principal", "server", "name", "by"));
        }
    }

    @Test
    void oneWhoDoesNotIsRefusedAtOnceWithWhatToDo() throws Exception {
        try (GatewayFixture gateway = with(HOLDS)) {
            long began = System.nanoTime();
            JsonNode refused = answer(gateway, "write", "{}");
            assertTrue(System.nanoTime() - began < 5_000_000_000L);
            assertEquals("access.held", code(refused));
            String text = refused.path("content").path(0).path("text").asString();
            String name = waiting(gateway).path(0).path("approval").asString();
            assertTrue(text.contains("`sallyport approvals approve " + name + "`"), text);
            assertTrue(text.contains("/approve/") && text.contains("- { id: up-write, effect: permit"), text);
            // neither is one whose user does not want to see the page
            assertEquals(
                    "access.held",
                    code(visiting(
                            gateway,
                            "write",
                            "{}",
                            ",\"inputResponses\":{\"dev.sallyport/visit\":{\"action\":\"decline\"}}")));
            approve(gateway, "once", 0);
            assertEquals("allowed", code(answer(gateway, "write", "{}")));
            assertEquals("access.held", code(answer(gateway, "write", "{}")));
        }
    }

    @Test
    void ofTwoRetriesAtOnceOnePasses() throws Exception {
        try (GatewayFixture gateway = with(HOLDS);
                ExecutorService both = Executors.newFixedThreadPool(8)) {
            for (int round = 0; round < 20; round++) {
                answer(gateway, "write", "{}");
                approve(gateway, "once", 0);
                CyclicBarrier together = new CyclicBarrier(8);
                List<Callable<String>> calls = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    calls.add(() -> {
                        together.await();
                        return code(answer(gateway, "write", "{}"));
                    });
                }
                List<String> codes = new ArrayList<>();
                for (Future<String> call : both.invokeAll(calls)) {
                    codes.add(call.get());
                }
                assertEquals(1, codes.stream().filter("allowed"::equals).count(), codes::toString);
                assertEquals(7, codes.stream().filter("access.held"::equals).count(), codes::toString);
            }
        }
    }

    @Test
    void anApprovalIsForTheseArgumentsAndThisToolOnly() throws Exception {
        try (GatewayFixture gateway = with(HOLDS)) {
            answer(gateway, "write", "{\"a\":1,\"b\":[2]}");
            approve(gateway, "once", 0);
            assertEquals("access.held", code(answer(gateway, "write", "{\"a\":1,\"b\":[3]}")));
            assertEquals("access.held", code(answer(gateway, "write", "{\"a\":1}")));
            assertEquals("access.held", code(answer(gateway, "other", "{\"a\":1,\"b\":[2]}")));
            // the order of members is no difference
            assertEquals("allowed", code(answer(gateway, "write", "{\"b\":[2],\"a\":1}")));
        }
    }

    @Test
    void aChangedDefinitionVoidsIt() throws Exception {
        try (GatewayFixture gateway = with(HOLDS)) {
            answer(gateway, "write", "{}");
            approve(gateway, "arguments", 0);
            assertEquals("allowed", code(answer(gateway, "write", "{}")));
            schema = "{\"type\":\"object\",\"title\":\"another\"}";
            Await.until("the changed definition", () -> isHeld(gateway));
        }
    }

    @Test
    void aChangedPolicyVoidsIt() throws Exception {
        try (GatewayFixture gateway = with(HOLDS)) {
            answer(gateway, "write", "{}");
            approve(gateway, "arguments", 0);
            assertEquals("allowed", code(answer(gateway, "write", "{}")));
            String other = statements("{ id: asks-anew, effect: hold, principal: ['*'], resource: [up] }");
            gateway.gateway.reload(
                    GatewayFixture.settings("servers: { up: { url: '" + upstream.url() + "' } }\n" + other));
            assertEquals("access.held", code(answer(gateway, "write", "{}")));
        }
    }

    @Test
    void anotherCallerIsAskedAbout() throws Exception {
        try (GatewayFixture gateway = with(HOLDS + "\nidentity: { anonymous: [up] }")) {
            answer(gateway, "write", "{}");
            approve(gateway, "arguments", 0);
            assertEquals("allowed", code(answer(gateway, "write", "{}")));
            String body = Mcp.request("1", "tools/call", Mcp.modernParams("\"name\":\"write\",\"arguments\":{}"));
            JsonNode anonymous = gateway.ask(Mcp.modern("/mcp/up", "tools/call", "write", body, "Authorization: "))
                    .message();
            assertEquals("access.held", code(anonymous.path("result")));
        }
    }

    @Test
    void whatNobodyAnswersIsDeniedOnceAndAskedAnew() throws Exception {
        try (GatewayFixture gateway = with(HOLDS + "\n  approvals: { answer: 1s, use: 1s }")) {
            assertEquals("access.held", code(answer(gateway, "write", "{}")));
            Thread.sleep(1_100);
            assertEquals("access.approval-expired", code(answer(gateway, "write", "{}")));
            assertEquals("access.held", code(answer(gateway, "write", "{}")));
            approve(gateway, "once", 0);
            Thread.sleep(1_100);
            // an approval that was not used in time is none
            assertEquals("access.held", code(answer(gateway, "write", "{}")));
            assertEquals(
                    List.of(
                            "approval-asked",
                            "approval-expired",
                            "approval-asked",
                            "approval-given",
                            "approval-expired",
                            "approval-asked"),
                    gateway.recorder.steps());
        }
    }

    @Test
    void whatAPersonDeniesStaysDeniedForAWhile() throws Exception {
        try (GatewayFixture gateway = with(HOLDS + "\n  approvals: { use: 1s }")) {
            answer(gateway, "write", "{}");
            decide(gateway, params(gateway).put("verdict", "deny"), "alice");
            assertEquals("access.approval-denied", code(answer(gateway, "write", "{}")));
            assertEquals("access.approval-denied", code(visiting(gateway, "write", "{}", "")));
            Thread.sleep(1_100);
            assertEquals("access.held", code(answer(gateway, "write", "{}")));
        }
    }

    @Test
    void whatForbidsIsStrongerThanWhatHolds() throws Exception {
        try (GatewayFixture gateway = with(statements(
                "{ id: asks, effect: hold, principal: ['*'], resource: [up] }",
                "{ id: no, effect: forbid, principal: ['*'], resource: [up/write], when: 'has(arguments.n)' }"))) {
            assertEquals("access.forbidden", code(answer(gateway, "write", "{\"n\":1}")));
            assertTrue(waiting(gateway).isEmpty());
            assertEquals("access.held", code(answer(gateway, "write", "{}")));
        }
    }

    @Test
    void observedNobodyIsAsked() throws Exception {
        try (GatewayFixture gateway = with(HOLDS + "\n  mode: observe")) {
            assertEquals("allowed", code(answer(gateway, "write", "{}")));
            assertTrue(waiting(gateway).isEmpty());
            assertEquals(List.of("observe access.held"), gateway.recorder.notes("tools/call"));
        }
    }

    @Test
    void aToolCanBeApprovedForAWhile() throws Exception {
        try (GatewayFixture gateway = with(HOLDS)) {
            answer(gateway, "write", "{}");
            approve(gateway, "tool", 5);
            assertEquals("allowed", code(answer(gateway, "write", "{\"n\":1}")));
            assertEquals("allowed", code(answer(gateway, "write", "{\"n\":2}")));
            assertEquals("access.held", code(answer(gateway, "other", "{}")));
        }
    }

    @Test
    void twoPeopleAreTwoDifferentOnes() throws Exception {
        try (GatewayFixture gateway =
                with(statements("{ id: two, effect: hold, principal: ['*'], resource: [up], people: 2 }"))) {
            answer(gateway, "write", "{}");
            ObjectNode yes = params(gateway).put("verdict", "approve");
            assertEquals("agreed", decide(gateway, yes, "alice").path("decided").asString());
            assertEquals("access.held", code(answer(gateway, "write", "{}")));
            assertTrue(decide(gateway, yes, "alice").has("problem"));
            assertTrue(decide(gateway, yes.deepCopy().put("for", "arguments"), "bob")
                    .has("problem"));
            assertEquals("approved", decide(gateway, yes, "bob").path("decided").asString());
            assertEquals("allowed", code(answer(gateway, "write", "{}")));
            assertEquals("access.held", code(answer(gateway, "write", "{}")));
        }
    }

    @Test
    void aCallThatItsServerAsksAboutComesAgainWithoutBeingAskedAbout() throws Exception {
        upstream.on(
                "tools/call",
                (request, wire) -> wire.json(
                        Mcp.result(
                                request.id(),
                                request.json().path("params").has("inputResponses")
                                        ? "{\"resultType\":\"complete\",\"content\":[]}"
                                        : "{\"resultType\":\"input_required\",\"inputRequests\":{\"q\":{\"method\":\"elicitation/create\","
                                                + "\"params\":{\"mode\":\"url\",\"message\":\"m\",\"url\":\"https://example.com/\"}}}}")));
        try (GatewayFixture gateway = with(statements(
                "{ id: asks, effect: hold, principal: ['*'], resource: [up], action: [tools/call] }",
                "{ id: questions, effect: permit, principal: ['*'], resource: [up], action: [elicitation/create] }"))) {
            visiting(gateway, "write", "{}", "");
            approve(gateway, "once", 0);
            JsonNode asked = visiting(gateway, "write", "{}", "");
            assertTrue(asked.path("inputRequests").has("q"), asked::toString);
            Exchange call = gateway.recorder.ended().getLast();
            assertEquals(
                    "hold asks", call.ruling().decision() + " " + call.ruling().statement());
            assertEquals(List.of(new Exchange.Ask("elicitation/create", "allow", "questions")), call.asks());
            String answer = ",\"inputResponses\":{\"q\":{\"action\":\"accept\"}}";
            assertEquals(
                    "complete",
                    visiting(gateway, "write", "{}", answer).path("resultType").asString());
            assertEquals(
                    "input_required",
                    visiting(gateway, "write", "{}", answer).path("resultType").asString());
            assertEquals(2, upstream.received("tools/call").size());
            assertEquals(
                    List.of(
                            "approval-asked",
                            "approval-given",
                            "approval-used",
                            "approval-given-back",
                            "approval-used",
                            "approval-asked"),
                    gateway.recorder.steps());
        }
    }

    @Test
    void whatAServerAsksIsHeldByNobodysHand() throws Exception {
        upstream.on(
                "tools/call",
                (request, wire) -> wire.json(
                        Mcp.result(
                                request.id(),
                                "{\"resultType\":\"input_required\",\"inputRequests\":{\"q\":{\"method\":\"roots/list\",\"params\":{}}}}")));
        try (GatewayFixture gateway = with(statements(
                "{ id: all, effect: permit, principal: ['*'], resource: [up] }",
                "{ id: asks, effect: hold, principal: ['*'], resource: [up], action: [roots/list] }"))) {
            assertEquals("access.held", code(visiting(gateway, "write", "{}", "")));
            assertTrue(waiting(gateway).isEmpty());
        }
    }

    @Test
    void theTaskOfAnApprovedCallGoesOn() throws Exception {
        upstream.on(
                "tools/list",
                (request, wire) -> wire.json(Mcp.result(
                        request.id(), "{\"tools\":[{\"name\":\"echo\",\"inputSchema\":{\"type\":\"object\"}}]}")));
        upstream.on(
                "tools/call",
                (request, wire) -> wire.json(
                        Mcp.result(request.id(), TaskMessages.state("task", "working", "\"taskId\":\"t-1\""))));
        upstream.on(
                "tasks/get",
                (request, wire) -> wire.json(
                        Mcp.result(request.id(), TaskMessages.state("complete", "working", "\"taskId\":\"t-1\""))));
        try (GatewayFixture gateway = with(HOLDS)) {
            assertEquals(
                    "access.held",
                    gateway.ask(TaskMessages.call("/mcp/up", "echo")).reason());
            approve(gateway, "once", 0);
            assertEquals("", gateway.ask(TaskMessages.call("/mcp/up", "echo")).reason());
            assertEquals(
                    "",
                    gateway.ask(TaskMessages.ask("/mcp/up", "tasks/get", "t-1")).reason());
        }
    }

    @Test
    void whoeverIsSignedOutIsAskedAboutAnew() throws Exception {
        try (GatewayFixture gateway = with(HOLDS)) {
            answer(gateway, "write", "{}");
            approve(gateway, "arguments", 0);
            answer(gateway, "other", "{}");
            gateway.gateway.end(new Selection.OfPrincipal("local"), Session.End.OPERATOR);
            assertTrue(waiting(gateway).isEmpty());
            assertEquals("access.held", code(answer(gateway, "write", "{}")));
        }
    }

    @Test
    void requestsAreBounded() throws Exception {
        try (GatewayFixture gateway = with(HOLDS)) {
            for (int i = 0; i < 60; i++) {
                assertEquals("access.held", code(answer(gateway, "write", "{\"i\":" + i + "}")));
            }
            assertEquals(50, waiting(gateway).size());
        }
    }

    @Test
    void secretsInArgumentsAndWhatATerminalObeysAreNotShown() throws Exception {
        try (GatewayFixture gateway = with(HOLDS + "\ntoken: { mode: observe }")) {
            answer(
                    gateway,
                    "write",
                    "{\"k\":\"ghp_0123456789abcdefghijklmnopqrstuvwxyzAB\",\"t\":\"a\\u001b[2J\\u202eb\"}");
            String shown = waiting(gateway).path(0).path("arguments").asString();
            assertFalse(shown.contains("ghp_0123456789abcdefghijklmnopqrstuvwxyzAB"), shown);
            assertFalse(shown.contains("\u001b") || shown.contains("\u202e"), shown);
            assertTrue(shown.contains("\\u202E"), shown);
        }
    }

    private static boolean isHeld(GatewayFixture gateway) {
        try {
            return code(answer(gateway, "write", "{}")).equals("access.held");
        } catch (Exception broken) {
            throw new AssertionError(broken);
        }
    }

    static String statements(String... statements) {
        return "access:\n  statements:\n  - " + String.join("\n  - ", statements);
    }

    private GatewayFixture with(String policy) throws IOException {
        return GatewayFixture.before(upstream, policy);
    }

    static ObjectNode nothing() {
        return JsonNodeFactory.instance.objectNode();
    }

    static JsonNode waiting(GatewayFixture gateway) {
        return gateway.gateway.approvals().list(nothing(), "alice").path("approvals");
    }

    static ObjectNode params(GatewayFixture gateway) {
        return nothing()
                .put("approval", waiting(gateway).path(0).path("approval").asString());
    }

    static JsonNode decide(GatewayFixture gateway, ObjectNode params, String by) {
        return gateway.gateway.approvals().decide(params, by);
    }

    static void approve(GatewayFixture gateway, String scope, int minutes) {
        JsonNode decided = decide(
                gateway,
                params(gateway).put("verdict", "approve").put("for", scope).put("minutes", minutes),
                "alice");
        assertEquals("approved", decided.path("decided").asString(), decided::toString);
    }

    static String code(JsonNode answer) {
        JsonNode refusal = answer.findPath("dev.sallyport/refusal");
        return refusal.isMissingNode()
                ? "allowed"
                : refusal.path("practice").asString() + "."
                        + refusal.path("code").asString();
    }

    static JsonNode answer(GatewayFixture gateway, String tool, String arguments) throws Exception {
        String body = Mcp.request(
                "1", "tools/call", Mcp.modernParams("\"name\":\"" + tool + "\",\"arguments\":" + arguments));
        return ask(gateway, tool, body);
    }

    private static JsonNode ask(GatewayFixture gateway, String tool, String body) throws Exception {
        JsonNode json =
                gateway.ask(Mcp.modern("/mcp/up", "tools/call", tool, body)).message();
        return json.has("result") ? json.path("result") : json;
    }

    /** The same by a client that shows pages, with {@code more} parameters. */
    private static JsonNode visiting(GatewayFixture gateway, String tool, String arguments, String more)
            throws Exception {
        String body = Mcp.request(
                "1",
                "tools/call",
                Mcp.modernParams("\"name\":\"" + tool + "\",\"arguments\":" + arguments + more)
                        .replace("\"io.modelcontextprotocol/clientCapabilities\":{}", URL));
        return ask(gateway, tool, body);
    }
}
