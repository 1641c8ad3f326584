package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.SignalControl;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Outcome;
import dev.sallyport.practice.audit.signal.Signal;
import dev.sallyport.practice.audit.signal.Signals;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

/** What is suspicious is said, and what follows from it follows: on the whole path of a request. */
final class SignalPathTest {
    private static final String TOOLS = """
            [{"name":"read","inputSchema":{"type":"object","properties":{"n":{"type":"integer"}}},"annotations":{"openWorldHint":false}},
             {"name":"send","inputSchema":{"type":"object"},"annotations":{"openWorldHint":true}}]""";

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
                (request, wire) -> wire.json(Mcp.result(
                        request.id(),
                        "{\"resultType\":\"complete\",\"content\":[{\"type\":\"text\",\"text\":\"" + "x".repeat(2_000)
                                + "\"}]}")));
    }

    @AfterEach
    void stop() throws IOException {
        upstream.close();
    }

    private GatewayFixture with(String signals, String... more) throws IOException {
        return GatewayFixture.before(upstream, "audit: { signals: { " + signals + " } }\n" + String.join("\n", more));
    }

    private static RawClient.Answer call(GatewayFixture gateway, String tool, String arguments) throws IOException {
        return gateway.ask(post(tool, arguments));
    }

    private static String post(String tool, String arguments) {
        String params = Mcp.modernParams("\"name\":\"" + tool + "\",\"arguments\":" + arguments);
        return Mcp.modern("/mcp/up", "tools/call", tool, Mcp.request("1", "tools/call", params));
    }

    private static String reason(RawClient.Answer answer) {
        return Mcp.reason(answer.message());
    }

    private static void refuse(GatewayFixture gateway, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            String reason = reason(call(gateway, "read", "{\"n\":\"none\"}"));
            assertTrue(reason.startsWith("validation."), reason);
        }
    }

    private static void await(GatewayFixture gateway, Signal signal) throws InterruptedException {
        Await.until("the signal " + signal, () -> gateway.gateway.signals().count(signal) > 0);
    }

    @Test
    void anAlertIsOneEntryAndRefusesNothing() throws Exception {
        try (GatewayFixture gateway = with("denial-burst: { count: 3 }")) {
            refuse(gateway, 6);
            await(gateway, Signal.DENIAL_BURST);
            assertEquals("", reason(call(gateway, "read", "{}")));
            Await.until("an entry", () -> !gateway.recorder.steps().isEmpty());
            assertEquals(
                    List.of("signal denial-burst alert local 3 refusals within 1 min; the threshold is 3"),
                    gateway.recorder.steps("signal", "then", "principal", "explained"));
        }
    }

    /** A key for each of {@code count} words, made up in pieces, so that nobody takes them for real ones. */
    private static String keys(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "ghp" + "_" + "%04d".formatted(i) + "56789abcdefghijABCDEFGHIJ012345")
                .collect(Collectors.joining(" "));
    }

    @Test
    void nobodyHidesWhyHeWasRefusedBehindManyKeys() throws Exception {
        try (GatewayFixture gateway = with("denial-burst: { count: 3 }", "token: { arguments: redact }")) {
            for (int i = 0; i < 3; i++) {
                String reason = reason(call(gateway, "read", "{\"n\":\"" + keys(40) + "\"}"));
                assertTrue(reason.startsWith("validation."), reason);
            }
            List<Exchange.Note> notes = gateway.recorder.ended().getLast().notes();
            assertEquals("deny", notes.getLast().verdict());
            assertTrue(notes.size() > 10 && notes.size() <= 32, notes.size() + " notes");
            await(gateway, Signal.DENIAL_BURST);
        }
    }

    @Test
    void manyResourcesAndTasksAreNotManyTools() throws Exception {
        try (GatewayFixture gateway = with("tool-scan: { tools: 3 }, secret-argument: { count: 1 }")) {
            for (int i = 0; i < 5; i++) {
                String uri = "file:///" + i;
                String read = Mcp.modernParams("\"uri\":\"" + uri + "\"");
                gateway.ask(Mcp.modern("/mcp/up", "resources/read", uri, Mcp.request("1", "resources/read", read)));
                String get = Mcp.modernParams("\"taskId\":\"t" + i + "\"");
                gateway.ask(Mcp.modern("/mcp/up", "tasks/get", "t" + i, Mcp.request("1", "tasks/get", get)));
            }
            call(gateway, "send", "{\"text\":\"" + keys(1) + "\"}");
            await(gateway, Signal.SECRET_ARGUMENT);
            assertEquals(0, gateway.gateway.signals().count(Signal.TOOL_SCAN));
        }
    }

    @Test
    void whoeverIsBlockedIsRefusedWithATimeAndHasNothingOpen() throws Exception {
        try (GatewayFixture gateway = with("stands: 1h, denial-burst: { count: 2, then: block }")) {
            String session = gateway.session();
            refuse(gateway, 2);
            await(gateway, Signal.DENIAL_BURST);
            Await.until(
                    "the session to end",
                    () -> !gateway.recorder.sessionsEnded().isEmpty());
            RawClient.Answer refused = call(gateway, "read", "{}");
            assertEquals(403, refused.status());
            assertEquals("audit.blocked", reason(refused));
            long seconds = Long.parseLong(refused.head().value("Retry-After"));
            assertTrue(seconds > 3_500 && seconds <= 3_600, "in " + seconds);
            assertEquals(
                    403,
                    gateway.ask(Mcp.legacy(session, Mcp.request("\"1\"", "tools/list", "{}")))
                            .status());
            assertEquals(List.of("local revoked"), gateway.recorder.sessionsEnded());
        }
    }

    @Test
    void whoeverIsLetGoMayCallAgainAndTheSameIsNotRaisedAnew() throws Exception {
        try (GatewayFixture gateway =
                with("denial-burst: { count: 2, then: block }, tool-scan: { unknown: 2, then: block }")) {
            gateway.session();
            refuse(gateway, 2);
            // its end is the last that follows
            Await.until(
                    "the session to end",
                    () -> !gateway.recorder.sessionsEnded().isEmpty());
            assertEquals("audit.blocked", reason(call(gateway, "read", "{}")));
            Signals signals = gateway.gateway.signals();
            assertEquals(0, lifted(signals, "principal", "nobody"));
            assertEquals(1, lifted(signals, "principal", "local"));
            assertEquals(0, lifted(signals, "principal", "local"));
            assertEquals(
                    "signals-lifted denial-burst block local ops",
                    gateway.recorder.steps("signals", "then", "principal", "by").getLast());
            refuse(gateway, 3);
            assertEquals(
                    List.of("denial-burst"),
                    gateway.recorder.ended().getLast().risk().get("signals"),
                    "policies still see it");
            call(gateway, "none-1", "{}");
            call(gateway, "none-2", "{}");
            await(gateway, Signal.TOOL_SCAN);
            assertEquals(1, signals.count(Signal.DENIAL_BURST));
            assertEquals("audit.blocked", reason(call(gateway, "read", "{}")), "another signal is followed");
        }
    }

    private static int lifted(Signals signals, String member, String value) {
        return SignalControl.lift(signals, JsonNodeFactory.instance.objectNode().put(member, value), "ops")
                .path("lifted")
                .asInt();
    }

    @Test
    void aStrangerIsBlockedByAddressAtTheDoor() throws Exception {
        try (GatewayFixture gateway = with("denial-burst: { count: 3, then: block }")) {
            for (int i = 0; i < 3; i++) {
                assertEquals(
                        401,
                        gateway.ask(post("read", "{}").replace(Mcp.TOKEN, "wrong" + i))
                                .status());
            }
            await(gateway, Signal.DENIAL_BURST);
            RawClient.Answer refused = call(gateway, "read", "{}");
            assertEquals("audit.blocked", reason(refused));
            Signals signals = gateway.gateway.signals();
            assertEquals("127.0.0.1", signals.suspects().getFirst().peer());
            assertTrue(SignalControl.lift(signals, JsonNodeFactory.instance.objectNode(), "ops")
                    .has("problem"));
            assertEquals(1, lifted(signals, "address", "127.0.0.1"));
            assertEquals("", reason(call(gateway, "read", "{}")));
        }
    }

    @Test
    void whoeverIsSlowedMayAskOnceASecond() throws Exception {
        try (GatewayFixture gateway = with("denial-burst: { count: 2, then: slow }")) {
            refuse(gateway, 2);
            await(gateway, Signal.DENIAL_BURST);
            assertEquals("", reason(call(gateway, "read", "{}")));
            RawClient.Answer refused = call(gateway, "read", "{}");
            assertEquals(429, refused.status());
            assertEquals("audit.slowed", reason(refused));
            assertEquals("1", refused.head().value("Retry-After"));
            Thread.sleep(1_010);
            assertEquals("", reason(call(gateway, "read", "{}")));
        }
    }

    @Test
    void aPolicyHoldsWhatWouldSendOutAfterMuchWasRead() throws Exception {
        String policy = """
                access:
                  statements:
                  - { id: all, effect: permit, principal: ['*'], resource: ['*'], action: ['*'] }
                  - id: after-much-was-read
                    effect: hold
                    principal: ['*']
                    resource: ['*']
                    action: [tools/call]
                    when: '"much-read" in context.risk.signals && resource.annotations.openWorldHint == true'
                """;
        try (GatewayFixture gateway = with("exfiltration: { read: 8KiB }", policy)) {
            assertEquals("", reason(call(gateway, "send", "{}")));
            for (int i = 0; i < 5; i++) {
                assertEquals("", reason(call(gateway, "read", "{}")));
            }
            await(gateway, Signal.MUCH_READ);
            assertEquals("access.held", reason(call(gateway, "send", "{}")));
            assertEquals("", reason(call(gateway, "read", "{}")));
            // it is a fact, and no alert
            assertTrue(gateway.recorder.steps().stream().noneMatch(step -> step.startsWith("signal")));
            assertEquals(
                    List.of("much-read"),
                    gateway.recorder.ended().getLast().risk().get("signals"));
            assertEquals(Outcome.ANSWERED, gateway.recorder.ended().getLast().outcome());
        }
    }

    @Test
    void otherThresholdsHoldFromTheNextExchangeOn() throws Exception {
        try (GatewayFixture gateway = with("denial-burst: { then: ignore }")) {
            refuse(gateway, 40);
            Thread.sleep(100);
            assertEquals(0, gateway.gateway.signals().count(Signal.DENIAL_BURST));
            gateway.gateway.reload(GatewayFixture.settings("servers: { up: { url: '" + upstream.url()
                    + "' } }\naudit: { signals: { denial-burst: { count: 5 } } }\n"));
            refuse(gateway, 1);
            await(gateway, Signal.DENIAL_BURST);
        }
    }
}
