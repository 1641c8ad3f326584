package dev.sallyport.path;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A server over HTTP of the chaos test; what disturbs it happens to its next request. What a call's text says, it does. */
final class ChaosRemote {
    static final List<String> FAULTS =
            List.of("cut", "stall", "garbage", "error", "wrong-id", "half", "forget", "restart", "deafen", "babble");

    private static final String ABOUT =
            "\"capabilities\":{\"tools\":{},\"logging\":{},\"resources\":{\"subscribe\":true}},"
                    + "\"serverInfo\":{\"name\":\"chaos\",\"version\":\"1\"}";
    private static final String SUBSCRIPTION = "io.modelcontextprotocol/subscriptionId";
    private static final long STALL_MILLIS = 2_500;
    private static final long DOWN_MILLIS = 100;
    private static final int STREAM_MILLIS = 600_000;
    private static final long ANSWER_SECONDS = 5;

    private final String name;
    private final boolean modern;
    private final Map<String, Set<String>> sessions = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
    private final List<Listening> listening = new CopyOnWriteArrayList<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicReference<String> fault = new AtomicReference<>("");
    private FakeUpstream server;

    /** A stream that is open: what it wants to hear of, and its subscription where the era has such. */
    private record Listening(FakeUpstream.Wire wire, Set<String> uris, String subscription) {}

    ChaosRemote(String name, boolean modern) throws IOException {
        this.name = name;
        this.modern = modern;
        server = begin(0);
    }

    String url() {
        return server.url();
    }

    boolean isDue() {
        return !fault.get().isEmpty();
    }

    int sessionCount() {
        return sessions.size();
    }

    void heal() {
        fault.set("");
    }

    void close() throws IOException {
        server.close();
    }

    void disturb(String kind) throws IOException, InterruptedException {
        switch (kind) {
            case "forget" -> sessions.clear();
            case "deafen" -> {
                for (Listening each : listening) {
                    each.wire().cut();
                }
            }
            case "babble" -> listening.forEach(each -> tell(each, "{\"jsonrpc\": garbage"));
            case "restart" -> {
                int port = server.port();
                server.close();
                sessions.clear();
                Thread.sleep(DOWN_MILLIS);
                server = begin(port);
            }
            default -> fault.set(kind);
        }
    }

    private FakeUpstream begin(int port) throws IOException {
        FakeUpstream fresh = new FakeUpstream(port).forgetful();
        lists(fresh);
        fresh.on("tools/call", this::call);
        if (modern) {
            fresh.modernOnly();
            fresh.on(
                    "server/discover",
                    (request, wire) -> answer(
                            request,
                            wire,
                            "{\"resultType\":\"complete\",\"supportedVersions\":[\"2026-07-28\"]," + ABOUT + "}"));
            fresh.on("subscriptions/listen", this::listen);
        } else {
            fresh.legacyOnly();
            legacy(fresh);
        }
        return fresh;
    }

    private void lists(FakeUpstream fresh) {
        fresh.on("tools/list", (request, wire) -> answer(request, wire, FakeUpstream.TOOLS));
        fresh.on(
                "resources/list",
                (request, wire) -> answer(request, wire, "{\"resultType\":\"complete\",\"resources\":[]}"));
        fresh.on(
                "resources/templates/list",
                (request, wire) -> answer(
                        request,
                        wire,
                        "{\"resultType\":\"complete\",\"resourceTemplates\":[{\"name\":\"all\",\"uriTemplate\":\"res://"
                                + name + "/{who}\"}]}"));
    }

