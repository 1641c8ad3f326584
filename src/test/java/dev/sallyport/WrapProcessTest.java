package dev.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.observe.ship.HttpReceiver;
import dev.sallyport.observe.ship.Received;
import dev.sallyport.observe.telemetry.SpanReceiver;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code wrap} with settings: what it records is sent as from a gateway, and nobody waits for that when its client ends. */
@Timeout(120)
final class WrapProcessTest {
    /** What a client waits before it kills. Source: the TypeScript SDK of MCP ends a child after 2 s by SIGTERM, after 4 s by SIGKILL. */
    private static final Duration AT_ONCE = Duration.ofSeconds(4);

    @TempDir
    private Path folder = Path.of("");

    private Path home = Path.of("");

    @BeforeEach
    void make() throws IOException {
        home = PermissiveHome.in(folder);
    }

    /** A wrapped server, and its client. */
    private final class Wrapped implements AutoCloseable {
        private final Process process;
        private final Writer in;
        private final BufferedReader out;
        private final Path err = Files.createTempFile(folder, "err", ".txt");
        private int id;

        Wrapped(String settings) throws IOException {
            List<String> line =
                    new ArrayList<>(List.of("wrap", "-c", file(settings).toString(), "--home", home.toString(), "--"));
            line.addAll(StdioFixture.command());
            process = SallyportProcess.command(line.toArray(String[]::new))
                    .redirectError(err.toFile())
                    .start();
            in = process.outputWriter();
            out = process.inputReader();
            ask(
                    "initialize",
                    "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\","
                            + "\"version\":\"1\"}}");
            in.write("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n");
            ask("tools/call", "{\"name\":\"sleep\",\"arguments\":{\"millis\":1}}");
        }

        private void ask(String method, String params) throws IOException {
            in.write("{\"jsonrpc\":\"2.0\",\"id\":" + ++id + ",\"method\":\"" + method + "\",\"params\":" + params
                    + "}\n");
            in.flush();
            String answer = String.valueOf(out.readLine());
            assertTrue(answer.contains("\"result\""), () -> answer + read(err));
        }

