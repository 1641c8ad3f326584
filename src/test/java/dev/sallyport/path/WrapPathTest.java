package dev.sallyport.path;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.Gateway;
import dev.sallyport.Java;
import dev.sallyport.Main;
import dev.sallyport.PermissiveHome;
import dev.sallyport.pipeline.Outcome;
import dev.sallyport.settings.Settings;
import dev.sallyport.transport.stdio.StdioListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The client's side as standard input and output: {@code wrap} before a child, {@code connect} before a gateway. */
final class WrapPathTest {
    @TempDir
    private Path folder;

    /** A conversation in this process. */
    private static final class Talk implements AutoCloseable {
        final MemoryRecorder recorder = new MemoryRecorder();
        private final Gateway gateway;
        private final StdioListener listener;
        private final OutputStream in;
        private final BufferedReader out;
        final java.util.concurrent.CompletableFuture<StdioListener.End> end;

        Talk(Settings settings, boolean guarded) throws IOException {
            gateway = new Gateway(
                    new Gateway.Start("talk", settings, "", recorder, guarded, Clock.systemUTC(), System.getenv()));
            PipedOutputStream said = new PipedOutputStream();
            PipedInputStream heard = new PipedInputStream(1 << 16);
            in = said;
            out = new BufferedReader(new InputStreamReader(heard, UTF_8));
            PipedInputStream stdin = new PipedInputStream(said, 1 << 16);
            listener = gateway.converse("up", new PipedOutputStream(heard));
            end = listener.serve(stdin, 64 * 1024).toCompletableFuture();
        }

        Talk say(String line) throws IOException {
            in.write((line + "\n").getBytes(UTF_8));
            in.flush();
            return this;
        }

        JsonNode hear() throws IOException {
            String line = out.readLine();
            assertNotNull(line);
            return Mcp.json(line);
        }

        JsonNode ask(String line) throws IOException {
            return say(line).hear();
        }

        @Override
        public void close() throws IOException {
            in.close();
            try {
                listener.close(Duration.ofSeconds(2));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IOException(interrupted);
            } finally {
                gateway.close();
            }
        }
    }

    private Settings child(String mode) throws IOException {
        return GatewayFixture.settings("servers: { up: { command: " + Children.command(mode, log()) + " } }");
    }

    private Path log() {
        return folder.resolve("log");
    }

    private static String text(JsonNode answer) {
        return answer.path("result").path("content").path(0).path("text").asString(answer.toString());
    }

    @Test
    void bothErasAreSpokenOverOneConversation() throws Exception {
        try (Talk talk = new Talk(child("echo"), true)) {
            assertEquals("modern", text(talk.ask(Mcp.call("\"m\"", "modern"))));
            JsonNode opened = talk.ask(Mcp.initialize("1"));
            assertEquals(
                    "2025-11-25", opened.path("result").path("protocolVersion").asString());
            talk.say(Mcp.notification("notifications/initialized", "{}"));
            JsonNode answer = talk.ask(Mcp.legacyCall("2", "legacy"));
            assertEquals("legacy", text(answer));
            assertEquals(2, answer.path("id").asInt());
            assertEquals(Outcome.ANSWERED, talk.recorder.only("initialize"));
        }
    }

    @Test
    void aServerMayAskTheClientOfAConversation() throws Exception {
        try (Talk talk = new Talk(child("ask"), true)) {
            talk.ask(Mcp.initialize("1"));
            talk.say(Mcp.notification("notifications/initialized", "{}"));
            JsonNode asked = talk.ask(Mcp.legacyCall("2", "x"));
            assertEquals("sampling/createMessage", asked.path("method").asString());
            talk.say(Mcp.result(asked.path("id").toString(), "{\"role\":\"user\"}"));
            assertEquals("x", text(talk.hear()));
            Await.until("the answer", () -> !Children.log(log(), "\"role\"").isEmpty());
        }
    }

    @Test
    void aCancellationReachesTheChildWithOurId() throws Exception {
        try (Talk talk = new Talk(child("hang"), true)) {
            talk.say(Mcp.call("\"mine\"", "x"));
            Await.until("the call", () -> !Children.log(log(), "tools/call").isEmpty());
            talk.say(Mcp.notification("notifications/cancelled", Mcp.modernParams("\"requestId\":\"mine\"")));
            Await.until("a cancellation", () -> !Children.log(log(), "notifications/cancelled")
                    .isEmpty());
            JsonNode call = Mcp.json(Children.log(log(), "tools/call").getFirst());
            JsonNode note =
                    Mcp.json(Children.log(log(), "notifications/cancelled").getFirst());
            assertEquals(call.path("id"), note.path("params").path("requestId"));
            assertEquals(Outcome.CLIENT_GONE, talk.recorder.only("tools/call"));
        }
    }

