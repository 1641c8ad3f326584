package dev.sallyport.protocol;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/**
 * The {@code Mcp-Param-*} fields of a call: the arguments that the tool's schema marks with {@code x-mcp-header}. Source: MCP
 * 2026-07-28, Streamable HTTP, Custom Headers from Tool Parameters.
 */
public final class ParameterHeaders {
    /** What the name of every such field begins with. */
    public static final String PREFIX = "Mcp-Param-";

    private static final int DEPTH_MAX = 16;

    private ParameterHeaders() {}

    /** Field name to encoded value, for each marked argument that is present. */
    public static Map<String, String> of(JsonNode inputSchema, JsonNode arguments) {
        Map<String, String> fields = new LinkedHashMap<>();
        collect(inputSchema, arguments, 0, fields);
        return fields;
    }

    /**
     * True where every marked argument stands in its field as it stands in the body, and no field stands for an argument that is
     * absent. Source: MCP 2026-07-28, Streamable HTTP, Server Validation.
     */
    public static boolean agree(JsonNode inputSchema, JsonNode arguments, UnaryOperator<String> fieldValue) {
        return agree(inputSchema, arguments, fieldValue, 0);
    }

    private static boolean agree(JsonNode schema, JsonNode value, UnaryOperator<String> fieldValue, int depth) {
        if (depth > DEPTH_MAX) {
            return true;
        }
        for (Map.Entry<String, JsonNode> entry : schema.path("properties").properties()) {
            JsonNode argument = value.path(entry.getKey());
            String mark = entry.getValue().path("x-mcp-header").asString("");
            if (!mark.isEmpty() && isToken(mark) && !isSame(argument, fieldValue.apply(PREFIX + mark))) {
                return false;
            }
            if (argument.isObject() && !agree(entry.getValue(), argument, fieldValue, depth + 1)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSame(JsonNode argument, String field) {
        if (argument.isMissingNode() || argument.isNull()) {
            return field.isEmpty();
        }
        String text = HeaderText.decode(field);
        if (argument.isNumber()) {
            try {
                return new BigDecimal(text).compareTo(argument.decimalValue()) == 0;
            } catch (NumberFormatException _) {
                return false;
            }
        }
        return text.equals(argument.asString(""));
    }

    private static void collect(JsonNode schema, JsonNode value, int depth, Map<String, String> fields) {
        if (depth > DEPTH_MAX) {
            return;
        }
        schema.path("properties").forEachEntry((name, property) -> {
            JsonNode argument = value.path(name);
            String mark = property.path("x-mcp-header").asString("");
            if (!mark.isEmpty() && isToken(mark) && argument.isValueNode() && !argument.isNull()) {
                fields.put(PREFIX + mark, HeaderText.encode(argument.asString("")));
            }
            if (argument.isObject()) {
                collect(property, argument, depth + 1, fields);
            }
        });
    }

    /** Source: RFC 9110 §5.6.2. */
    private static boolean isToken(String text) {
        return text.chars()
                .allMatch(c -> (c >= '0' && c <= '9')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= 'a' && c <= 'z')
                        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
    }
}
