package dev.sallyport.path;

/** Messages of the tasks extension as clients and servers write them. */
final class TaskMessages {
    private static final String DECLARED = "\"io.modelcontextprotocol/clientCapabilities\":"
            + "{\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}";

    private TaskMessages() {}

    /** Parameters of a client that declares the extension. */
    static String params(String more) {
        return Mcp.modernParams(more).replace("\"io.modelcontextprotocol/clientCapabilities\":{}", DECLARED);
    }

    /** A call of {@code tool} that may become a task. */
    static String call(String path, String tool, String... fields) {
        String body =
                Mcp.request("1", "tools/call", params("\"name\":\"" + tool + "\",\"arguments\":{\"text\":\"x\"}"));
        return Mcp.modern(path, "tools/call", tool, body, fields);
    }

    /** {@code tasks/get}, {@code tasks/update} or {@code tasks/cancel} of a task. */
    static String ask(String path, String method, String id, String... fields) {
        String more = method.equals("tasks/update")
                ? ",\"inputResponses\":{\"q\":{\"action\":\"accept\",\"content\":{\"name\":\"ann\"}}}"
                : "";
        String body = Mcp.request("1", method, params("\"taskId\":\"" + id + "\"" + more));
        return Mcp.modern(path, method, id, body, fields);
    }

    /** A subscription to what becomes of tasks, as a JSON array of their ids. */
    static String listen(String path, String ids, String... fields) {
        String body = Mcp.request("5", "subscriptions/listen", params("\"notifications\":{\"taskIds\":" + ids + "}"));
        return Mcp.modern(path, "subscriptions/listen", "", body, fields);
    }

    /** A result of {@code type} with a task in it; {@code members} with its id. */
    static String state(String type, String status, String members) {
        return "{\"resultType\":\"" + type + "\",\"status\":\"" + status + "\",\"createdAt\":\"2026-11-25T10:30:00Z\","
                + "\"lastUpdatedAt\":\"2026-11-25T10:30:00Z\",\"ttlMs\":60000," + members + "}";
    }
}