        /** Closes its standard input; how long it took to end. */
        Duration end() throws IOException, InterruptedException {
            long begun = System.nanoTime();
            in.close();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            assertEquals(0, process.exitValue(), () -> read(err));
            assertEquals(0, out.lines().count(), "nothing but the protocol");
            return took;
        }

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Path file(String settings) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "wrap", ".yaml"), settings);
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String hook(int port) {
        return "sinks: { siem: { webhook: 'http://127.0.0.1:" + port + "/', headers: { X-Key: k } } }\n";
    }

    private long size(String ledger) {
        return read(home.resolve("audit/" + ledger + "/checkpoint"))
                .lines()
                .skip(1)
                .findFirst()
                .map(Long::parseLong)
                .orElse(0L);
    }

    private JsonNode status() throws IOException, InterruptedException {
        return JsonMapper.shared()
                .readTree(SallyportProcess.here("status", "--json", "--home", home.toString())
                        .out());
    }

    @Test
    void entriesSpansAndStateAreToldAsOfAGateway() throws Exception {
        Path lake = folder.resolve("lake.jsonl");
        try (SpanReceiver receiver = new SpanReceiver(Optional.empty());
                Wrapped wrap = new Wrapped(
                        "sinks: { lake: { file: " + lake + " } }\ntelemetry: { otlp: '" + receiver.url() + "' }\n")) {
            Received.await("the call", () -> read(lake).contains("\"method\":\"tools/call\""));
            JsonNode told = status().at("/wraps/0");
            assertEquals(wrap.process.pid(), told.path("pid").asLong());
            assertEquals("ok", told.at("/sinks/lake/state").asString(), told.toString());
            assertTrue(told.at("/ledger/folder").asString("").endsWith("/audit/wrap-1"), told.toString());
            String lines =
                    SallyportProcess.here("status", "--home", home.toString()).out();
            assertTrue(lines.contains("  sink lake  ok, "), lines);
            String doctor =
                    SallyportProcess.here("doctor", "--home", home.toString()).out();
            assertTrue(doctor.contains("wrap " + wrap.process.pid()), doctor);
            Duration took = wrap.end();
            assertTrue(took.compareTo(AT_ONCE) < 0, "it took " + took);
            Span call = receiver.spans().stream()
                    .filter(span -> span.getKind() == SpanKind.SPAN_KIND_SERVER
                            && span.getName().equals("tools/call sleep"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(receiver.spans().toString()));
            assertTrue(read(lake).contains("\"span\":\"" + SpanReceiver.hex(call.getSpanId()) + "\""), read(lake));
            assertTrue(
                    receiver.resource().getOrDefault("service.instance.id", "").endsWith("/wrap-1"));
        }
        assertTrue(read(lake).contains("\"size\":" + size("wrap-1")), "the last checkpoint");
        assertEquals(
                "next " + size("wrap-1"),
                read(home.resolve("audit/wrap-1/sent-lake")).lines().findFirst().orElse(""));
    }

    @Test
    void nobodyWaitsForReceiversThatDoNotAnswerAndTheNextProcessSendsTheRest() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Wrapped wrap = new Wrapped(hook(silent.getLocalPort()) + "telemetry: { otlp: 'http://127.0.0.1:"
                        + silent.getLocalPort() + "' }\n")) {
            Duration took = wrap.end();
            assertTrue(took.compareTo(AT_ONCE) < 0, "it took " + took);
        }
        long size = size("wrap-1");
        assertTrue(size > 2, "entries: " + size);
        Received received = new Received();
        try (HttpReceiver receiver = new HttpReceiver(0, Optional.empty(), received);
                SallyportProcess _ = SallyportProcess.gateway(folder, home, hook(receiver.port()))) {
            Received.await("the rest", () -> read(home.resolve("audit/wrap-1/sent-siem"))
                    .startsWith("next " + size + "\n"));
            assertTrue(
                    receiver.posts().stream()
                            .map(post -> post.json())
                            .filter(post -> post.path("ledger").asString("").endsWith("/wrap-1"))
                            .flatMap(post -> post.path("entries").valueStream())
                            .anyMatch(entry -> entry.path("name").asString("").equals("sleep")),
                    "the call");
        }
    }

    @Test
    void aSignalWhileItEndsChangesNothing() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Wrapped wrap = new Wrapped(hook(silent.getLocalPort()))) {
            wrap.in.close();
            Received.await(
                    "the end of the server", () -> wrap.process.descendants().count() == 0);
            Thread.sleep(300);
            wrap.process.destroy();
            assertTrue(wrap.process.waitFor(AT_ONCE.toMillis(), TimeUnit.MILLISECONDS));
            assertEquals(0, wrap.process.exitValue(), () -> read(wrap.err));
        }
    }

    @Test
    void severalAtOnceAndAGatewaySendEachEntryToOneFile() throws Exception {
        Path lake = folder.resolve("lake.jsonl");
        String sinks = "sinks: { lake: { file: " + lake + ", form: ocsf } }\n";
        try (SallyportProcess gateway = SallyportProcess.gateway(folder, home, sinks);
                Wrapped one = new Wrapped(sinks);
                Wrapped two = new Wrapped(sinks)) {
            gateway.initialize();
            one.end();
            two.process.destroyForcibly().waitFor();
            Received.await("all of it", () -> Stream.of("wrap-1", "wrap-2")
                    .allMatch(ledger -> read(home.resolve("audit/" + ledger + "/sent-lake"))
                            .startsWith("next " + size(ledger) + "\n")));
            gateway.signal("TERM");
            gateway.ended();
        }
        List<JsonNode> events =
                read(lake).lines().map(JsonMapper.shared()::readTree).toList();
        for (String ledger : List.of("gateway-1", "wrap-1", "wrap-2")) {
            List<Long> numbers = events.stream()
                    .map(event -> event.path("metadata"))
                    .filter(metadata ->
                            metadata.path("log_name").asString("").endsWith("/" + ledger) && metadata.has("sequence"))
                    .map(metadata -> metadata.path("sequence").asLong())
                    .distinct()
                    .toList();
            assertEquals(size(ledger), numbers.size(), ledger + ": " + numbers);
        }
    }

    @Test
    void whatCannotBeOfAWrappedServerIsRefused() throws Exception {
        for (List<String> wrong : List.of(
                List.of("sinks: { out: { stdout: ledger } }\n", "sinks.out must not be standard output"),
                List.of("servers: { a: { command: [cat] } }\n", "servers must not be in settings for `wrap`"))) {
            SallyportProcess.Ended ended = SallyportProcess.run(
                    folder, "wrap", "-c", file(wrong.getFirst()).toString(), "--home", home.toString(), "--", "cat");
            assertEquals(2, ended.code(), ended.err());
            assertTrue(ended.err().contains(wrong.getLast()), ended.err());
            assertEquals("", ended.out());
        }
    }
}
