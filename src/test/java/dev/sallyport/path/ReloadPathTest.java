package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sallyport.pipeline.Outcome;
import dev.sallyport.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Reload: no request is lost, what is removed is gone, what is the same lives on. */
final class ReloadPathTest {
    private static final int RELOADS = 100;

    @TempDir
    private Path folder;

    private String yaml(FakeUpstream upstream, int round) {
        return "servers: { up: { url: '" + upstream.url() + "', headers: { X-Round: '${KEY}' }, arguments: { t" + round
                + ": { /a: path } } }, local: { command: " + Children.command("echo", folder.resolve("log"))
                + ", idle: " + (60 + round) + "s } }";
    }

    @Test
    void aHundredReloadsUnderLoadLoseNoRequest() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                GatewayFixture gateway = GatewayFixture.of(yaml(upstream, 0))) {
            List<Settings> rounds = new ArrayList<>();
            for (int i = 0; i < RELOADS; i++) {
                // the remote server changes each time, the local one every tenth time
                rounds.add(GatewayFixture.settings(
                        yaml(upstream, i).replaceAll("idle: \\d+s", "idle: " + (60 + i / 10) + "s")));
            }
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger asked = new AtomicInteger();
            Queue<String> lost = new ConcurrentLinkedQueue<>();
            List<Thread> load = new ArrayList<>();
            for (String server : List.of("up", "up", "local", "local")) {
                load.add(Thread.ofVirtual().start(() -> {
                    try (RawClient client = gateway.client()) {
                        while (!over.get()) {
                            String text = "n" + asked.incrementAndGet();
                            String request = Mcp.modern("/mcp/" + server, "tools/call", "echo", Mcp.call("1", text));
                            String heard = OutcomePathTest.text(client.ask(request));
                            if (!heard.equals(text)) {
                                lost.add(server + ": " + heard);
                            }
                        }
                    } catch (Exception broken) {
                        lost.add(broken.toString());
                    }
                }));
            }
            for (Settings round : rounds) {
                gateway.gateway.reload(round);
                Thread.sleep(15);
            }
            Await.until("calls during and after the reloads", () -> asked.get() > RELOADS || !lost.isEmpty());
            over.set(true);
            for (Thread thread : load) {
                thread.join();
            }
            assertEquals(List.of(), List.copyOf(lost));
        }
    }

    @Test
    void aServerThatIsRemovedIsNotFoundAndOneThatStaysKeepsItsChild() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                GatewayFixture gateway = GatewayFixture.of(yaml(upstream, 0))) {
            String call = Mcp.modern("/mcp/local", "tools/call", "echo", Mcp.call("1", "x"));
            assertEquals("x", OutcomePathTest.text(gateway.ask(call)));
            assertEquals("x", OutcomePathTest.text(gateway.ask(Mcp.modernCall("1", "x"))));
            String both = yaml(upstream, 0);
            gateway.gateway.reload(GatewayFixture.settings("servers: {" + both.substring(both.indexOf(" local:"))));
            assertEquals(404, gateway.ask(Mcp.modernCall("1", "x")).status());
            assertEquals("x", OutcomePathTest.text(gateway.ask(call)));
            assertEquals(1, Children.log(folder.resolve("log"), "start").size());
            gateway.gateway.reload(GatewayFixture.settings(both));
            assertEquals("x", OutcomePathTest.text(gateway.ask(Mcp.modernCall("1", "x"))));
        }
    }

    /** A server that says one more message on its stream for each cue. */
    private static FakeUpstream speaking(BlockingQueue<String> cue) throws IOException {
        FakeUpstream upstream = new FakeUpstream();
        upstream.on("subscriptions/listen", (request, wire) -> {
            wire.stream();
            for (String data = cue.take(); !data.equals("end"); data = cue.take()) {
                wire.event(Mcp.notification("notifications/message", "{\"level\":\"info\",\"data\":" + data + "}"));
            }
        });
        return upstream;
    }

    private static final String LISTEN = Mcp.modern(
            "/mcp/up",
            "subscriptions/listen",
            "",
            Mcp.request("7", "subscriptions/listen", Mcp.modernParams("\"notifications\":{}")),
            "Origin: https://app.example");

    @Test
    void aStreamMovesToTheNewSettingsBetweenTwoMessages() throws Exception {
        BlockingQueue<String> cue = new SynchronousQueue<>();
        try (FakeUpstream upstream = speaking(cue);
                GatewayFixture gateway = GatewayFixture.before(upstream, "origins: ['https://app.example']");
                RawClient client = gateway.client()) {
            client.send(LISTEN);
            cue.put("1");
            client.head();
            assertEquals(1, client.message().path("params").path("data").asInt());
            gateway.gateway.reload(GatewayFixture.settings("servers: { up: { url: '" + upstream.url()
                    + "' }, more: { url: '" + upstream.url() + "' } }\norigins: ['https://app.example']"));
            cue.put("2");
            assertEquals(2, client.message().path("params").path("data").asInt());
            cue.put("end");
        }
    }

    @Test
    void aStreamWhoseOpeningWouldNowBeDeniedEnds() throws Exception {
        assertEnds(url -> "servers: { up: { url: '" + url + "' } }", "validation.origin");
        assertEnds(
                url -> "servers: { other: { url: '" + url + "' } }\norigins: ['https://app.example']",
                "gateway.not-found");
        assertEnds(
                url -> "servers: { up: { url: '" + url
                        + "', headers: { X-New: a } } }\norigins: ['https://app.example']",
                "gateway.not-found");
    }

    private void assertEnds(UnaryOperator<String> next, String reason) throws Exception {
        BlockingQueue<String> cue = new SynchronousQueue<>();
        try (FakeUpstream upstream = speaking(cue);
                GatewayFixture gateway = GatewayFixture.before(upstream, "origins: ['https://app.example']");
                RawClient client = gateway.client()) {
            client.send(LISTEN);
            cue.put("1");
            client.head();
            assertEquals(1, client.message().path("params").path("data").asInt());
            gateway.gateway.reload(GatewayFixture.settings(next.apply(upstream.url())));
            JsonNode told = client.message();
            assertEquals(7, told.path("id").asInt());
            assertEquals(reason, Mcp.reason(told));
            assertEquals("", client.event());
            assertEquals(Outcome.DENIED, gateway.recorder.only("subscriptions/listen"));
            cue.put("end");
        }
    }
}