    @Test
    void whatIsMalformedIsAnsweredAndTheNextLineIsServed() throws Exception {
        try (Talk talk = new Talk(child("echo"), true)) {
            for (String bad : List.of("{", "[]", "42", "{\"jsonrpc\":\"1.0\"}", "{\"a\":1,\"a\":2}")) {
                JsonNode answer = talk.ask(bad);
                assertTrue(answer.path("id").isNull(), answer.toString());
                assertTrue(Mcp.reason(answer).startsWith("validation."), answer.toString());
            }
            assertEquals("fine", text(talk.ask(Mcp.call("1", "fine"))));
            assertEquals(
                    "validation.unknown-tool",
                    Mcp.reason(talk.ask(Mcp.request("2", "tools/call", Mcp.modernParams("\"name\":\"nope\"")))));
        }
    }

    @Test
    void aLineThatIsTooLongEndsTheConversation() throws Exception {
        try (Talk talk = new Talk(child("echo"), true)) {
            JsonNode answer = talk.ask(Mcp.call("1", "x".repeat(70_000)));
            assertEquals("validation.body-size", Mcp.reason(answer));
            assertEquals(StdioListener.End.NO_LINE, talk.end.get(5, TimeUnit.SECONDS));
        }
    }

    @Test
    void aNulByteIsMalformedJson() throws Exception {
        try (Talk talk = new Talk(child("echo"), true)) {
            assertEquals("validation.json-syntax", Mcp.reason(talk.ask("{\"a\":\0}")));
            assertEquals(StdioListener.End.NO_LINE, talk.end.get(5, TimeUnit.SECONDS));
        }
    }

