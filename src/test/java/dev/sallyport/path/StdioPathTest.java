package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.Outcome;
import dev.sallyport.transport.child.ChildCommand;
import dev.sallyport.transport.child.ChildLimits;
import dev.sallyport.transport.stdio.StdioUpstream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Local servers: hostile children fail alone, and what is shared stays apart. */
final class StdioPathTest {
    @TempDir
    private Path folder;

    private Path log() {
        return folder.resolve("log");
    }

    private GatewayFixture gateway(String mode, String... more) throws IOException {
        return gateway(10_000, mode, more);
    }

    private GatewayFixture gateway(int timeoutMillis, String mode, String... more) throws IOException {
        return GatewayFixture.of("servers: { up: { command: " + Children.command(mode, log())
                + String.join("", more) + " }, good: { command: " + Children.command("echo") + " } }\n"
                + "limits: { request-timeout: " + timeoutMillis + "ms, reply: 64KiB }");
    }

    private static String good() {
        return Mcp.modern("/mcp/good", "tools/call", "echo", Mcp.call("1", "fine"));
    }

    private static boolean isFine(GatewayFixture gateway) {
        try {
            return OutcomePathTest.text(gateway.ask(good())).equals("fine");
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    private static String legacyTo(String session, String body) {
        return Mcp.legacy(session, body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "exit", "endless", "hang", "flood", "dead"})
    void aHostileChildFailsAloneAndInTime(String mode) throws Exception {
        try (GatewayFixture gateway = gateway(1_500, mode)) {
            // a busy machine may need longer to start the good child than a request may take
            Await.until("the good server", () -> isFine(gateway));
            int before = gateway.recorder.ended().size();
            long began = System.nanoTime();
            RawClient.Answer answer = gateway.ask(Mcp.modernCall("1", "x"));
            long millis = (System.nanoTime() - began) / 1_000_000;
            String reason = answer.reason();
            boolean survives = mode.equals("flood") && reason.isEmpty();
            assertTrue(survives || reason.startsWith("upstream."), mode + ": " + answer.text());
            assertTrue(millis < 5_000, mode + " took " + millis + " ms");
            assertEquals("fine", OutcomePathTest.text(gateway.ask(good())));
            assertEquals(before + 2, gateway.recorder.ended().size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "exit", "dead"})
    void aChildThatFailsAgainAndAgainIsRestartedLessAndLess(String mode) throws Exception {
        try (GatewayFixture gateway = gateway(mode)) {
            RawClient.Answer answer = gateway.ask(Mcp.modernCall("1", "x"));
            for (int i = 1; i < 6 && !answer.reason().equals("upstream.restarting"); i++) {
                assertTrue(answer.reason().startsWith("upstream."), answer.reason());
                int starts = i;
                Thread.sleep(20);
                assertTrue(Children.log(log(), "start").size() <= starts);
                answer = gateway.ask(Mcp.modernCall("1", "x"));
            }
            assertEquals("upstream.restarting", answer.reason());
            String seconds = answer.head().value("Retry-After");
            assertTrue(Integer.parseInt(seconds) >= 1, seconds);
            assertTrue(answer.text().contains("try again in " + seconds + " s"), answer.text());
        }
    }

    @Test
    void aModernClientThatLeavesIsACancellationWithOurId() throws Exception {
        try (GatewayFixture gateway = gateway("hang")) {
            RawClient client = gateway.client();
            client.send(Mcp.modernCall("\"mine\"", "x"));
            Await.until("the call", () -> !Children.log(log(), "tools/call").isEmpty());
            client.close();
            Await.until("a cancellation", () -> !Children.log(log(), "notifications/cancelled")
                    .isEmpty());
            JsonNode call = Mcp.json(Children.log(log(), "tools/call").getFirst());
            JsonNode note =
                    Mcp.json(Children.log(log(), "notifications/cancelled").getFirst());
            assertEquals(call.path("id"), note.path("params").path("requestId"));
            assertNotEquals("mine", call.path("id").asString(""));
            assertEquals(Outcome.CLIENT_GONE, gateway.recorder.only("tools/call"));
        }
    }

    @Test
    void aLegacyClientThatLeavesIsNoCancellation() throws Exception {
        try (GatewayFixture gateway = gateway("hang")) {
            String session = gateway.session();
            RawClient client = gateway.client();
            client.send(legacyTo(session, Mcp.legacyCall("1", "x")));
            Await.until("the call", () -> !Children.log(log(), "tools/call").isEmpty());
            client.close();
            assertEquals(Outcome.CLIENT_GONE, gateway.recorder.only("tools/call"));
            Thread.sleep(100);
            assertEquals(List.of(), Children.log(log(), "notifications/cancelled"));
        }
    }

    @Test
    void anIdleChildEndsAndTheNextRequestStartsAnother() throws Exception {
        try (GatewayFixture gateway = gateway("echo", ", idle: 1s")) {
            assertEquals("x", OutcomePathTest.text(gateway.ask(Mcp.modernCall("1", "x"))));
            Await.until(
                    "the end of the child", () -> Children.log(log()).getLast().equals("end"));
            assertEquals("y", OutcomePathTest.text(gateway.ask(Mcp.modernCall("1", "y"))));
            assertEquals(2, Children.log(log(), "start").size());
        }
    }

    @Test
    void theEndOfASessionEndsItsChild() throws Exception {
        try (GatewayFixture gateway = gateway("echo")) {
            String session = gateway.session();
            assertEquals("x", OutcomePathTest.text(gateway.ask(legacyTo(session, Mcp.legacyCall("1", "x")))));
            assertEquals(1, Children.log(log(), "start").size());
            gateway.ask(Mcp.head("DELETE", "/mcp/up", "Mcp-Session-Id: " + session) + "\r\n");
            Await.until(
                    "the end of the child", () -> Children.log(log()).getLast().equals("end"));
            assertEquals(
                    404,
                    gateway.ask(legacyTo(session, Mcp.legacyCall("2", "x"))).status());
        }
    }

    @Test
    void eachSessionHasAChildAndThereAreNoMoreThanMay() throws Exception {
        try (GatewayFixture gateway = gateway("echo", ", children-max: 2")) {
            String first = gateway.session();
            gateway.session();
            assertEquals(2, Children.log(log(), "start").size());
            RawClient.Answer answer = gateway.ask(Mcp.post("/mcp/up", Mcp.initialize("1")));
            assertEquals("upstream.children", answer.reason());
            assertEquals(2, gateway.gateway.sessionCount());
            gateway.ask(Mcp.head("DELETE", "/mcp/up", "Mcp-Session-Id: " + first) + "\r\n");
            Await.until("room for a third child", () -> {
                try {
                    return gateway.ask(Mcp.post("/mcp/up", Mcp.initialize("1")))
                            .reason()
                            .isEmpty();
                } catch (IOException broken) {
                    throw new AssertionError(broken);
                }
            });
            assertEquals(3, Children.log(log(), "start").size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"principal", "shared"})
    void aSharedChildIsInitializedOnce(String isolation) throws Exception {
        try (GatewayFixture gateway = gateway("echo", ", isolation: " + isolation)) {
            String one = gateway.session();
            String two = gateway.session();
            assertEquals(1, Children.log(log(), "start").size());
            assertEquals(1, Children.log(log(), "\"initialize\"").size());
            Await.until(
                    "the handshake",
                    () -> Children.log(log(), "notifications/initialized").size() == 1);
            for (String session : List.of(one, two)) {
                assertEquals("x", OutcomePathTest.text(gateway.ask(legacyTo(session, Mcp.legacyCall("1", "x")))));
            }
            gateway.ask(Mcp.head("DELETE", "/mcp/up", "Mcp-Session-Id: " + one) + "\r\n");
            assertEquals(1, Children.log(log(), "notifications/initialized").size());
            assertEquals("y", OutcomePathTest.text(gateway.ask(legacyTo(two, Mcp.legacyCall("1", "y")))));
        }
    }

    @Test
    void aSharedChildCanAskNobody() throws Exception {
        try (GatewayFixture gateway = gateway("ask", ", isolation: shared")) {
            RawClient.Answer answer = gateway.ask(legacyTo(gateway.session(), Mcp.legacyCall("1", "x")));
            assertEquals("x", OutcomePathTest.text(answer));
            assertFalse(answer.text().contains("sampling"));
            Await.until("a refusal", () -> !Children.log(log(), "\"s1\"").isEmpty());
            assertEquals(
                    -32601,
                    Mcp.json(Children.log(log(), "\"s1\"").getFirst())
                            .path("error")
                            .path("code")
                            .asInt());
        }
    }

    @Test
    void aChildOfASessionMayAskAndIsAnswered() throws Exception {
        try (GatewayFixture gateway = gateway("ask");
                RawClient client = gateway.client()) {
            String session = gateway.session();
            client.send(legacyTo(session, Mcp.legacyCall("1", "x"))).head();
            JsonNode asked = client.message();
            assertEquals("sampling/createMessage", asked.path("method").asString());
            assertEquals(
                    202,
                    gateway.ask(legacyTo(session, Mcp.result(asked.path("id").toString(), "{}")))
                            .status());
            Await.until("the answer", () -> !Children.log(log(), "\"s1\"").isEmpty());
        }
    }

    @Test
    void whatASharedChildSaysToNobodyInParticularReachesNoWrongClient() throws Exception {
        try (GatewayFixture gateway = gateway(1_500, "chatty", ", isolation: shared");
                RawClient other = gateway.client()) {
            String waiting = gateway.session();
            other.send(legacyTo(waiting, Mcp.legacyCall("1", "hang")));
            Await.until("the call", () -> !Children.log(log(), "tools/call").isEmpty());
            assertEquals(
                    "secret",
                    OutcomePathTest.text(gateway.ask(legacyTo(gateway.session(), Mcp.legacyCall("1", "secret")))));
            String heard = other.read().text();
            assertFalse(heard.contains("secret"), heard);
        }
    }

    private static RawClient.Answer open(GatewayFixture gateway) throws IOException {
        return gateway.ask(Mcp.post("/mcp/up", Mcp.initialize("1")));
    }

    private CompletableFuture<RawClient.Answer> opening(GatewayFixture gateway) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return open(gateway);
            } catch (IOException broken) {
                throw new AssertionError(broken);
            }
        });
    }

