package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
            over.set(true);
            for (Thread thread : load) {
                thread.join();
            }
            assertEquals(List.of(), List.copyOf(lost));
            assertTrue(asked.get() > RELOADS, "asked " + asked);
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
}
