package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Many servers as one at {@code /mcp}, and some of them at {@code /mcp/p/<profile>}. */
final class SumPathTest {
    private FakeUpstream modern;
    private FakeUpstream legacy;
    private GatewayFixture gateway;

    @BeforeEach
    void start() throws IOException {
        modern = new FakeUpstream();
        legacy = new FakeUpstream().legacyOnly();
        gateway = GatewayFixture.of(settings("gone: { url: 'http://127.0.0.1:1/mcp' }"));
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        modern.close();
        legacy.close();
    }

    private String settings(String third) {
        return "servers: { a: { url: '" + modern.url() + "' }, b: { url: '" + legacy.url() + "' }"
                + (third.isEmpty() ? "" : ", " + third) + " }\n"
                + "profiles: { some: { servers: [b], tools: { b/echo: { name: say } } } }";
    }

    private JsonNode ask(String path, String method, String name, String params) throws IOException {
        String body = Mcp.request("1", method, Mcp.modernParams(params));
        return gateway.ask(Mcp.modern(path, method, name, body)).json();
    }

    private static List<String> names(JsonNode list) {
        List<String> names = new ArrayList<>();
        list.path("result")
                .path("tools")
                .forEach(tool -> names.add(tool.path("name").asString()));
        return names;
    }

    @Test
    void theListIsThatOfAllServersAndSaysWhatIsMissing() throws Exception {
        JsonNode list = ask("/mcp", "tools/list", "", "");
        assertEquals(List.of("a_echo", "b_echo"), names(list), list.toString());
        JsonNode missing = list.path("result").path("_meta").path("dev.sallyport/missing");
        assertEquals("upstream.unreachable", missing.path("gone").asString(), list.toString());
        JsonNode origin =
                list.path("result").path("tools").path(1).path("_meta").path("dev.sallyport/origin");
        assertEquals("{\"server\":\"b\",\"name\":\"echo\"}", origin.toString());
        assertEquals("private", list.path("result").path("cacheScope").asString());
        JsonNode found = ask("/mcp", "server/discover", "", "");
        assertTrue(
                found.path("result")
                        .path("capabilities")
                        .path("tools")
                        .path("listChanged")
                        .asBoolean(false),
                found.toString());
    }

    @Test
    void aCallGoesToTheServerThatOwnsTheToolByItsOwnName() throws Exception {
        for (String server : List.of("a", "b")) {
            String call = Mcp.call("7", "to " + server).replace("\"echo\"", "\"" + server + "_echo\"");
            JsonNode answer = gateway.ask(Mcp.modern("/mcp", "tools/call", server + "_echo", call))
                    .json();
            assertEquals(7, answer.path("id").asInt(), answer.toString());
            assertEquals(
                    "to " + server,
                    answer.path("result").path("content").path(0).path("text").asString(),
                    answer.toString());
        }
        for (FakeUpstream upstream : List.of(modern, legacy)) {
            JsonNode call = upstream.only("tools/call").json();
            assertEquals("echo", call.path("params").path("name").asString());
        }
        assertEquals("echo", modern.only("tools/call").head().value("Mcp-Name"));
    }

    @Test
    void argumentsAreJudgedByTheSchemaOfTheServer() throws Exception {
        String call = Mcp.call("7", "x").replace("\"echo\"", "\"a_echo\"").replace("\"x\"", "5");
        JsonNode answer =
                gateway.ask(Mcp.modern("/mcp", "tools/call", "a_echo", call)).json();
        assertEquals("validation.arguments-mismatch", Mcp.reason(answer), answer.toString());
        assertEquals(List.of(), modern.received("tools/call"));
    }

    @Test
    void aToolOfNobodyIsUnknown() throws Exception {
        for (String name : List.of("echo", "c_echo", "a_nothing", "gone_echo")) {
            String call = Mcp.call("7", "x").replace("\"echo\"", "\"" + name + "\"");
            JsonNode answer =
                    gateway.ask(Mcp.modern("/mcp", "tools/call", name, call)).json();
            assertEquals("validation.unknown-tool", Mcp.reason(answer), answer.toString());
        }
    }

