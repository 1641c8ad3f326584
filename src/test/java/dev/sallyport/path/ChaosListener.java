package dev.sallyport.path;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A stream that a client of the chaos test keeps open: GET in the older era, a subscription in the newer. */
final class ChaosListener implements Closeable, Runnable {
    private static final int PATIENCE_MILLIS = 60_000;
    private static final int PAUSE_MILLIS = 100;

    private final ChaosClient client;
    private final List<ChaosCall> touches;
    private final ChaosCall first;
    private final Map<String, LongAdder> heard = new ConcurrentHashMap<>();
    private volatile @Nullable RawClient stream;
    private volatile boolean over;

    /** Listens to the resources of {@code touches}, which are all of one client, era and way. */
    ChaosListener(ChaosClient client, List<ChaosCall> touches) {
        this.client = client;
        this.touches = touches;
        this.first = touches.getFirst();
    }

    List<ChaosCall> touches() {
        return touches;
    }

    /** How often it heard of the resource. */
    long heard(String uri) {
        LongAdder count = heard.get(uri);
        return count == null ? 0 : count.sum();
    }

    @Override
    public void run() {
        while (!over) {
            try {
                listen();
            } catch (IOException | RuntimeException broken) {
                ended(broken.toString());
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private String what() {
        return "stream of " + first.who() + " at " + first.path();
    }

    /** A stream of the sum, or of a server that was left alone, has no reason to end. */
    private void ended(String how) {
        client.book.count(what() + ": ended");
        // a child that failed often is started again late, and until then has nobody to listen to
        boolean reason = !first.summed()
                && (client.book.isDisturbed(first.server()) || client.book.isRestarting(first.server()));
        if (!over && !reason) {
            client.book.wrong(what() + " ended: " + how);
        }
    }

    private void listen() throws IOException {
        try (RawClient raw = client.gateway.client().patience(PATIENCE_MILLIS)) {
            stream = raw;
            String session = first.modern() ? "" : client.session(first);
            if (!first.modern() && (session.isEmpty() || !subscribed(session))) {
                return;
            }
            long id = client.nextNumber();
            raw.send(first.modern() ? subscription(id) : get(session));
            Http.Head head = raw.head();
            if (!head.value("Content-Type").equals("text/event-stream")) {
                refused(
                        session,
                        RawClient.status(head),
                        new String(raw.body(head), java.nio.charset.StandardCharsets.UTF_8));
                return;
            }
            for (String event = raw.event(); !event.isEmpty(); event = raw.event()) {
                JsonNode message = Mcp.json(event);
                if (!message.has("method") && message.path("id").asLong(-1) == id) {
                    ended(event);
                    return;
                }
                heard(message, id, session);
            }
            ended("in order");
        }
    }

    private String subscription(long id) {
        String uris = touches.stream().map(call -> "\"" + call.uri() + "\"").collect(Collectors.joining(","));
        String params = "{\"notifications\":{\"resourceSubscriptions\":[" + uris + "]}," + ChaosCall.meta("") + "}";
        String body = Mcp.request("" + id, "subscriptions/listen", params);
        return Mcp.modern(first.path(), "subscriptions/listen", "", body);
    }

    private String get(String session) {
        return Mcp.head("GET", first.path(), "Mcp-Session-Id: " + session, "MCP-Protocol-Version: 2025-11-25") + "\r\n";
    }

    private boolean subscribed(String session) throws IOException {
        for (ChaosCall touch : touches) {
            String body =
                    Mcp.request("" + client.nextNumber(), "resources/subscribe", "{\"uri\":\"" + touch.uri() + "\"}");
            RawClient.Answer answer = client.gateway.ask(ChaosClient.in(first.path(), session, body));
            if (answer.status() != 200 || !answer.message().has("result")) {
                refused(session, answer.status(), answer.text());
                return false;
            }
        }
        return true;
    }

    private void refused(String session, int status, String text) {
        if (status == 404) {
            client.forget(first.path(), session);
        }
        String reason = text.isEmpty()
                ? ""
                : Mcp.reason(
                        Mcp.json(text.substring(text.lastIndexOf("data: ") < 0 ? 0 : text.lastIndexOf("data: ") + 6)));
        client.book.failed(first.server(), what(), reason, text);
    }

    private void heard(JsonNode message, long id, String session) throws IOException {
        JsonNode params = message.path("params");
        JsonNode own = params.path("_meta").path("io.modelcontextprotocol/subscriptionId");
        String method = message.path("method").asString("");
        client.book.count("heard on a stream: " + method);
        boolean right =
                switch (method) {
                    case "notifications/subscriptions/acknowledged" -> first.modern();
                    case "notifications/resources/updated" -> {
                        String uri = params.path("uri").asString("");
                        heard.computeIfAbsent(uri, _ -> new LongAdder()).increment();
                        yield touches.stream().anyMatch(touch -> touch.uri().equals(uri));
                    }
                    case "notifications/message" -> isOwn(params.path("data").asString(""));
                    case "notifications/progress" ->
                        isOwn(params.path("message").asString(""));
                    default -> {
                        String marked = ChaosCall.marked(message);
                        if (message.has("id")) {
                            client.answer(message, marked, first.path(), session);
                        }
                        yield message.has("id") && isOwn(marked);
                    }
                };
        boolean mine = first.modern() ? own.asLong(-1) == id : own.isMissingNode();
        if (!right || !mine) {
            client.book.wrong(what() + " " + id + " heard " + message);
        }
    }

    /** True for what a call of the same client, era and way says. */
    private boolean isOwn(String text) {
        return !first.modern() && text.contains(" " + first.who() + " ");
    }

    /** Goes away without a word. */
    @Override
    public void close() throws IOException {
        over = true;
        RawClient open = stream;
        if (open != null) {
            open.close();
        }
    }
}
