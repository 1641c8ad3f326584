package dev.sallyport.path;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.Envelope.Carrier;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.execution.MemoryGate;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.practice.session.Bound;
import dev.sallyport.protocol.Message;
import dev.sallyport.transport.Loops;
import dev.sallyport.transport.child.ChildCommand;
import dev.sallyport.transport.child.ChildLimits;
import dev.sallyport.transport.http.HttpTarget;
import dev.sallyport.transport.http.HttpUpstream;
import dev.sallyport.transport.legacy.DualEraUpstream;
import dev.sallyport.transport.stdio.StdioListener;
import dev.sallyport.transport.stdio.StdioUpstream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Every guard runs on every path and sees one form: clients of both eras before servers of both eras, each over HTTP and over standard
 * input and output.
 */
final class GuardPathTest {
    private final List<StdioUpstream> locals = new ArrayList<>();

    private static final List<Phase> PHASES =
            List.of(Phase.RESOLVE, Phase.REWRITE, Phase.VALIDATE, Phase.DECIDE, Phase.BIND);
    private static final String ASKS =
            "{\"mode\":\"form\",\"message\":\"who?\",\"requestedSchema\":{\"type\":\"object\",\"properties\":{}}}";
    private static final String ANSWER = "{\"action\":\"accept\",\"content\":{\"name\":\"ann\"}}";
    private static final String ARGUMENTS = "{\"text\":\"hello\"}";

    /** What happens in one call, as a guard must be shown it. */
    private static final List<String> EXPECTED = List.of(
            "in Request tools/call " + ARGUMENTS,
            "out Notification notifications/progress 1",
            "out Request elicitation/create " + ASKS,
            "in Response elicitation/create " + ANSWER,
            "out Response tools/call [{\"type\":\"text\",\"text\":\"ann\"}]");

    /** One of the paths that a call can take. */
    record Way(boolean modernClient, boolean stdioClient, boolean modernServer, boolean stdioServer) {
        @Override
        public String toString() {
            return (modernClient ? "modern" : "legacy") + " client over " + (stdioClient ? "stdio" : "HTTP") + ", "
                    + (modernServer ? "modern" : "legacy") + " server over " + (stdioServer ? "stdio" : "HTTP");
        }
    }

    static Stream<Way> ways() {
        return Stream.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
                .map(i -> new Way((i & 1) == 0, (i & 2) == 0, (i & 4) == 0, (i & 8) == 0));
    }

    /** A client that makes one call, answers what it is asked, and reads until the result is there. */
    private interface Client extends AutoCloseable {
        /** The text of the result. */
        String call() throws Exception;

        @Override
        void close() throws IOException;
    }

    @ParameterizedTest
    @MethodSource("ways")
    void everyGuardSeesEveryMessageInOneForm(Way way) throws Exception {
        List<Probe> probes = PHASES.stream().map(Probe::new).toList();
        List<Guard> guards = new ArrayList<>(probes);
        guards.addAll(Bound.guards());
        guards.sort(Comparator.comparing(Guard::phase));
        try (FakeUpstream remote = remote(way.modernServer());
                PipelineFixture gateway = new PipelineFixture(
                        server(way, remote),
                        new PipelineFixture.Parts(guards, Optional.empty(), 64 << 20, Duration.ofSeconds(20)));
                Client client = way.stdioClient() ? new StdioClient(gateway, way) : new HttpClient(gateway, way)) {
            assertEquals("ann", client.call(), way::toString);
        }
        assertTrue(probes.stream().allMatch(GuardPathTest::sawAll), () -> table(way, probes));
    }

    private static boolean sawAll(Probe probe) {
        return said(probe).containsAll(EXPECTED);
    }

    private static List<String> said(Probe probe) {
        return probe.seen().stream().map(GuardPathTest::said).toList();
    }

