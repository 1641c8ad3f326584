package dev.sallyport.path;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Messages of MCP as clients write them. */
final class Mcp {
    static final String TOKEN = "the-token-of-this-gateway";
    static final String MODERN_META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{}%s}";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Mcp() {}

    static JsonNode json(String text) {
        return JSON.readTree(text);
    }

    /** The parameters of a modern request: metadata and {@code more} members. */
    static String modernParams(String more) {
        return "{" + more + (more.isEmpty() ? "" : ",") + MODERN_META.formatted("") + "}";
    }

    static String request(String id, String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params + "}";
    }

    static String notification(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":" + params + "}";
    }

    static String result(String id, String result) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}";
    }

    /** The body of a modern call of the tool {@code echo}. */
    static String call(String id, String text) {
        return request(id, "tools/call", modernParams("\"name\":\"echo\",\"arguments\":{\"text\":\"" + text + "\"}"));
    }

    /** A POST of {@code body} with {@code fields}, and with everything that has to be there. */
    static String post(String path, String body, String... fields) {
        return head("POST", path, fields) + "Content-Type: application/json\r\nContent-Length: "
                + body.getBytes(UTF_8).length + "\r\n\r\n" + body;
    }

    /** The head of a request, without its last empty line. */
    static String head(String method, String path, String... fields) {
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
        List<String> given = List.of(fields);
        if (given.stream().noneMatch(field -> field.startsWith("Accept:"))) {
            head.append(
                    method.equals("GET")
                            ? "Accept: text/event-stream\r\n"
                            : "Accept: application/json, text/event-stream\r\n");
        }
        if (given.stream().noneMatch(field -> field.startsWith("Authorization:"))) {
            head.append("Authorization: Bearer " + TOKEN + "\r\n");
        }
        given.stream().filter(field -> !field.endsWith(": ")).forEach(field -> head.append(field)
                .append("\r\n"));
        return head.toString();
    }

    /** A modern POST of a request whose name member, if any, is {@code name}. */
    static String modern(String path, String method, String name, String body, String... more) {
        String[] fields = new String[more.length + (name.isEmpty() ? 2 : 3)];
        fields[0] = "MCP-Protocol-Version: 2026-07-28";
        fields[1] = "Mcp-Method: " + method;
        if (!name.isEmpty()) {
            fields[2] = "Mcp-Name: " + name;
        }
        System.arraycopy(more, 0, fields, fields.length - more.length, more.length);
        return post(path, body, fields);
    }

    /** A modern call of the tool {@code echo} at server {@code up}. */
    static String modernCall(String id, String text, String... more) {
        return modern("/mcp/up", "tools/call", "echo", call(id, text), more);
    }

    static String initialize(String id) {
        return request(
                id,
                "initialize",
                "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"sampling\":{}},"
                        + "\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}");
    }

    /** A legacy POST within a session. */
    static String legacy(String session, String body, String... more) {
        String[] fields = new String[more.length + 2];
        fields[0] = "Mcp-Session-Id: " + session;
        fields[1] = "MCP-Protocol-Version: 2025-11-25";
        System.arraycopy(more, 0, fields, 2, more.length);
        return post("/mcp/up", body, fields);
    }

    static String legacyCall(String id, String text) {
        return request(id, "tools/call", "{\"name\":\"echo\",\"arguments\":{\"text\":\"" + text + "\"}}");
    }

    /** The reason of a refusal, {@code practice.code}, or empty. */
    static String reason(JsonNode message) {
        String key = "dev.sallyport/refusal";
        JsonNode data = message.path("error").path("data").path(key);
        JsonNode why =
                data.isMissingNode() ? message.path("result").path("_meta").path(key) : data;
        return why.isMissingNode()
                ? ""
                : why.path("practice").asString("") + "." + why.path("code").asString("");
    }
}
