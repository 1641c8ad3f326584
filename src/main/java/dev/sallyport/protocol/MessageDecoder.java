package dev.sallyport.protocol;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes a message of a strictly read JSON value, or says what is wrong with it. Unknown members stay; a member that differs
 * from a known one only in case is refused, because some parsers would take one for the other.
 */
public final class MessageDecoder {
    private static final int METHOD_CHARS_MAX = 128;
    private static final int ID_CHARS_MAX = 256;
    private static final Map<String, String> ENVELOPE =
            byLowerCase("jsonrpc", "id", "method", "params", "result", "error");
    private static final Map<String, String> PARAMS = byLowerCase(
            "name",
            "arguments",
            "uri",
            "_meta",
            "cursor",
            "requestId",
            "progressToken",
            "requestState",
            "inputResponses",
            "taskId");

    /** The members of a result by which a server asks the client. */
    private static final List<String> ASKING = List.of("resultType", InputRequired.REQUESTS, InputRequired.STATE);

    private MessageDecoder() {}

    /** The message that {@code root} is, or what is wrong with it. */
    public static Decoded decode(JsonNode root) {
        if (root.isArray()) {
            return wrong("batch");
        }
        if (!(root instanceof ObjectNode body)) {
            return wrong("not-an-object");
        }
        if (hasCaseVariant(body, ENVELOPE)) {
            return wrong("case-variant-key");
        }
        JsonNode version = body.get("jsonrpc");
        if (version == null || !version.isString() || !version.asString().equals("2.0")) {
            return wrong("jsonrpc-version");
        }
        return body.has("method") ? call(body) : response(body);
    }

    private static Decoded call(ObjectNode body) {
        JsonNode method = body.get("method");
        if (!method.isString() || !isMethod(method.asString())) {
            return wrong("method-form");
        }
        if (body.has("result") || body.has("error")) {
            return wrong("request-or-response");
        }
        JsonNode params = body.get("params");
        if (params != null) {
            if (!(params instanceof ObjectNode members)) {
                return wrong("params-form");
            }
            if (hasCaseVariant(members, PARAMS)) {
                return wrong("case-variant-key");
            }
            JsonNode meta = members.get("_meta");
            if (meta != null && !meta.isObject()) {
                return wrong("params-form");
            }
        }
        JsonNode id = body.get("id");
        if (id == null) {
            return new Message.Notification(method.asString(), body);
        }
        return isId(id) ? new Message.Request(new RequestId(id), method.asString(), body) : wrong("id-form");
    }

    private static Decoded response(ObjectNode body) {
        JsonNode id = body.get("id");
        JsonNode result = body.get("result");
        JsonNode error = body.get("error");
        if ((result == null) == (error == null)) {
            return wrong("request-or-response");
        }
        if (id == null ? error == null : !isId(id) && !(id.isNull() && error != null)) {
            return wrong("id-form");
        }
        if (result != null ? !result.isObject() : !isError(error)) {
            return wrong("response-form");
        }
        if (result != null && asksInOtherCase(result)) {
            return wrong("case-variant-key");
        }
        return new Message.Response(new RequestId(id == null ? NullNode.getInstance() : id), "", body);
    }

    /** True where a client that does not mind case would read a question that another does not see. */
    private static boolean asksInOtherCase(JsonNode result) {
        for (String key : result.propertyNames()) {
            for (String member : ASKING) {
                if (key.equalsIgnoreCase(member) && !key.equals(member)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isError(JsonNode error) {
        return error.isObject()
                && error.path("code").isIntegralNumber()
                && error.path("message").isString();
    }

    private static boolean isMethod(String method) {
        if (method.isEmpty() || method.length() > METHOD_CHARS_MAX) {
            return false;
        }
        for (int i = 0; i < method.length(); i++) {
            char c = method.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static boolean isId(JsonNode id) {
        return id.isString() ? id.asString().length() <= ID_CHARS_MAX : id.isIntegralNumber();
    }

    /** True where a key is one of {@code known} but for its case. */
    private static boolean hasCaseVariant(ObjectNode object, Map<String, String> known) {
        for (String key : object.propertyNames()) {
            String spelling = known.get(key.toLowerCase(Locale.ROOT));
            if (spelling != null && !spelling.equals(key)) {
                return true;
            }
        }
        return false;
    }

    private static Map<String, String> byLowerCase(String... keys) {
        return Arrays.stream(keys)
                .collect(Collectors.toUnmodifiableMap(key -> key.toLowerCase(Locale.ROOT), key -> key));
    }

    private static Malformed wrong(String code) {
        return new Malformed(code);
    }
}