    private static String said(Probe.Seen seen) {
        String what =
                switch (seen.message()) {
                    case Message.Request request
                    when request.method().equals("tools/call") ->
                        request.params().path("arguments").toString();
                    case Message.Request request -> request.params().toString();
                    case Message.Notification note ->
                        note.params().path("progress").toString();
                    case Message.Response response
                    when response.method().equals("tools/call") ->
                        response.result().path("content").toString();
                    case Message.Response response -> response.result().toString();
                    default -> "";
                };
        return seen.kind() + " " + what;
    }

    /** Which guard saw what: the message of a failure. */
    private static String table(Way way, List<Probe> probes) {
        StringBuilder table = new StringBuilder(way + "\n");
        for (String expected : EXPECTED) {
            for (Probe probe : probes) {
                String mark = said(probe).contains(expected) ? "saw" : "MISSED";
                table.append(String.format("%-10s %-7s", probe.phase(), mark));
            }
            table.append(expected).append('\n');
        }
        probes.forEach(probe ->
                table.append(probe.phase()).append(" saw ").append(said(probe)).append('\n'));
        return table.toString();
    }

    private BiFunction<Loops, MemoryGate, Upstream> server(Way way, FakeUpstream remote) {
        return (loops, memory) -> new DualEraUpstream(
                way.stdioServer()
                        ? started(
                                new StdioUpstream(local(way.modernServer()), Clock.systemUTC(), memory, new Random(1)))
                        : new HttpUpstream(
                                new HttpTarget(
                                        URI.create(remote.url()),
                                        Map.of(),
                                        Optional.empty(),
                                        1 << 20,
                                        Duration.ofSeconds(5)),
                                loops,
                                new Random(1)),
                Optional.empty(),
                new SecureRandom(),
                Clock.systemUTC());
    }

    private StdioUpstream started(StdioUpstream local) {
        locals.add(local);
        return local;
    }

    @AfterEach
    void end() {
        locals.forEach(StdioUpstream::close);
    }

    private static StdioUpstream.Server local(boolean modern) {
        ChildCommand command = new ChildCommand(
                Children.line(modern ? "asks-modern" : "asks-legacy"),
                ChildCommand.environment(System.getenv(), Map.of()),
                Path.of("").toAbsolutePath(),
                ChildLimits.DEFAULT);
        return new StdioUpstream.Server("up", command, StdioUpstream.Sharing.SESSION, 4, 60_000_000_000L);
    }

    private static FakeUpstream remote(boolean modern) throws IOException {
        BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        FakeUpstream remote = new FakeUpstream();
        if (modern) {
            remote.modernOnly();
        } else {
            remote.legacyOnly();
        }
        remote.on("response", (request, wire) -> {
            wire.raw("HTTP/1.1 202 x\r\nContent-Length: 0\r\n\r\n");
            answers.add(
                    request.json().path("result").path("content").path("name").asString("?"));
        });
        remote.on("tools/call", (request, wire) -> {
            JsonNode params = request.json().path("params");
            JsonNode token = params.path("_meta").path("progressToken");
            wire.stream()
                    .event(Mcp.notification(
                            "notifications/progress", "{\"progressToken\":" + token + ",\"progress\":1}"));
            String name = params.path("inputResponses")
                    .path("q")
                    .path("content")
                    .path("name")
                    .asString("");
            if (modern && name.isEmpty()) {
                wire.event(Mcp.result(
                                request.id(),
                                "{\"resultType\":\"input_required\",\"requestState\":\"s\",\"inputRequests\":{\"q\":"
                                        + "{\"method\":\"elicitation/create\",\"params\":" + ASKS + "}}}"))
                        .end();
                return;
            }
            if (!modern) {
                wire.event(Mcp.request("\"q\"", "elicitation/create", ASKS));
                name = answers.take();
            }
            String content = "\"content\":[{\"type\":\"text\",\"text\":\"" + name + "\"}]";
            wire.event(Mcp.result(request.id(), "{" + (modern ? "\"resultType\":\"complete\"," : "") + content + "}"))
                    .end();
        });
        return remote;
    }

