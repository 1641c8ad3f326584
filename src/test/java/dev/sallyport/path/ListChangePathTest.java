package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Who listens is told to list again when a reload changes what may be seen, and is not when it does not. */
final class ListChangePathTest {
    private static final String HIDING =
            "access: { statements: [ { id: no, effect: forbid, principal: ['*'], resource: ['up/echo'] } ] }";
    private static final String PERMITTING =
            "access: { statements: [ { id: all, effect: permit, principal: ['*'], resource: ['*'], action: ['*'] } ] }";
    private static final String ABLE = FakeUpstream.INITIALIZED.replace(
            "{\"tools\":{}}", "{\"tools\":{\"listChanged\":true},\"prompts\":{},\"resources\":{\"listChanged\":true}}");

    private final BlockingQueue<String> cue = new LinkedBlockingQueue<>();

    private static String message(int data) {
        return Mcp.notification("notifications/message", "{\"level\":\"info\",\"data\":" + data + "}");
    }

    private static String yaml(FakeUpstream upstream, String access) {
        return "servers: { up: { url: '" + upstream.url() + "' } }\n" + access;
    }

    /** Says what it is cued to say, until the end. */
    private void speaking(FakeUpstream.Wire wire) throws IOException, InterruptedException {
        for (String said = cue.take(); !said.equals("end"); said = cue.take()) {
            wire.event(said);
        }
    }

    /** Changes nothing, then what may be seen, and nothing again; {@code last} is what the server says after that. */
    private void reloads(GatewayFixture gateway, FakeUpstream upstream, RawClient client) throws Exception {
        gateway.gateway.reload(
                GatewayFixture.settings(yaml(upstream, PERMITTING + "\norigins: ['https://a.example']")));
        cue.put(message(2));
        assertEquals(2, client.message().path("params").path("data").asInt());
        gateway.gateway.reload(GatewayFixture.settings(yaml(upstream, HIDING)));
    }

    @Test
    void aSubscriptionOfTheNewerEraHearsWhatWasAgreed() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                GatewayFixture gateway = GatewayFixture.of(yaml(upstream, PERMITTING));
                RawClient client = gateway.client()) {
            upstream.on("subscriptions/listen", (request, wire) -> {
                String agreed = "{\"notifications\":{\"toolsListChanged\":true},\"_meta\":"
                        + "{\"io.modelcontextprotocol/subscriptionId\":" + request.id() + "}}";
                wire.stream().event(Mcp.notification("notifications/subscriptions/acknowledged", agreed));
                speaking(wire);
            });
            String wanted = "\"notifications\":{\"toolsListChanged\":true,\"promptsListChanged\":true}";
            client.send(Mcp.modern(
                    "/mcp/up",
                    "subscriptions/listen",
                    "",
                    Mcp.request("7", "subscriptions/listen", Mcp.modernParams(wanted))));
            client.head();
            assertEquals("notifications/subscriptions/acknowledged", method(client.message()));
            reloads(gateway, upstream, client);
            JsonNode told = client.message();
            assertEquals("notifications/tools/list_changed", method(told));
            assertEquals(
                    "7",
                    told.path("params")
                            .path("_meta")
                            .path("io.modelcontextprotocol/subscriptionId")
                            .asString());
            cue.put(message(3));
            assertEquals(3, client.message().path("params").path("data").asInt());
            cue.put("end");
        }
    }

    @Test
    void aStreamOfTheOlderEraHearsWhatItsServerTells() throws Exception {
        try (FakeUpstream upstream = new FakeUpstream();
                GatewayFixture gateway = GatewayFixture.of(yaml(upstream, PERMITTING));
                RawClient client = gateway.client()) {
            upstream.legacyOnly().on("initialize", (request, wire) -> wire.json(Mcp.result(request.id(), ABLE)));
            upstream.on("GET", (_, wire) -> {
                wire.stream();
                speaking(wire);
            });
            String session = gateway.session();
            client.send(Mcp.head("GET", "/mcp/up", "Mcp-Session-Id: " + session) + "\r\n");
            client.head();
            reloads(gateway, upstream, client);
            assertEquals("notifications/tools/list_changed", method(client.message()));
            assertEquals("notifications/resources/list_changed", method(client.message()));
            cue.put(message(3));
            assertEquals(3, client.message().path("params").path("data").asInt());
            cue.put("end");
        }
    }

    private static String method(JsonNode message) {
        return message.path("method").asString();
    }
}