    private void legacy(FakeUpstream fresh) {
        fresh.on("initialize", (request, wire) -> {
            if (isWell(request, wire)) {
                String id = "session-" + numbers.incrementAndGet();
                sessions.put(id, ConcurrentHashMap.newKeySet());
                wire.json(
                        Mcp.result(request.id(), "{\"protocolVersion\":\"2025-11-25\"," + ABOUT + "}"),
                        "Mcp-Session-Id: " + id);
            }
        });
        fresh.on("GET", (request, wire) -> {
            Set<String> uris = subscriptions(request);
            if (uris == null) {
                wire.status(404, "text/plain", "no such session");
            } else {
                stay(new Listening(wire.stream(), uris, ""));
            }
        });
        fresh.on("DELETE", (request, wire) -> {
            sessions.remove(request.head().value("Mcp-Session-Id"));
            wire.raw("HTTP/1.1 204 x\r\n\r\n");
        });
        fresh.on("ping", (request, wire) -> answer(request, wire, "{}"));
        fresh.on("logging/setLevel", (request, wire) -> answer(request, wire, "{}"));
        fresh.on("resources/subscribe", (request, wire) -> subscribe(request, wire, true));
        fresh.on("resources/unsubscribe", (request, wire) -> subscribe(request, wire, false));
        fresh.on("response", (request, wire) -> {
            CompletableFuture<JsonNode> waiting =
                    asked.get(request.json().path("id").asString(""));
            if (waiting != null) {
                waiting.complete(request.json());
            }
            wire.raw("HTTP/1.1 202 x\r\nContent-Length: 0\r\n\r\n");
        });
    }

    private @Nullable Set<String> subscriptions(FakeUpstream.Received request) {
        return sessions.get(request.head().value("Mcp-Session-Id"));
    }

    private void subscribe(FakeUpstream.Received request, FakeUpstream.Wire wire, boolean on)
            throws IOException, InterruptedException {
        Set<String> uris = subscriptions(request);
        String uri = request.json().path("params").path("uri").asString();
        if (uris != null && on) {
            uris.add(uri);
        } else if (uris != null) {
            uris.remove(uri);
        }
        answer(request, wire, "{}");
    }

    private void listen(FakeUpstream.Received request, FakeUpstream.Wire wire) throws IOException {
        Set<String> uris = ConcurrentHashMap.newKeySet();
        JsonNode wanted = request.json().path("params").path("notifications").path("resourceSubscriptions");
        wanted.forEach(uri -> uris.add(uri.asString()));
        String meta = "\"_meta\":{\"" + SUBSCRIPTION + "\":" + request.id() + "}";
        Listening fresh = new Listening(wire.stream(), uris, meta);
        wire.event(Mcp.notification(
                "notifications/subscriptions/acknowledged",
                "{\"notifications\":{\"resourceSubscriptions\":" + (wanted.isMissingNode() ? "[]" : wanted) + "},"
                        + meta + "}"));
        stay(fresh);
    }

    private void stay(Listening open) throws IOException {
        listening.add(open);
        try {
            open.wire().isClosedWithin(STREAM_MILLIS);
        } finally {
            listening.remove(open);
            open.wire().cut();
        }
    }

    private void answer(FakeUpstream.Received request, FakeUpstream.Wire wire, String result)
            throws IOException, InterruptedException {
        if (!modern && subscriptions(request) == null) {
            wire.status(404, "text/plain", "no such session");
        } else if (isWell(request, wire)) {
            wire.json(Mcp.result(request.id(), result));
        }
    }

    private void call(FakeUpstream.Received request, FakeUpstream.Wire wire) throws IOException, InterruptedException {
        if (!modern && subscriptions(request) == null) {
            wire.status(404, "text/plain", "no such session");
            return;
        }
        if (!isWell(request, wire)) {
            return;
        }
        String text = request.json().at("/params/arguments/text").asString();
        switch (text.substring(0, text.indexOf(' '))) {
            case "elicitation" -> ask(request, wire, "elicitation/create", text);
            case "sampling" -> ask(request, wire, "sampling/createMessage", text);
            case "roots" -> ask(request, wire, "roots/list", text);
            case "progress" -> progress(request, wire, text);
            case "log" -> log(request, wire, text);
            case "touch" -> {
                touch(text.split(" ", -1)[1]);
                wire.json(Mcp.result(request.id(), result(text)));
            }
            default -> wire.json(Mcp.result(request.id(), result(text)));
        }
    }

    private static String result(String text) {
        return "{\"resultType\":\"complete\",\"content\":[{\"type\":\"text\",\"text\":\"" + text + "\"}]}";
    }

    private static void progress(FakeUpstream.Received request, FakeUpstream.Wire wire, String text)
            throws IOException {
        JsonNode token = request.json().at("/params/_meta/progressToken");
        wire.stream();
        for (int step = 1; step <= 2; step++) {
            wire.event(Mcp.notification(
                    "notifications/progress",
                    "{\"progressToken\":" + token + ",\"progress\":" + step + ",\"message\":\"" + text + "\"}"));
        }
        wire.event(Mcp.result(request.id(), result(text))).end();
    }

