package dev.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What whoever begins gets wrong, and what is said of it. */
final class FirstStepsTest {
    @TempDir
    private Path folder;

    private Path home = Path.of("");

    @BeforeEach
    void nameHome() {
        home = folder.resolve("home");
    }

    @Test
    void aTokenThatCannotBeReadIsAClearError() throws Exception {
        try (SallyportProcess gateway = SallyportProcess.gateway(folder, home, "")) {
            Files.delete(home.resolve("token"));
            SallyportProcess.Ended ended = run("connect");
            assertEquals(2, ended.code());
            assertTrue(ended.err().contains("token file of the gateway cannot be read"), ended.err());
            assertTrue(gateway.process().isAlive());
        }
    }

    @Test
    void whatIsWrongWithAServerIsInTheStatusAndOnceInTheLog() throws Exception {
        HttpServer strict = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        strict.createContext("/", exchange -> {
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        });
        strict.start();
        String servers = "  exits: { command: [sh, -c, 'exit 3'] }\n  absent: { command: [no-such-program-here] }\n"
                + "  strict: { url: 'http://127.0.0.1:" + strict.getAddress().getPort() + "/mcp' }\n";
        try (SallyportProcess gateway = SallyportProcess.gateway(folder, home, servers)) {
            awaitFailure("strict", "HTTP 401");
            awaitFailure("exits", "exited with status 3");
            awaitFailure("absent", "no-such-program-here");
            String text = run("status").out();
            assertTrue(
                    text.contains("    fails: the server answered with HTTP 401: it does not accept the credentials"),
                    text);
            assertTrue(gateway.err().contains("server exits ended: exited with status 3"), gateway.err());
            assertEquals(1, gateway.err().split("server strict fails", -1).length - 1, gateway.err());
        } finally {
            strict.stop(0);
        }
    }

    /** What stands between a client and the gateway refuses nothing by itself: its words and its incidents would be others. */
    @Test
    void throughConnectAnUnknownToolIsRefusedByTheGatewayAndInItsRecord() throws Exception {
        String servers = "  absent: { command: [no-such-program-here] }\n";
        try (SallyportProcess gateway = SallyportProcess.gateway(folder, home, servers)) {
            awaitFailure("absent", "no-such-program-here");
            Process connect = SallyportProcess.command("connect", "--home", home.toString())
                    .start();
            try (var out = connect.outputWriter(StandardCharsets.UTF_8);
                    var in = connect.inputReader(StandardCharsets.UTF_8)) {
                out.write(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                                + "\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}\n");
                out.flush();
                String opened = String.valueOf(in.readLine());
                assertTrue(opened.contains("absent (upstream.unreachable)"), opened);
                out.write("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n");
                out.write(
                        "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"absent_x\"}}\n");
                out.flush();
                String answer = String.valueOf(in.readLine());
                assertTrue(answer.contains("the server `absent`, which may have this tool, is missing"), answer);
                assertFalse(answer.contains("incident connect-"), answer);
            } finally {
                connect.destroyForcibly();
            }
            assertTrue(gateway.process().isAlive());
        }
    }

    private void awaitFailure(String server, String message) throws Exception {
        for (int i = 0; i < 20 && !failure(server).contains(message); i++) {
            Thread.sleep(200);
        }
        assertTrue(failure(server).contains(message), failure(server));
    }

    private String failure(String server) throws IOException, InterruptedException {
        return json(run("status", "--json").out())
                .at("/gateways/0/servers/" + server + "/lastFailure")
                .toString();
    }

    @Test
    void connectRefusesAtOnceWhatNoGatewayHasAndSaysWhatThereIs() throws Exception {
        String profiles = "profiles:\n  reading: { servers: [slow] }\n  writing: { servers: [slow] }\n";
        try (SallyportProcess gateway = SallyportProcess.gateway(folder, home, profiles)) {
            SallyportProcess.Ended profile = run("connect", "--profile", "raeding");
            assertEquals(3, profile.code());
            assertTrue(
                    profile.err()
                            .contains("no gateway that runs here has a profile `raeding`; there are: reading, writing;"
                                    + " did you mean `reading`?"),
                    profile.err());
            SallyportProcess.Ended server = run("connect", "nope", "--json");
            assertEquals("no-server", json(server.err()).path("error").asString(), server.err());
            JsonNode status =
                    json(run("status", "--json").out()).path("gateways").path(0);
            assertEquals(
                    gateway.ready().path("profiles").path("reading"),
                    status.path("profiles").path("reading").path("endpoint"));
            // a profile that a reload brings is found
            Path file = folder.resolve("sallyport.yaml");
            Files.writeString(file, Files.readString(file).replace("reading", "later"));
            assertEquals(0, run("reload").code());
            assertEquals(0, run("connect", "--profile", "later").code());
            assertEquals(3, run("connect", "--profile", "reading").code());
            assertTrue(run("status")
                    .out()
                    .contains("  profile later  "
                            + gateway.ready().path("endpoint").asString() + "/p/later (slow)"));
        }
    }

    @Test
    void connectSaysWhichOfSeveralGatewaysItSpeaksToAndLetsOneChoose() throws Exception {
        try (SallyportProcess first = SallyportProcess.gateway(folder, home, "");
                SallyportProcess second = SallyportProcess.gateway(folder, home, "")) {
            SallyportProcess.Ended newest = run("connect");
            assertEquals(0, newest.code(), newest.err());
            assertTrue(newest.err().contains("process " + second.process().pid() + " at "), newest.err());
            assertTrue(newest.err().contains("--pid"), newest.err());
            SallyportProcess.Ended chosen =
                    run("connect", "--pid", Long.toString(first.process().pid()));
            assertEquals(0, chosen.code(), chosen.err());
            assertEquals("", chosen.err());
        }
    }

    private SallyportProcess.Ended run(String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--home", home.toString()));
        String[] words = all.toArray(String[]::new);
        // what serves its standard input needs one of its own
        return words[0].equals("connect") ? SallyportProcess.run(folder, words) : SallyportProcess.here(words);
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