    @Test
    void sessionsThatOpenASharedChildAtOnceInitializeItOnce() throws Exception {
        try (GatewayFixture gateway = gateway("late", ", isolation: shared")) {
            List<CompletableFuture<RawClient.Answer>> all =
                    List.of(opening(gateway), opening(gateway), opening(gateway));
            for (CompletableFuture<RawClient.Answer> one : all) {
                assertEquals(
                        "child",
                        one.get()
                                .json()
                                .path("result")
                                .path("serverInfo")
                                .path("name")
                                .asString(""));
            }
            assertEquals(1, Children.log(log(), "\"initialize\"").size());
        }
    }

    @Test
    void aSessionHearsTheAnswerToAnotherThatLeft() throws Exception {
        try (GatewayFixture gateway = gateway("late", ", isolation: shared")) {
            try (RawClient first = gateway.client()) {
                first.send(Mcp.post("/mcp/up", Mcp.initialize("1")));
                Await.until("a handshake", () -> !Children.log(log(), "\"initialize\"")
                        .isEmpty());
            }
            assertEquals(200, open(gateway).status());
            assertEquals(1, Children.log(log(), "\"initialize\"").size());
        }
    }

    @Test
    void aSessionWhosePredecessorWasRefusedAsksForItself() throws Exception {
        try (GatewayFixture gateway = gateway("refuses", ", isolation: shared, era: legacy")) {
            CompletableFuture<RawClient.Answer> first = opening(gateway);
            Await.until(
                    "a handshake", () -> !Children.log(log(), "\"initialize\"").isEmpty());
            RawClient.Answer second = open(gateway);
            assertTrue(first.get().text().contains("not now"), first.get().text());
            assertTrue(second.text().contains("serverInfo"), second.text());
            assertEquals(2, Children.log(log(), "\"initialize\"").size());
        }
    }