    @Test
    void whoCallsAToolOfNobodyHearsWhatToTry() throws Exception {
        assertTrue(unknown("/mcp", "a_ecko").contains("did you mean `a_echo`?"));
        assertTrue(unknown("/mcp", "gone_echo").contains("the server `gone`, which may have this tool, is missing"));
        assertFalse(unknown("/mcp", "zzzzzz").contains("did you mean"));
        // only of what is shown there: neither servers nor names of elsewhere
        assertTrue(unknown("/mcp/p/some", "sey").contains("did you mean `say`?"));
        for (String elsewhere : List.of("gone_echo", "a_ech", "b_ech")) {
            String said = unknown("/mcp/p/some", elsewhere);
            assertFalse(said.contains("gone") || said.contains("did you mean"), said);
        }
        assertTrue(unknown("/mcp/a", "ecko").contains("did you mean `echo`?"));
    }

    private String unknown(String path, String name) throws IOException {
        String call = Mcp.call("7", "x").replace("\"echo\"", "\"" + name + "\"");
        JsonNode answer =
                gateway.ask(Mcp.modern(path, "tools/call", name, call)).json();
        assertEquals("validation.unknown-tool", Mcp.reason(answer), answer.toString());
        return answer.toString();
    }

    @Test
    void aLegacyClientHasOneSessionWithAllOfThem() throws Exception {
        RawClient.Answer opened = gateway.ask(Mcp.post("/mcp", Mcp.initialize("1")));
        assertEquals(
                "sallyport",
                opened.json().path("result").path("serverInfo").path("name").asString(),
                opened.text());
        String session = opened.head().value("Mcp-Session-Id");
        assertFalse(session.isEmpty());
        for (String server : List.of("a", "b")) {
            String call = Mcp.legacyCall("3", "hi " + server).replace("\"echo\"", "\"" + server + "_echo\"");
            JsonNode answer = gateway.ask(
                            Mcp.post("/mcp", call, "Mcp-Session-Id: " + session, "MCP-Protocol-Version: 2025-11-25"))
                    .json();
            assertEquals(
                    "hi " + server,
                    answer.path("result").path("content").path(0).path("text").asString(),
                    answer.toString());
        }
    }

    /** Both eras lie between: what the client asked to be told while it waits goes through both translations. */
    @Test
    void aLegacyClientHearsProgressAndLogMessagesOfALegacyServer() throws Exception {
        legacy.on("tools/call", (request, wire) -> {
            JsonNode token = request.json().at("/params/_meta/progressToken");
            wire.stream()
                    .event(Mcp.notification(
                            "notifications/progress", "{\"progress\":1,\"progressToken\":" + token + "}"))
                    .event(Mcp.notification("notifications/message", "{\"level\":\"warning\",\"data\":\"d\"}"))
                    .event(Mcp.result(request.id(), FakeUpstream.echo(request.json())))
                    .end();
        });
        String session =
                gateway.ask(Mcp.post("/mcp", Mcp.initialize("1"))).head().value("Mcp-Session-Id");
        String[] fields = {"Mcp-Session-Id: " + session, "MCP-Protocol-Version: 2025-11-25"};
        gateway.ask(Mcp.post("/mcp", Mcp.request("2", "logging/setLevel", "{\"level\":\"info\"}"), fields));
        String call = Mcp.legacyCall("3", "x")
                .replace("\"echo\"", "\"b_echo\"")
                .replace("\"arguments\"", "\"_meta\":{\"progressToken\":\"mine\"},\"arguments\"");
        try (RawClient client = gateway.client()) {
            client.send(Mcp.post("/mcp", call, fields)).head();
            JsonNode progress = client.message();
            assertEquals("mine", progress.at("/params/progressToken").asString(""), progress.toString());
            assertEquals("d", client.message().at("/params/data").asString(""));
        }
        assertEquals(
                "info",
                legacy.only("logging/setLevel").json().at("/params/level").asString(""));
    }

    @Test
    void aProfileShowsItsServersUnderItsNames() throws Exception {
        JsonNode list = ask("/mcp/p/some", "tools/list", "", "");
        assertEquals(List.of("say"), names(list), list.toString());
        String call = Mcp.call("7", "x").replace("\"echo\"", "\"say\"");
        JsonNode answer = gateway.ask(Mcp.modern("/mcp/p/some", "tools/call", "say", call))
                .json();
        assertEquals(
                "x", answer.path("result").path("content").path(0).path("text").asString(), answer.toString());
        for (String path : List.of("/mcp/p/none", "/mcp/p", "/mcp/p/", "/mcp/", "/mcp/?", "/")) {
            RawClient.Answer none = gateway.ask(
                    Mcp.modern(path, "tools/list", "", Mcp.request("1", "tools/list", Mcp.modernParams(""))));
            assertEquals(404, none.status(), path);
        }
    }