    @Test
    void aBridgeHoldsWhatIsSaidBeforeTheHandshakeIsDone() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream()) {
            upstream.on("initialize", (request, wire) -> {
                Thread.sleep(300);
                wire.json(Mcp.result(request.id(), FakeUpstream.INITIALIZED), "Mcp-Session-Id: secret");
            });
            upstream.on("notifications/initialized", (_, wire) -> {
                Thread.sleep(300);
                wire.raw("HTTP/1.1 202 x\r\nContent-Length: 0\r\n\r\n");
            });
            Settings settings = GatewayFixture.settings("servers: { up: { url: '" + upstream.url() + "' } }");
            try (Talk talk = new Talk(settings, false)) {
                talk.say(Mcp.initialize("1"))
                        .say(Mcp.notification("notifications/initialized", "{}"))
                        .say(Mcp.legacyCall("2", "early"))
                        .say(Mcp.legacyCall("3", "too"));
                assertEquals(1, talk.hear().path("id").asInt());
                assertEquals(
                        List.of("early", "too"),
                        List.of(text(talk.hear()), text(talk.hear())).stream()
                                .sorted()
                                .toList());
            }
            List<String> order = upstream.received().stream()
                    .map(FakeUpstream.Received::method)
                    .filter(method -> !method.equals("GET"))
                    .toList();
            assertEquals(
                    List.of("initialize", "notifications/initialized", "tools/list"),
                    order.subList(0, 3),
                    order.toString());
            upstream.received("tools/call")
                    .forEach(call -> assertEquals("secret", call.head().value("Mcp-Session-Id")));
        }
    }

    @Test
    void whatWasHeldForAHandshakeThatFailsFailsWithIt() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream()) {
            upstream.on("initialize", (_, wire) -> {
                Thread.sleep(300);
                wire.cut();
            });
            Settings settings = GatewayFixture.settings("servers: { up: { url: '" + upstream.url() + "' } }");
            try (Talk talk = new Talk(settings, false)) {
                talk.say(Mcp.initialize("1")).say(Mcp.legacyCall("2", "early"));
                assertEquals("upstream.connection-lost", Mcp.reason(talk.hear()));
                assertEquals("upstream.session-lost", Mcp.reason(talk.hear()));
            }
            assertEquals(List.of(), upstream.received("tools/list"));
        }
    }

    @Test
    void theConversationOutlivesTheServer() throws Exception {
        try (Talk talk = new Talk(child("once"), true)) {
            talk.ask(Mcp.initialize("1"));
            talk.say(Mcp.notification("notifications/initialized", "{}"));
            assertEquals("upstream.connection-lost", Mcp.reason(talk.ask(Mcp.legacyCall("2", "x"))));
            assertEquals("y", text(talk.ask(Mcp.legacyCall("3", "y"))));
            assertFalse(talk.end.isDone());
        }
    }

    @Test
    void theLossOfWhatABridgeLeadsToEndsTheConversation() throws Exception {
        try (Talk talk = new Talk(child("exit"), false)) {
            talk.ask(Mcp.initialize("1"));
            talk.say(Mcp.notification("notifications/initialized", "{}"));
            assertEquals("upstream.connection-lost", Mcp.reason(talk.ask(Mcp.legacyCall("2", "x"))));
            assertEquals("upstream.session-lost", Mcp.reason(talk.ask(Mcp.legacyCall("3", "x"))));
            assertEquals(StdioListener.End.SERVER_LOST, talk.end.get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void aBridgeSpeaksToARunningGatewayInBothEras() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                GatewayFixture gateway = GatewayFixture.before(upstream)) {
            upstream.on("GET", (request, wire) -> {
                wire.stream().event(Mcp.notification("notifications/tools/list_changed", "{}"));
                wire.isClosedWithin(10_000);
            });
            Settings bridge = GatewayFixture.settings("servers: { up: { url: 'http://127.0.0.1:" + gateway.port()
                    + "/mcp/up', headers: { Authorization: 'Bearer " + "${KEY}' } } }");
            try (Talk talk = new Talk(bridge, false)) {
                assertEquals("upstream.status", Mcp.reason(talk.ask(Mcp.initialize("0"))));
            }
            Settings trusted = bridge.withServers(java.util.Map.of(
                    "up",
                    new dev.sallyport.settings.RemoteServer(
                            java.net.URI.create("http://127.0.0.1:" + gateway.port() + "/mcp/up"),
                            java.util.Map.of(
                                    "Authorization",
                                    new dev.sallyport.settings.binding.Secret("Bearer " + Mcp.TOKEN)))));
            try (Talk talk = new Talk(trusted, false)) {
                assertEquals("modern", text(talk.ask(Mcp.call("\"m\"", "modern"))));
                talk.ask(Mcp.initialize("1"));
                talk.say(Mcp.notification("notifications/initialized", "{}"));
                assertEquals(
                        "notifications/tools/list_changed",
                        talk.hear().path("method").asString());
                assertEquals("legacy", text(talk.ask(Mcp.legacyCall("2", "legacy"))));
                assertEquals(
                        "validation.unknown-tool",
                        Mcp.reason(talk.ask(Mcp.request("3", "tools/call", "{\"name\":\"no\"}"))));
            }
            Await.until("the end of the session", () -> gateway.gateway.sessionCount() == 0);
        }
    }

    @Test
    void theCommandItselfSpeaksTheProtocolAndNothingElse() throws Exception {
        Path home = PermissiveHome.in(folder);
        List<String> command = Java.command(Main.class, "-Xmx256m");
        command.addAll(List.of("wrap", "--home", home.toString(), "--"));
        command.addAll(Children.line("echo", log()));
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve("stderr").toFile())
                .start();
        try (OutputStream in = process.getOutputStream();
                BufferedReader out = process.inputReader(UTF_8)) {
            in.write((Mcp.call("1", "one") + "\n{\n" + Mcp.call("2", "two") + "\n").getBytes(UTF_8));
            in.flush();
            List<String> heard = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                JsonNode answer = Mcp.json(out.readLine());
                heard.add(answer.path("id") + " " + (answer.has("error") ? Mcp.reason(answer) : text(answer)));
            }
            assertEquals(
                    List.of("1 one", "2 two", "null validation.json-syntax"),
                    heard.stream().sorted().toList());
            in.flush();
            process.getOutputStream().close();
            assertTrue(process.waitFor(15, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue());
            assertEquals(null, out.readLine());
        } finally {
            process.destroyForcibly();
        }
        assertEquals("end", Children.log(log()).getLast());
    }
}