    private static String logging(String text, String level) {
        String meta = Mcp.MODERN_META.formatted(
                level.isEmpty() ? "" : ",\"io.modelcontextprotocol/logLevel\":\"" + level + "\"");
        return Mcp.modern(
                "/mcp/up",
                "tools/call",
                "echo",
                Mcp.request(
                        "1",
                        "tools/call",
                        "{\"name\":\"echo\",\"arguments\":{\"text\":\"" + text + "\"}," + meta + "}"));
    }

    @ParameterizedTest
    @CsvSource({"info,'',true", "warning,'',true", "error,'',false", "'','',false", "info,info,false", "info,error,true"
    })
    void aLogMessageReachesTheOneCallThatAskedForItsLevel(String one, String other, boolean heard) throws Exception {
        try (GatewayFixture gateway = gateway("logs")) {
            // both run on the same child
            gateway.ask(Mcp.modern(
                    "/mcp/up", "server/discover", "", Mcp.request("1", "server/discover", Mcp.modernParams(""))));
            try (RawClient mine = gateway.client();
                    RawClient theirs = gateway.client()) {
                theirs.send(logging("hang", other));
                Await.until("the call", () -> !Children.log(log(), "hang").isEmpty());
                mine.send(logging("mine", one));
                String text = mine.read().text();
                assertEquals(heard, text.contains("log of mine"), text);
                assertTrue(text.contains("\"result\""), text);
            }
        }
    }

