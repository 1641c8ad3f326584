package dev.sallyport.path;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** One client of the chaos test: calls servers one after the other in both eras, and answers what they ask. */
final class ChaosClient {
    private static final int ROUNDS_MAX = 4;
    private static final List<ChaosCall.Kind> KINDS = List.of(ChaosCall.Kind.values());

    final int number;
    final GatewayFixture gateway;
    final ChaosBook book;
    private final ChaosServers servers;
    private final Random random;
    private final Map<String, String> sessions = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> touched = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();

    /** What came of one exchange: its last message, or a missing one where it was broken off, and what was said before. */
    private record Said(int status, JsonNode message, List<JsonNode> before) {
        String text() {
            return message.isMissingNode() ? "" : status + " " + message;
        }

        String reason() {
            return message.isMissingNode() ? "" : Mcp.reason(message);
        }
    }

    ChaosClient(int number, long seed, GatewayFixture gateway, ChaosServers servers, ChaosBook book) {
        this.number = number;
        this.random = new Random(seed * 31 + number);
        this.gateway = gateway;
        this.servers = servers;
        this.book = book;
    }

    long nextNumber() {
        return numbers.incrementAndGet();
    }

    /** How often it asked for a word about the resource, whether or not that was granted. */
    long touched(String uri) {
        LongAdder count = touched.get(uri);
        return count == null ? 0 : count.sum();
    }

    ChaosCall call(String server, boolean modern, boolean summed, ChaosCall.Kind kind) {
        return new ChaosCall(number, modern, summed, server, kind, nextNumber());
    }

    /** Calls whom it likes, what it likes. */
    ChaosCall any() {
        String server = ChaosServers.NAMES.get(random.nextInt(ChaosServers.NAMES.size()));
        ChaosCall.Kind kind = KINDS.get(random.nextInt(KINDS.size()));
        return call(server, random.nextBoolean(), random.nextInt(3) == 0, kind);
    }

    /** True where the right answer came, and nothing that was another's. */
    boolean run(ChaosCall call) {
        if (servers.isDue(call.server())) {
            book.disturbed(call.server(), 0);
        }
        if (call.kind() == ChaosCall.Kind.TOUCH) {
            touched.computeIfAbsent(call.uri(), _ -> new LongAdder()).increment();
        }
        try {
            Said said = call.modern() ? modern(call) : legacy(call);
            if (said.status() == 404) {
                sessions.remove(call.path());
            }
            boolean good = said.message().path("id").asLong(-1) >= call.number() && isRight(call, said);
            if (good) {
                book.count(call.pair() + ": answered");
            } else {
                book.failed(call.server(), call.pair(), said.reason(), said.text());
            }
            return good;
        } catch (IOException | RuntimeException broken) {
            book.wrong(call.pair() + ": " + broken);
            return false;
        }
    }

    private boolean isRight(ChaosCall call, Said said) {
        String text = said.message()
                .path("result")
                .path("content")
                .path(0)
                .path("text")
                .asString("");
        // to a server of the older era it does not say to which of several calls its question belongs
        boolean refused = text.equals("refused: " + call.text())
                && call.server().equals("stdio-legacy")
                && (call.modern() || call.summed());
        if (refused) {
            book.count(call.pair() + ": refused");
        } else if (!text.equals(call.expected())) {
            return false;
        }
        List<String> steps = new ArrayList<>();
        said.before().stream()
                .filter(note -> note.path("method").asString("").equals("notifications/progress"))
                .forEach(note -> steps.add(note.path("params").path("progress").toString()));
        if (call.kind() == ChaosCall.Kind.PROGRESS && !steps.equals(List.of("1", "2"))) {
            book.wrong(call.pair() + " had the progress " + steps);
        }
        return true;
    }

    private Said modern(ChaosCall call) throws IOException {
        ChaosCall asked = call;
        String more = "";
        List<JsonNode> before = new ArrayList<>();
        for (int round = 0; ; round++) {
            Said said = exchange(
                    Mcp.modern(call.path(), "tools/call", call.tool(), renumbered(call, asked, more)), call, asked, "");
            before.addAll(said.before());
            JsonNode result = said.message().path("result");
            if (!result.path("resultType").asString("").equals("input_required") || round == ROUNDS_MAX) {
                return new Said(said.status(), said.message(), before);
            }
            asked = call.next(call.kind(), nextNumber());
            more = "\"inputResponses\":" + responses(call, result) + ",\"requestState\":" + result.path("requestState")
                    + ",";
        }
    }

    /** The same call under another id. */
    private static String renumbered(ChaosCall call, ChaosCall asked, String more) {
        return call.body(more).replaceFirst("\"id\":" + call.number(), "\"id\":" + asked.number());
    }

    private String responses(ChaosCall call, JsonNode result) {
        List<String> answers = new ArrayList<>();
        result.path("inputRequests").properties().forEach(each -> {
            JsonNode question = each.getValue();
            isOf(call, question);
            answers.add("\"" + each.getKey() + "\":"
                    + ChaosCall.answer(question.path("method").asString(), call.text()));
        });
        return "{" + String.join(",", answers) + "}";
    }

