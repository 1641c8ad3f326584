package dev.sallyport.protocol;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON-RPC objects that Sallyport says itself. Source: JSON-RPC 2.0 §4, §5. */
public final class JsonRpc {
    public static final int PARSE_ERROR = -32700;
    public static final int INVALID_REQUEST = -32600;
    public static final int METHOD_NOT_FOUND = -32601;
    public static final int INVALID_PARAMS = -32602;
    /** Left over from older revisions; dual-era clients fall back to {@code initialize} on it. */
    public static final int LEGACY_SERVER_ERROR = -32000;
    /** Source: MCP 2026-07-28, Streamable HTTP, Server Validation. */
    public static final int HEADER_MISMATCH = -32020;
    /** Source: MCP 2026-07-28, Capabilities. */
    public static final int MISSING_CAPABILITY = -32021;
    /** Source: MCP 2026-07-28, Versioning. */
    public static final int UNSUPPORTED_VERSION = -32022;
    /** Somebody has to visit a page first. Source: MCP 2025-11-25, Elicitation, URL Elicitation Required Error. */
    public static final int URL_ELICITATION_REQUIRED = -32042;
    /** The one code of every refusal by policy; outside the ranges that JSON-RPC and MCP keep for themselves. */
    public static final int REFUSED = -31403;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private JsonRpc() {}

    /** A request. */
    public static Message.Request request(RequestId id, String method, ObjectNode params) {
        ObjectNode body = envelope();
        body.set("id", id.json());
        body.put("method", method);
        body.set("params", params);
        return new Message.Request(id, method, body);
    }

    /** A notification. */
    public static Message.Notification notification(String method, ObjectNode params) {
        ObjectNode body = envelope();
        body.put("method", method);
        body.set("params", params);
        return new Message.Notification(method, body);
    }

    /** A response with a result. */
    public static Message.Response result(RequestId id, String method, JsonNode result) {
        ObjectNode body = envelope();
        body.set("id", id.json());
        body.set("result", result);
        return new Message.Response(id, method, body);
    }

    /** A response with an error; without {@code data} where that is a missing node. */
    public static Message.Response error(RequestId id, String method, int code, String message, JsonNode data) {
        return new Message.Response(id, method, errorBody(id.json(), code, message, data));
    }

    /** An error that answers no request: its id is null. */
    public static ObjectNode errorWithoutId(int code, String message, JsonNode data) {
        return errorBody(NullNode.getInstance(), code, message, data);
    }

    private static ObjectNode errorBody(JsonNode id, int code, String message, JsonNode data) {
        ObjectNode body = envelope();
        body.set("id", id);
        ObjectNode error = body.putObject("error");
        error.put("code", code);
        error.put("message", message);
        if (!data.isMissingNode()) {
            error.set("data", data);
        }
        return body;
    }

    private static ObjectNode envelope() {
        ObjectNode body = JSON.objectNode();
        body.put("jsonrpc", "2.0");
        return body;
    }
}