    @Test
    void aLogMessageOfACallThatWasGivenUpReachesNoOther() throws Exception {
        try (GatewayFixture gateway = gateway("logs")) {
            gateway.ask(Mcp.modern(
                    "/mcp/up", "server/discover", "", Mcp.request("1", "server/discover", Mcp.modernParams(""))));
            try (RawClient theirs = gateway.client()) {
                theirs.send(logging("theirs", "info"));
                Await.until("the call", () -> !Children.log(log(), "theirs").isEmpty());
            }
            Await.until("the cancellation", () -> !Children.log(log(), "notifications/cancelled")
                    .isEmpty());
            String text = gateway.ask(logging("mine", "info")).text();
            assertFalse(text.contains("log of theirs"), text);
            assertTrue(text.contains("\"result\""), text);
        }
    }

    @Test
    void aLargeAnswerOfAChildWaitsForMemory() throws Exception {
        try (PipelineFixture bare = local(1 << 20, "big")) {
            assertEquals(
                    100_000,
                    OutcomePathTest.text(bare.ask(Mcp.modernCall("1", "x"))).length());
            assertTrue(bare.memory.replies().enter(100_000));
            try (RawClient client = bare.client()) {
                client.send(Mcp.modernCall("2", "x"));
                Await.until("the call", () -> Children.log(log(), "tools/call").size() == 2);
                assertFalse(client.isReadableWithin(500));
                bare.memory.replies().leave(100_000);
                assertEquals(100_000, OutcomePathTest.text(client.read()).length());
            }
            Await.until(
                    "all memory to be free again", () -> bare.memory.replies().enter(1 << 17));
        }
    }

    private PipelineFixture local(long memoryBytes, String mode, Guard... guards) throws IOException {
        ChildCommand command = new ChildCommand(
                Children.line(mode, log()),
                ChildCommand.environment(System.getenv(), Map.of()),
                folder,
                ChildLimits.DEFAULT);
        StdioUpstream.Server server = new StdioUpstream.Server(
                "up",
                command,
                StdioUpstream.Sharing.SESSION,
                16,
                Duration.ofMinutes(1).toNanos());
        return new PipelineFixture(
                (_, memory) -> new StdioUpstream(server, Clock.systemUTC(), memory, new Random(1)),
                new PipelineFixture.Parts(List.of(guards), Optional.empty(), memoryBytes, Duration.ofSeconds(20)));
    }

    @Test
    void theFailingChildOfOnePrincipalBarsNoOther() throws Exception {
        try (PipelineFixture bare = local(64 << 20, "exit", IsolationPathTest.BY_HEADER)) {
            String reason = "";
            for (int i = 0; i < 6 && !reason.equals("upstream.restarting"); i++) {
                reason = bare.ask(Mcp.modernCall("1", "x", "X-Who: ann")).reason();
                Thread.sleep(20);
            }
            assertEquals("upstream.restarting", reason);
            assertEquals(
                    "upstream.connection-lost",
                    bare.ask(Mcp.modernCall("1", "x", "X-Who: bob")).reason());
        }
    }
}