    /** The parameters of the call in the era of the client. */
    private static String call(String id, boolean modern, String more) {
        String meta = "\"_meta\":{\"progressToken\":\"p\""
                + (modern
                        ? ",\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                                + "\"io.modelcontextprotocol/clientCapabilities\":{\"elicitation\":{}}"
                        : "")
                + "}";
        return Mcp.request(id, "tools/call", "{\"name\":\"echo\",\"arguments\":" + ARGUMENTS + "," + more + meta + "}");
    }

    private static String retry(JsonNode asked) {
        String key = asked.path("inputRequests").propertyNames().iterator().next();
        return "\"inputResponses\":{\"" + key + "\":" + ANSWER + "},\"requestState\":" + asked.path("requestState")
                + ",";
    }

    private static String initialize() {
        return Mcp.initialize("\"i\"").replace("sampling", "elicitation");
    }

    private static String text(JsonNode message) {
        return message.path("result").path("content").path(0).path("text").asString(message.toString());
    }

    private record HttpClient(PipelineFixture gateway, Way way) implements Client {
        @Override
        public String call() throws IOException {
            return way.modernClient() ? modern() : legacy();
        }

        private String modern() throws IOException {
            JsonNode asked = last(GuardPathTest.call("1", true, "")).path("result");
            assertEquals("input_required", asked.path("resultType").asString(), asked.toString());
            return text(last(GuardPathTest.call("2", true, retry(asked))));
        }

        private JsonNode last(String body) throws IOException {
            return gateway.ask(Mcp.modern("/mcp/up", "tools/call", "echo", body))
                    .message();
        }

        private String legacy() throws IOException {
            RawClient.Answer opened = gateway.ask(Mcp.post("/mcp/up", initialize()));
            String session = opened.head().value("Mcp-Session-Id");
            gateway.ask(Mcp.legacy(session, Mcp.notification("notifications/initialized", "{}")));
            try (RawClient client = gateway.client()) {
                client.send(Mcp.legacy(session, GuardPathTest.call("1", false, "")))
                        .head();
                JsonNode message = client.message();
                while (!message.has("result") && !message.has("error")) {
                    if (message.path("method").asString("").equals("elicitation/create")) {
                        gateway.ask(Mcp.legacy(
                                session, Mcp.result(message.path("id").toString(), ANSWER)));
                    }
                    message = client.message();
                }
                return text(message);
            }
        }

        @Override
        public void close() {}
    }

    private static final class StdioClient implements Client {
        private final StdioListener listener;
        private final OutputStream in;
        private final BufferedReader out;
        private final Way way;

        StdioClient(PipelineFixture gateway, Way way) throws IOException {
            this.way = way;
            PipedOutputStream said = new PipedOutputStream();
            PipedInputStream heard = new PipedInputStream(1 << 16);
            in = said;
            out = new BufferedReader(new InputStreamReader(heard, UTF_8));
            PipedInputStream stdin = new PipedInputStream(said, 1 << 16);
            listener = new StdioListener(
                    gateway.exchanges, gateway.loops.any(), Carrier.STDIO, "up", new PipedOutputStream(heard));
            listener.serve(stdin, 1 << 20);
        }

        private void say(String line) throws IOException {
            in.write((line + "\n").getBytes(UTF_8));
            in.flush();
        }

        /** The answer to the request {@code id}; a question before it is answered. */
        private JsonNode answer(String id) throws IOException {
            while (true) {
                JsonNode message = Mcp.json(out.readLine());
                if (message.path("method").asString("").equals("elicitation/create")) {
                    say(Mcp.result(message.path("id").toString(), ANSWER));
                } else if (message.path("id").toString().equals(id)) {
                    return message;
                }
            }
        }

        @Override
        public String call() throws IOException {
            if (way.modernClient()) {
                say(GuardPathTest.call("1", true, ""));
                say(GuardPathTest.call("2", true, retry(answer("1").path("result"))));
                return text(answer("2"));
            }
            say(initialize());
            answer("\"i\"");
            say(Mcp.notification("notifications/initialized", "{}"));
            say(GuardPathTest.call("1", false, ""));
            return text(answer("1"));
        }

        @Override
        public void close() throws IOException {
            in.close();
            try {
                listener.close(Duration.ofSeconds(2));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
