package dev.sallyport.path;

import java.io.IOException;
import tools.jackson.databind.JsonNode;

/** A server that makes one task, {@code t1}, of a call of its tool {@code research}, in the form of either era. */
final class FakeTasks {
    static final String TIMES = "\"createdAt\":\"2025-11-25T10:30:00Z\",\"lastUpdatedAt\":\"2025-11-25T10:40:00Z\"";
    static final String CLIENT = "{\"elicitation\":{}}";
    static final String TASKING = "{\"elicitation\":{},\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}";
    static final String ACCEPT = "{\"action\":\"accept\",\"content\":{\"name\":\"ann\"}}";

    private static final String ASK = "\"mode\":\"form\",\"message\":\"who?\","
            + "\"requestedSchema\":{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"}}}";
    private static final String RELATED = "\"_meta\":{\"io.modelcontextprotocol/related-task\":{\"taskId\":\"t1\"}}";

    final FakeUpstream upstream;
    volatile String status = "working";
    volatile String end = "\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"done\"}]}";
    volatile String support = "required";
    /** The older result is held back until the client has seen that the task is done. */
    volatile boolean patient;

    private volatile boolean asked;

    FakeTasks(FakeUpstream upstream) {
        this.upstream = upstream;
    }

    /** Makes the server one of the older era. */
    FakeTasks legacy() {
        upstream.legacyOnly();
        upstream.on(
                "initialize",
                (request, wire) -> wire.json(
                        Mcp.result(
                                request.id(),
                                "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{},"
                                        + "\"tasks\":{\"list\":{},\"cancel\":{},\"requests\":{\"tools\":{\"call\":{}}}}},"
                                        + "\"serverInfo\":{\"name\":\"fake\",\"version\":\"1\"}}"),
                        "Mcp-Session-Id: s"));
        upstream.on(
                "tools/list",
                (request, wire) -> wire.json(Mcp.result(
                        request.id(),
                        "{\"tools\":[" + tool("research", "\"execution\":{\"taskSupport\":\"" + support + "\"},")
                                + "]}")));
        upstream.on("tools/call", (request, wire) -> {
            boolean tasked = request.json().path("params").has("task");
            wire.json(
                    tasked
                            ? Mcp.result(request.id(), "{\"task\":" + task("ttl", "pollInterval", "working") + "}")
                            : body(request, end));
        });
        upstream.on("tasks/get", (request, wire) -> {
            String now = status;
            wire.json(known(request) ? Mcp.result(request.id(), task("ttl", "pollInterval", now)) : unknown(request));
            patient &= !now.equals("completed");
        });
        upstream.on("tasks/result", this::result);
        upstream.on("tasks/cancel", (request, wire) -> {
            boolean over = !status.equals("working") && !status.equals("input_required");
            status = over ? status : "cancelled";
            wire.json(
                    over
                            ? FakeUpstream.error(request.id(), -32602, "Cannot cancel task")
                            : Mcp.result(request.id(), task("ttl", "pollInterval", status)));
        });
        upstream.on("response", (request, wire) -> {
            wire.raw("HTTP/1.1 202 x\r\nContent-Length: 0\r\n\r\n");
            status = "completed";
        });
        return this;
    }

    private void result(FakeUpstream.Received request, FakeUpstream.Wire wire) throws IOException {
        wire.stream();
        if (status.equals("input_required") && !asked) {
            asked = true;
            wire.event(Mcp.request("\"q\"", "elicitation/create", "{" + ASK + "," + RELATED + "}"));
        }
        boolean waited = patient;
        while (status.equals("working") || status.equals("input_required") || patient) {
            if (wire.isClosedWithin(5)) {
                return;
            }
        }
        if (waited && wire.isClosedWithin(200)) {
            return;
        }
        wire.event(body(request, end)).end();
    }

    /** Makes the server one of the newer era. */
    FakeTasks modern() {
        upstream.modernOnly();
        upstream.on(
                "server/discover",
                (request, wire) -> wire.json(Mcp.result(
                        request.id(),
                        "{\"resultType\":\"complete\",\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{},"
                                + "\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}},\"ttlMs\":0,"
                                + "\"cacheScope\":\"public\"}")));
        upstream.on(
                "tools/list",
                (request, wire) -> wire.json(Mcp.result(
                        request.id(),
                        "{\"resultType\":\"complete\",\"tools\":[" + tool("research", "")
                                + "],\"ttlMs\":0,\"cacheScope\":\"public\"}")));
        upstream.on("tools/call", (request, wire) -> {
            boolean declared = request.json()
                    .path("params")
                    .path("_meta")
                    .path("io.modelcontextprotocol/clientCapabilities")
                    .path("extensions")
                    .has("io.modelcontextprotocol/tasks");
            wire.json(declared ? Mcp.result(request.id(), newer("task", "")) : body(request, end));
        });
        upstream.on(
                "tasks/get",
                (request, wire) -> wire.json(
                        known(request) ? Mcp.result(request.id(), newer("complete", detail())) : unknown(request)));
        upstream.on("tasks/update", (request, wire) -> {
            status = "completed";
            wire.json(Mcp.result(request.id(), "{\"resultType\":\"complete\"}"));
        });
        upstream.on(
                "tasks/cancel",
                (request, wire) -> wire.json(Mcp.result(request.id(), "{\"resultType\":\"complete\"}")));
        return this;
    }

    private String detail() {
        return switch (status) {
            case "input_required" ->
                ",\"inputRequests\":{\"k1\":{\"method\":\"elicitation/create\",\"params\":{" + ASK + "}}}";
            case "completed", "failed" -> "," + end;
            default -> "";
        };
    }

    private String newer(String type, String detail) {
        String task = task("ttlMs", "pollIntervalMs", type.equals("task") ? "working" : status);
        return "{\"resultType\":\"" + type + "\"," + task.substring(1, task.length() - 1) + detail + "}";
    }

    private static String tool(String name, String more) {
        return "{\"name\":\"" + name + "\"," + more + "\"inputSchema\":{\"type\":\"object\"}}";
    }

    static String task(String ttl, String poll, String status) {
        return "{\"taskId\":\"t1\",\"status\":\"" + status + "\"," + TIMES + ",\"" + ttl + "\":60000,\"" + poll
                + "\":100}";
    }

    private static String body(FakeUpstream.Received request, String end) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + request.id() + "," + end + "}";
    }

    private static boolean known(FakeUpstream.Received request) {
        JsonNode params = request.json().path("params");
        return params.path("taskId").asString("").equals("t1");
    }

    private static String unknown(FakeUpstream.Received request) {
        return FakeUpstream.error(request.id(), -32602, "Task not found");
    }
}