    /** Whether a question belongs to the call: a question that came the wrong way is what must never happen. */
    private void isOf(ChaosCall call, JsonNode question) {
        String marked = ChaosCall.marked(question);
        if (!isOf(call, marked)) {
            book.wrong(call.pair() + " " + call.number() + " was asked " + question);
        }
        book.count("questions to the client");
    }

    /**
     * Whether a text is of the call. A session of the older era over standard input is one client's own, and nothing in it names a
     * call: there it may be of a call that the same client made before and that timed out.
     */
    private static boolean isOf(ChaosCall call, String text) {
        boolean unnamed = !call.modern() && !call.summed() && call.server().equals("stdio-legacy");
        return text.equals(call.text()) || (unnamed && text.contains(" " + call.who() + " " + call.server() + " "));
    }

    private Said legacy(ChaosCall call) throws IOException {
        String session = session(call);
        return session.isEmpty()
                ? new Said(0, MissingNode.getInstance(), List.of())
                : exchange(in(call.path(), session, call.body("")), call, call, session);
    }

    /** One request and everything until its answer. */
    private Said exchange(String request, ChaosCall call, ChaosCall asked, String session) throws IOException {
        List<JsonNode> before = new ArrayList<>();
        try (RawClient raw = gateway.client()) {
            Http.Head head = raw.send(request).head();
            int status = RawClient.status(head);
            if (!head.value("Content-Type").equals("text/event-stream")) {
                String text = new String(raw.body(head), StandardCharsets.UTF_8);
                return new Said(status, text.isEmpty() ? MissingNode.getInstance() : Mcp.json(text), before);
            }
            for (String event = raw.event(); !event.isEmpty(); event = raw.event()) {
                JsonNode message = Mcp.json(event);
                if (!message.has("method")) {
                    if (message.path("id").asLong(-1) != asked.number()) {
                        book.wrong(call.pair() + " " + asked.number() + " heard the answer " + message);
                    }
                    return new Said(status, message, before);
                }
                before.add(message);
                heard(message, call, session);
            }
            return new Said(status, MissingNode.getInstance(), before);
        }
    }

    /** Judges what the server says while it works on {@code call}. */
    private void heard(JsonNode message, ChaosCall call, String session) throws IOException {
        JsonNode params = message.path("params");
        boolean right =
                switch (message.path("method").asString()) {
                    case "notifications/progress" ->
                        call.kind() == ChaosCall.Kind.PROGRESS
                                && params.path("progressToken").asLong(-1) == call.number()
                                && params.path("message").asString("").equals(call.text());
                    case "notifications/message" ->
                        isOf(call, params.path("data").asString(""));
                    case "notifications/resources/updated" ->
                        params.path("uri").asString("").endsWith("/" + call.who());
                    default -> {
                        if (message.has("id")) {
                            isOf(call, message);
                            answer(message, ChaosCall.marked(message), call.path(), session);
                        }
                        yield message.has("id");
                    }
                };
        book.count("heard in a call: " + message.path("method").asString());
        if (!right) {
            book.wrong(call.pair() + " " + call.number() + " heard " + message);
        }
    }

    /** Answers a question that came on a stream. */
    void answer(JsonNode question, String text, String path, String session) throws IOException {
        String result = ChaosCall.answer(question.path("method").asString(), text);
        gateway.ask(in(path, session, Mcp.result(question.path("id").toString(), result)));
    }

    static String in(String path, String session, String body) {
        return Mcp.post(path, body, "Mcp-Session-Id: " + session, "MCP-Protocol-Version: 2025-11-25");
    }

    /** The session for {@code call}, begun where there is none; empty where that failed. */
    synchronized String session(ChaosCall call) throws IOException {
        String known = sessions.getOrDefault(call.path(), "");
        if (!known.isEmpty()) {
            return known;
        }
        String initialize = "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":" + ChaosCall.ABLE
                + ",\"clientInfo\":{\"name\":\"chaos\",\"version\":\"1\"}}";
        RawClient.Answer answer = gateway.ask(Mcp.post(call.path(), Mcp.request("\"i\"", "initialize", initialize)));
        String session = answer.head().value("Mcp-Session-Id");
        if (session.isEmpty()) {
            book.failed(call.server(), "handshake, " + call.pair(), answer.reason(), answer.text());
            return "";
        }
        gateway.ask(in(call.path(), session, Mcp.notification("notifications/initialized", "{}")));
        RawClient.Answer level =
                gateway.ask(in(call.path(), session, Mcp.request("\"l\"", "logging/setLevel", "{\"level\":\"info\"}")));
        if (level.status() != 200 || !level.message().has("result")) {
            book.failed(call.server(), "log level, " + call.pair(), level.reason(), level.text());
        }
        sessions.put(call.path(), session);
        return session;
    }

    void forget(String path, String session) {
        sessions.remove(path, session);
    }

    /** Ends its sessions as a client does that goes away for good. */
    void leave() throws IOException {
        for (Map.Entry<String, String> each : sessions.entrySet()) {
            gateway.ask(Mcp.head(
                            "DELETE",
                            each.getKey(),
                            "Mcp-Session-Id: " + each.getValue(),
                            "MCP-Protocol-Version: 2025-11-25")
                    + "\r\n");
        }
        sessions.clear();
    }
}