    private void log(FakeUpstream.Received request, FakeUpstream.Wire wire, String text) throws IOException {
        wire.stream();
        JsonNode meta = request.json().path("params").path("_meta");
        if (!modern || meta.has("io.modelcontextprotocol/logLevel")) {
            wire.event(Mcp.notification("notifications/message", "{\"level\":\"warning\",\"data\":\"" + text + "\"}"));
        }
        wire.event(Mcp.result(request.id(), result(text))).end();
    }

    private void ask(FakeUpstream.Received request, FakeUpstream.Wire wire, String method, String text)
            throws IOException, InterruptedException {
        String mark = "\"_meta\":{\"" + ChaosCall.MARK + "\":\"" + text + "\"}";
        String params =
                switch (method) {
                    case "elicitation/create" ->
                        "{\"mode\":\"form\",\"message\":\"who?\",\"requestedSchema\":{\"type\":\"object\","
                                + "\"properties\":{\"who\":{\"type\":\"string\"}}}," + mark + "}";
                    case "sampling/createMessage" -> "{\"maxTokens\":9,\"messages\":[]," + mark + "}";
                    default -> "{" + mark + "}";
                };
        if (modern) {
            askModern(request, wire, "{\"method\":\"" + method + "\",\"params\":" + params + "}", text);
            return;
        }
        String id = name + "-" + numbers.incrementAndGet();
        CompletableFuture<JsonNode> waiting = new CompletableFuture<>();
        asked.put(id, waiting);
        wire.stream().event(Mcp.request("\"" + id + "\"", method, params));
        try {
            JsonNode told = waiting.get(ANSWER_SECONDS, TimeUnit.SECONDS);
            String said = told.has("error") ? "refused: " + text : said(told.path("result"));
            wire.event(Mcp.result(request.id(), result(said))).end();
        } catch (TimeoutException | ExecutionException _) {
            wire.cut();
        } finally {
            asked.remove(id);
        }
    }

    private static void askModern(FakeUpstream.Received request, FakeUpstream.Wire wire, String question, String text)
            throws IOException {
        JsonNode params = request.json().path("params");
        JsonNode told = params.path("inputResponses").path("q");
        String state = "state of " + text;
        if (told.isMissingNode()) {
            wire.json(Mcp.result(
                    request.id(),
                    "{\"resultType\":\"input_required\",\"requestState\":\"" + state + "\",\"inputRequests\":{\"q\":"
                            + question + "}}"));
        } else {
            boolean same = params.path("requestState").asString("").equals(state);
            wire.json(Mcp.result(request.id(), result(same ? said(told) : "the state of another call")));
        }
    }

    /** What the client answered, whatever it was asked. */
    private static String said(JsonNode answer) {
        JsonNode content = answer.path("content");
        return content.path("who")
                .asString(content.path("text")
                        .asString(answer.path("roots").path(0).path("name").asString("nothing")));
    }

    private void touch(String uri) {
        listening.stream().filter(each -> each.uris().contains(uri)).forEach(each -> {
            String more = each.subscription().isEmpty() ? "" : "," + each.subscription();
            tell(each, Mcp.notification("notifications/resources/updated", "{\"uri\":\"" + uri + "\"" + more + "}"));
        });
    }

    private static void tell(Listening to, String event) {
        try {
            synchronized (to.wire()) {
                to.wire().event(event);
            }
        } catch (IOException _) {
            // that stream is over
        }
    }

    /** False where the request met with the fault of the moment. */
    private boolean isWell(FakeUpstream.Received request, FakeUpstream.Wire wire)
            throws IOException, InterruptedException {
        switch (fault.getAndSet("")) {
            case "cut" -> wire.cut();
            case "garbage" -> wire.json("{\"jsonrpc\": garbage");
            case "error" -> wire.status(500, "text/plain", "no");
            case "wrong-id" -> wire.json(Mcp.result("987654321", FakeUpstream.echo(request.json())));
            case "half" -> {
                wire.raw("HTTP/1.1 200 x\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{\"js");
                wire.cut();
            }
            case "stall" -> {
                Thread.sleep(STALL_MILLIS);
                return true;
            }
            default -> {
                return true;
            }
        }
        return false;
    }
}
