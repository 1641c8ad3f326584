package dev.sallyport.practice.validation.schema;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A schema of arguments that no longer lets unnamed members through at its top level. */
final class ClosedSchema {
    private static final List<String> COMPOSING = List.of(
            "$ref",
            "$dynamicRef",
            "$recursiveRef",
            "allOf",
            "anyOf",
            "oneOf",
            "if",
            "then",
            "else",
            "dependentSchemas",
            "dependencies");

    private ClosedSchema() {}

    /**
     * The schema closed, or the very same one where it cannot be closed without changing its meaning.
     *
     * <p>Closed are schemas with {@code properties} and without a rule for other members. Where other keywords may name
     * members too, {@code unevaluatedProperties} closes it; dialects up to draft-07 lack that keyword, there such a schema
     * stays open.
     */
    static JsonNode of(JsonNode schema, String dialect) {
        boolean closable = schema instanceof ObjectNode
                && schema.path("properties").isObject()
                && !schema.has("additionalProperties")
                && !schema.has("unevaluatedProperties");
        if (!closable) {
            return schema;
        }
        boolean composed = COMPOSING.stream().anyMatch(schema::has);
        if (composed && SchemaDialects.refHidesSiblings(dialect)) {
            return schema;
        }
        ObjectNode closed = ((ObjectNode) schema).deepCopy();
        closed.put(composed ? "unevaluatedProperties" : "additionalProperties", false);
        return closed;
    }
}
