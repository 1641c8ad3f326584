package dev.sallyport.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.Gateway;
import dev.sallyport.observe.ObservedRecorder;
import dev.sallyport.pipeline.Recorder;
import dev.sallyport.protocol.digest.Sha256;
import dev.sallyport.settings.Settings;
import dev.sallyport.settings.SettingsLoader;
import dev.sallyport.settings.SettingsRead;
import dev.sallyport.transport.http.HttpListener;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A settings file that changes while the gateway runs. */
final class ReloadingTest {
    @TempDir
    private Path folder;

    @Test
    void aWrongFileKeepsTheOldSettingsAndARightOneReplacesThem() throws Exception {
        Path file = write("servers: { one: { url: 'http://127.0.0.1:9/mcp' } }");
        SettingsRead.Loaded first =
                assertInstanceOf(SettingsRead.Loaded.class, SettingsLoader.load(file, _ -> Optional.empty()));
        try (Gateway gateway = new Gateway(new Gateway.Start(
                        "r", first.settings(), "t", Gateway.unrecorded(), true, Clock.systemUTC(), Map.of()));
                HttpListener listener = gateway.listen("", Optional.empty())) {
            new Reloading(source(file), first, gateway::reload, Optional.empty(), Gateway.unrecorded()).start();
            assertEquals(405, status(listener, "one"));
            for (String wrong : new String[] {"servers: { two", "- x"}) {
                Files.writeString(file, wrong);
                Thread.sleep(1_200);
                assertEquals(405, status(listener, "one"), wrong);
                assertEquals(404, status(listener, "two"), wrong);
            }
            write("servers: { two: { url: 'http://127.0.0.1:9/mcp' } }");
            for (int i = 0; i < 100 && status(listener, "two") == 404; i++) {
                Thread.sleep(50);
            }
            assertEquals(405, status(listener, "two"));
            assertEquals(404, status(listener, "one"));
        }
    }

    /** The beginning of a file is often valid by itself, and an empty one always: both would drop servers, and who may call. */
    @Test
    void aFileThatIsBeingWrittenIsNotTakenOverHalf() throws Exception {
        Path file = write("servers: { one: { url: 'http://127.0.0.1:9/mcp' } }");
        SettingsRead.Loaded first =
                assertInstanceOf(SettingsRead.Loaded.class, SettingsLoader.load(file, _ -> Optional.empty()));
        Queue<Integer> taken = new ConcurrentLinkedQueue<>();
        new Reloading(
                        source(file),
                        first,
                        settings -> taken.add(settings.servers().size()),
                        Optional.empty(),
                        Gateway.unrecorded())
                .start();
        for (int round = 0; round < 2; round++) {
            try (var out = Files.newBufferedWriter(file)) {
                Thread.sleep(150);
                out.write("listen: 127.0.0.1:0\ntls: { insecure-http: true }\nservers:\n");
                for (int i = 0; i < 12; i++) {
                    out.write("  s" + i + ": { url: 'http://127.0.0.1:9/mcp/" + round + "' }\n");
                    out.flush();
                    Thread.sleep(100);
                }
            }
            int due = round + 1;
            for (int i = 0; i < 100 && taken.size() < due; i++) {
                Thread.sleep(50);
            }
        }
        assertEquals(List.of(12, 12), List.copyOf(taken));
    }

    @Test
    void theLedgerIsToldOfSettingsBeforeTheyAreInForce() throws Exception {
        Path file = write("servers: {}");
        SettingsRead.Loaded first =
                assertInstanceOf(SettingsRead.Loaded.class, SettingsLoader.load(file, _ -> Optional.empty()));
        List<String> order = new ArrayList<>();
        List<Recorder.Step> told = new ArrayList<>();
        Recorder recorder = new ObservedRecorder(Gateway.unrecorded(), List.of(new Recorder.Observer() {
            @Override
            public void stepped(Recorder.Step step) {
                order.add(step.event());
                told.add(step);
            }
        }));
        Reloading reloading = new Reloading(source(file), first, _ -> order.add("taken"), Optional.empty(), recorder);
        reloading.reload();
        write("access: { statements: [ { id: x, effect: permit, principal: ['*'], resource: ['*'] } ] }");
        JsonNode reloaded = reloading.reload();
        assertEquals("[]", reloaded.path("problems").toString());
        String digest = HexFormat.of().formatHex(Sha256.of(Files.readAllBytes(file)));
        write("acces: {}");
        reloading.reload();
        assertEquals(List.of("taken", "settings-changed", "taken", "settings-refused"), order);
        Map<String, String> facts = told.getFirst().facts();
        assertEquals("access", facts.get("changed"));
        assertEquals(12, facts.getOrDefault("policy_version", "").length());
        assertEquals(digest, facts.get("settings_digest"));
        assertEquals(Map.of("problems", "1"), told.getLast().facts());
    }

