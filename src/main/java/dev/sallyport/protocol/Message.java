package dev.sallyport.protocol;

import dev.sallyport.protocol.json.Shallow;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One thing said by a client or a server, over its intact JSON: unknown members stay where they are.
 *
 * <p>Guards never change the JSON they are shown; a guard that wants another message returns one.
 */
public sealed interface Message extends Decoded {
    /** The method by which guards are selected: the one called, or the one that a response answers. */
    String method();

    /** A message that is JSON on the wire. */
    sealed interface Spoken extends Message {
        /** The whole JSON-RPC object as it was read. */
        ObjectNode body();

        /** What it says: the parameters, or the result; a missing node where there is none. */
        JsonNode content();

        /** The same message that says {@code content}. */
        Spoken with(ObjectNode content);
    }

    /** A call that wants one response. Source: JSON-RPC 2.0 §4. */
    record Request(RequestId id, String method, ObjectNode body) implements Spoken {
        /** The parameters, or a missing node. */
        public JsonNode params() {
            return paramsOf(body);
        }

        @Override
        public JsonNode content() {
            return params();
        }

        @Override
        public Request with(ObjectNode content) {
            return new Request(id, method, Shallow.with(body, "params", content));
        }
    }

    /** A call that wants no response. Source: JSON-RPC 2.0 §4.1. */
    record Notification(String method, ObjectNode body) implements Spoken {
        /** The parameters, or a missing node. */
        public JsonNode params() {
            return paramsOf(body);
        }

        @Override
        public JsonNode content() {
            return params();
        }

        @Override
        public Notification with(ObjectNode content) {
            return new Notification(method, Shallow.with(body, "params", content));
        }
    }

    /**
     * A result or an error. Source: JSON-RPC 2.0 §5.
     *
     * @param method the method of the request that it answers
     */
    record Response(RequestId id, String method, ObjectNode body) implements Spoken {
        /** True where the response carries an error. */
        public boolean isError() {
            return body.has("error");
        }

        /** The result, or a missing node for an error. */
        public JsonNode result() {
            return body.path("result");
        }

        @Override
        public JsonNode content() {
            return result();
        }

        @Override
        public Response with(ObjectNode content) {
            return new Response(id, method, Shallow.with(body, "result", content));
        }

        /** This response as the answer to {@code method}. */
        public Response answering(String method) {
            return new Response(id, method, body);
        }
    }

    /**
     * A client asks for the stream of its legacy session. Source: MCP 2025-11-25, Transports, Listening for Messages.
     *
     * @param lastEventId the event after which to resume, or empty for a fresh stream
     */
    record OpenStream(String lastEventId) implements Message {
        /** The name by which guards and policies know this kind: no method of MCP looks like it. */
        public static final String METHOD = "stream/open";

        @Override
        public String method() {
            return METHOD;
        }
    }

    /** A client ends its legacy session. Source: MCP 2025-11-25, Transports, Session Management. */
    record EndSession() implements Message {
        /** The name by which guards and policies know this kind: no method of MCP looks like it. */
        public static final String METHOD = "session/end";

        @Override
        public String method() {
            return METHOD;
        }
    }

    private static JsonNode paramsOf(ObjectNode body) {
        JsonNode params = body.get("params");
        return params == null ? MissingNode.getInstance() : params;
    }
}