    @Test
    void whatIsCalledIsRecordedUnderItsServer() throws Exception {
        String call = Mcp.call("7", "x").replace("\"echo\"", "\"b_echo\"");
        gateway.ask(Mcp.modern("/mcp", "tools/call", "b_echo", call));
        gateway.recorder.only("tools/call");
        assertEquals(
                List.of("b"),
                gateway.recorder.ended().stream()
                        .filter(exchange -> exchange.method().equals("tools/call"))
                        .map(exchange -> exchange.server())
                        .toList());
    }

    @Test
    void whoListensHearsWhenWhatIsShownChanges() throws Exception {
        String body = Mcp.request(
                "5", "subscriptions/listen", Mcp.modernParams("\"notifications\":{\"toolsListChanged\":true}"));
        assertEquals(2, names(ask("/mcp", "tools/list", "", "")).size());
        try (RawClient client = gateway.client()) {
            client.send(Mcp.modern("/mcp", "subscriptions/listen", "", body)).head();
            assertEquals(
                    "notifications/subscriptions/acknowledged",
                    client.message().path("method").asString());
            gateway.gateway.reload(GatewayFixture.settings(
                    "servers: { b: { url: '" + legacy.url() + "' } }\nprofiles: { some: { servers: [b] } }"));
            assertEquals(List.of("b_echo"), names(ask("/mcp", "tools/list", "", "")));
            assertEquals(
                    "notifications/tools/list_changed",
                    client.message().path("method").asString());
            assertEquals(List.of("b_echo"), names(ask("/mcp/p/some", "tools/list", "", "")));
        }
    }