    @Test
    void ofTheAuditTrailOnlyWhatTheLedgerWasOpenedWithNeedsARestart() throws Exception {
        Path file = write("servers: {}");
        SettingsRead.Loaded first =
                assertInstanceOf(SettingsRead.Loaded.class, SettingsLoader.load(file, _ -> Optional.empty()));
        AtomicReference<Settings> taken = new AtomicReference<>(first.settings());
        Reloading reloading = new Reloading(source(file), first, taken::set, Optional.empty(), Gateway.unrecorded());
        write("audit: { signals: { stands: 1m, denial-burst: { count: 5, within: 1m, then: block } },"
                + " arguments: [ { resource: ['*'], keep: [/query] } ] }");
        assertEquals(
                List.of(), reloading.reload().path("problems").valueStream().toList());
        assertEquals(List.of(), reloading.restarts());
        assertEquals(Duration.ofMinutes(1), taken.get().audit().signals().stands());
        assertEquals(1, taken.get().audit().arguments().size());
        write("audit: { durability: strict, retention: 7d, size-max: 1GiB, compress: false, segment: 1MiB }");
        reloading.reload();
        assertEquals(
                List.of("audit.durability", "audit.retention", "audit.size-max", "audit.compress", "audit.segment"),
                reloading.restarts());
    }

    @Test
    void whatNeedsARestartIsSaidAsLongAsTheFileDiffersFromWhatIsInForce() throws Exception {
        Path file = write("servers: {}");
        SettingsRead.Loaded first =
                assertInstanceOf(SettingsRead.Loaded.class, SettingsLoader.load(file, _ -> Optional.empty()));
        Reloading reloading = new Reloading(source(file), first, _ -> {}, Optional.empty(), Gateway.unrecorded());
        reloading.start();
        Files.writeString(
                file,
                "listen: 127.0.0.1:1\ntls: { insecure-http: true }\nlimits: { header: 64KiB }\naudit: { retention: 7d }\n");
        for (int i = 0; i < 100 && reloading.restarts().isEmpty(); i++) {
            Thread.sleep(50);
        }
        // the watcher took the file: who asks after it must hear the same
        assertEquals(List.of("listen", "limits.header", "audit.retention"), reloading.restarts());
        for (int i = 0; i < 2; i++) {
            JsonNode notes = reloading.reload().path("notes");
            assertEquals(4, notes.size(), notes.toString());
            assertTrue(notes.path(0).asString().startsWith("unsafe: tls.insecure-http"), notes.toString());
            assertTrue(notes.path(1).asString().startsWith("listen is read at the start only"), notes.toString());
        }
        Files.writeString(file, "listen: nowhere\n");
        assertEquals(1, reloading.reload().path("problems").size());
        assertEquals(1, reloading.problems().size());
        assertEquals(3, reloading.restarts().size());
        write("servers: {}");
        assertEquals(1, reloading.reload().path("notes").size());
        assertEquals(List.of(), reloading.restarts());
        assertEquals(List.of(), reloading.problems());
    }

    private Path write(String yaml) throws IOException {
        return Files.writeString(
                folder.resolve("sallyport.yaml"), "listen: 127.0.0.1:0\ntls: { insecure-http: true }\n" + yaml + "\n");
    }

    /** 404 for a server that is not there; 405 for one that is, for the modern era knows no GET. */
    private static int status(HttpListener listener, String server) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://localhost:" + listener.port() + "/mcp/" + server))
                    .header("Authorization", "Bearer t")
                    .header("MCP-Protocol-Version", "2026-07-28")
                    .header("Accept", "text/event-stream")
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    private SettingsSource source(Path file) {
        return new SettingsSource(Optional.of(file), folder.resolve("policy.yaml"), UnaryOperator.identity());
    }
}