    /** The stream of the sum stays open, so the client cannot know that a part of it broke off. */
    @Test
    void aSubscriptionOutlivesThePartThatAServerEnds() throws Exception {
        String about = "{\"resultType\":\"complete\",\"supportedVersions\":[\"2026-07-28\"],"
                + "\"capabilities\":{\"resources\":{\"subscribe\":true}}}";
        modern.on("server/discover", (request, wire) -> wire.json(Mcp.result(request.id(), about)));
        modern.on(
                "resources/list",
                (request, wire) -> wire.json(Mcp.result(
                        request.id(),
                        "{\"resultType\":\"complete\",\"resources\":[{\"uri\":\"res://a/1\",\"name\":\"one\"}]}")));
        AtomicInteger parts = new AtomicInteger();
        modern.on("subscriptions/listen", (request, wire) -> {
            wire.stream();
            if (parts.incrementAndGet() == 1) {
                wire.cut();
                return;
            }
            String meta = "\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":" + request.id() + "}";
            wire.event(Mcp.notification("notifications/resources/updated", "{\"uri\":\"res://a/1\"," + meta + "}"));
            wire.isClosedWithin(15_000);
        });
        ask("/mcp", "resources/list", "", "");
        String filter = "\"notifications\":{\"resourceSubscriptions\":[\"res://a/1\"]}";
        String body = Mcp.request("5", "subscriptions/listen", Mcp.modernParams(filter));
        try (RawClient client = gateway.client()) {
            client.send(Mcp.modern("/mcp", "subscriptions/listen", "", body)).head();
            client.message();
            JsonNode heard = client.message();
            assertEquals("res://a/1", heard.at("/params/uri").asString(""), heard.toString());
        }
        assertEquals(2, parts.get());
    }

    /** What happens right after the acknowledgement must be heard, and a server that does not answer delays it only so long. */
    @Test
    void aSubscriptionIsAcknowledgedWhenItsPartsStandOrAfterASecond() throws Exception {
        String about = "{\"resultType\":\"complete\",\"supportedVersions\":[\"2026-07-28\"],"
                + "\"capabilities\":{\"resources\":{\"subscribe\":true}}}";
        modern.on("server/discover", (request, wire) -> wire.json(Mcp.result(request.id(), about)));
        modern.on(
                "resources/list",
                (request, wire) -> wire.json(Mcp.result(
                        request.id(),
                        "{\"resultType\":\"complete\",\"resources\":[{\"uri\":\"res://a/1\",\"name\":\"one\"}]}")));
        AtomicInteger delayMillis = new AtomicInteger(300);
        modern.on("subscriptions/listen", (request, wire) -> {
            wire.stream();
            Thread.sleep(delayMillis.get());
            String meta = "\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":" + request.id() + "}";
            wire.event(Mcp.notification(
                    "notifications/subscriptions/acknowledged", "{\"notifications\":{}," + meta + "}"));
            wire.isClosedWithin(15_000);
        });
        ask("/mcp", "resources/list", "", "");
        long stands = acknowledgedAfterMillis();
        assertTrue(stands >= 300 && stands < 1_000, stands + " ms");
        delayMillis.set(5_000);
        long bounded = acknowledgedAfterMillis();
        assertTrue(bounded >= 900 && bounded < 4_000, bounded + " ms");
    }

    private long acknowledgedAfterMillis() throws Exception {
        String filter = "\"notifications\":{\"resourceSubscriptions\":[\"res://a/1\"]}";
        String body = Mcp.request("5", "subscriptions/listen", Mcp.modernParams(filter));
        try (RawClient client = gateway.client()) {
            long began = System.nanoTime();
            client.send(Mcp.modern("/mcp", "subscriptions/listen", "", body)).head();
            assertEquals(
                    "notifications/subscriptions/acknowledged",
                    client.message().path("method").asString());
            return (System.nanoTime() - began) / 1_000_000;
        }
    }

    @Test
    void aSlowServerDelaysTheFirstListOnlySoLong() throws Exception {
        modern.on("server/discover", (request, wire) -> Thread.sleep(20_000));
        modern.on("initialize", (request, wire) -> Thread.sleep(20_000));
        long began = System.nanoTime();
        assertEquals(List.of("b_echo"), names(ask("/mcp", "tools/list", "", "")));
        long tookMillis = (System.nanoTime() - began) / 1_000_000;
        assertTrue(tookMillis < 10_000, tookMillis + " ms");
        for (int i = 0; i < 100 && !missing().equals("upstream.timeout"); i++) {
            Thread.sleep(50);
        }
        assertEquals("upstream.timeout", missing());
        began = System.nanoTime();
        ask("/mcp", "tools/list", "", "");
        tookMillis = (System.nanoTime() - began) / 1_000_000;
        assertTrue(tookMillis < 4_000, "nobody waits for it again, but " + tookMillis + " ms");
    }

    private String missing() throws IOException {
        return ask("/mcp", "tools/list", "", "")
                .path("result")
                .path("_meta")
                .path("dev.sallyport/missing")
                .path("a")
                .asString("");
    }

    /** Who comes while what the servers said is being put together waits for it, as those do who came before. */
    @Test
    void noListLacksAServerThatHasAnswered() throws Exception {
        StringBuilder tools = new StringBuilder("{\"resultType\":\"complete\",\"tools\":[{\"name\":\"echo\"}");
        for (int i = 0; i < 2_000; i++) {
            tools.append(",{\"name\":\"tool_" + i + "\",\"inputSchema\":{\"type\":\"object\"}}");
        }
        for (FakeUpstream each : List.of(modern, legacy)) {
            each.on("tools/list", (request, wire) -> wire.json(Mcp.result(request.id(), tools + "]}")));
        }
        Queue<String> missing = new ConcurrentLinkedQueue<>();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            clients.add(Thread.startVirtualThread(() -> {
                try {
                    JsonNode list = ask("/mcp", "tools/list", "", "");
                    JsonNode without = list.path("result").path("_meta").path("dev.sallyport/missing");
                    missing.add(without.propertyNames().toString());
                } catch (IOException broken) {
                    missing.add(broken.toString());
                }
            }));
            Thread.sleep(2);
        }
        for (Thread client : clients) {
            client.join();
        }
        assertEquals(Set.of("[gone]"), Set.copyOf(missing));
    }

    @Test
    void aCatalogThatIsTooLongIsSearched() throws Exception {
        gateway.gateway.reload(GatewayFixture.settings(settings("") + "\nsearch: true"));
        JsonNode list = ask("/mcp", "tools/list", "", "");
        assertEquals(List.of("find_tools", "call_tool"), names(list), list.toString());
        String find = Mcp.request(
                "3",
                "tools/call",
                Mcp.modernParams("\"name\":\"find_tools\",\"arguments\":{\"query\":\"echo\",\"limit\":1}"));
        JsonNode found = gateway.ask(Mcp.modern("/mcp", "tools/call", "find_tools", find))
                .json();
        String text = found.path("result").path("content").path(0).path("text").asString("");
        JsonNode tools = Mcp.json(text);
        assertEquals(1, tools.size(), found.toString());
        assertTrue(tools.path(0).path("name").asString().endsWith("_echo"), text);
        String call = Mcp.request(
                "4",
                "tools/call",
                Mcp.modernParams(
                        "\"name\":\"call_tool\",\"arguments\":{\"name\":\"b_echo\",\"arguments\":{\"text\":\"hi\"}}"));
        JsonNode answer =
                gateway.ask(Mcp.modern("/mcp", "tools/call", "call_tool", call)).json();
        assertEquals(
                "hi", answer.path("result").path("content").path(0).path("text").asString(), answer.toString());
        assertEquals(
                "echo",
                legacy.only("tools/call").json().path("params").path("name").asString());
        String nothing = find.replace("\"query\":\"echo\"", "\"query\":\"qwrtz\"");
        JsonNode none = gateway.ask(Mcp.modern("/mcp", "tools/call", "find_tools", nothing))
                .json();
        assertTrue(
                none.at("/result/content/0/text").asString("").startsWith("No tool fits these words"), none.toString());
        assertFalse(none.at("/result/isError").asBoolean(false));
        String wrong = find.replace("\"query\":\"echo\"", "\"query\":7");
        assertEquals(
                "validation.arguments-mismatch",
                Mcp.reason(gateway.ask(Mcp.modern("/mcp", "tools/call", "find_tools", wrong))
                        .json()));
    }

    @Test
    void argumentsOfACallOfAFoundToolAreAnObjectWhateverItsSchemaSays() throws Exception {
        String tool = "{\"name\":\"t\",\"inputSchema\":{}}";
        modern.on("tools/list", (request, wire) -> wire.json(Mcp.result(request.id(), "{\"tools\":[" + tool + "]}")));
        gateway.gateway.reload(GatewayFixture.settings(settings("") + "\nsearch: true\nvalidation: { mode: observe }"));
        String call = Mcp.request(
                "4",
                "tools/call",
                Mcp.modernParams("\"name\":\"call_tool\",\"arguments\":{\"name\":\"a_t\",\"arguments\":\"x\"}"));
        assertEquals(
                "validation.arguments-mismatch",
                Mcp.reason(gateway.ask(Mcp.modern("/mcp", "tools/call", "call_tool", call))
                        .json()));
        assertTrue(modern.received("tools/call").isEmpty());
    }

    @Test
    void headersOfACallOfAFoundToolAreHeldAgainstTheToolThatWasListed() throws Exception {
        String tool = "{\"name\":\"t\",\"inputSchema\":{\"type\":\"object\",\"properties\":{"
                + "\"name\":{\"type\":\"string\",\"x-mcp-header\":\"Who\"},"
                + "\"arguments\":{\"type\":\"string\",\"x-mcp-header\":\"What\"}}}}";
        modern.on("tools/list", (request, wire) -> wire.json(Mcp.result(request.id(), "{\"tools\":[" + tool + "]}")));
        modern.on("tools/call", (request, wire) -> wire.json(Mcp.result(request.id(), "{\"content\":[]}")));
        gateway.gateway.reload(GatewayFixture.settings(settings("") + "\nsearch: true"));
        String call = Mcp.request(
                "4",
                "tools/call",
                Mcp.modernParams("\"name\":\"call_tool\",\"arguments\":{\"name\":\"a_t\","
                        + "\"arguments\":{\"name\":\"n\",\"arguments\":\"x\"}}"));
        JsonNode answer =
                gateway.ask(Mcp.modern("/mcp", "tools/call", "call_tool", call)).json();
        assertEquals("", Mcp.reason(answer), answer.toString());
        FakeUpstream.Received heard = modern.only("tools/call");
        assertEquals("n", heard.head().value("Mcp-Param-Who"));
        assertEquals("x", heard.head().value("Mcp-Param-What"));
        String direct =
                Mcp.request("5", "tools/call", Mcp.modernParams("\"name\":\"a_t\",\"arguments\":{\"name\":\"n\"}"));
        assertEquals(
                "validation.header-mismatch",
                gateway.ask(Mcp.modern("/mcp", "tools/call", "a_t", direct)).reason());
    }
}
