package dev.sallyport.practice.validation.schema;

import com.networknt.schema.Error;
import dev.sallyport.pipeline.verdict.Reason;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a schema demands, in the words of a refusal: the schema's numbers and names, never the judged value. */
final class SchemaSentences {
    private static final int NAME_LENGTH_MAX = 64;

    private SchemaSentences() {}

    /** What must hold at the place of {@code error}. */
    static String rule(Error error) {
        JsonNode wanted = error.getSchemaNode();
        return switch (error.getKeyword()) {
            case "type" -> "must be of type " + types(wanted);
            case "required", "dependentRequired" -> "must have the member " + name(error.getProperty());
            case "additionalProperties", "unevaluatedProperties" ->
                "must not have members that its schema does not name";
            case "enum", "const" -> "must be one of the values that its schema lists";
            case "minimum" -> "must be at least " + number(wanted);
            case "maximum" -> "must be at most " + number(wanted);
            case "exclusiveMinimum" -> "must be greater than " + number(wanted);
            case "exclusiveMaximum" -> "must be less than " + number(wanted);
            case "multipleOf" -> "must be a multiple of " + number(wanted);
            case "minLength" -> "must have at least " + number(wanted) + " characters";
            case "maxLength" -> "must have at most " + number(wanted) + " characters";
            case "minItems" -> "must have at least " + number(wanted) + " items";
            case "maxItems" -> "must have at most " + number(wanted) + " items";
            case "minProperties" -> "must have at least " + number(wanted) + " members";
            case "maxProperties" -> "must have at most " + number(wanted) + " members";
            case "uniqueItems" -> "must have items that differ";
            case "pattern" -> "must match the pattern of its schema";
            case "propertyNames" -> "must have member names that fit its schema";
            default -> "must fit `" + error.getKeyword() + "` of its schema";
        };
    }

    /** What must hold where the check could not be carried to its end. */
    static String limit(Reason reason) {
        if (reason.equals(SchemaReasons.SCHEMA_UNIQUE_ITEMS)) {
            return "must have fewer items where its schema demands that they differ";
        }
        return reason.equals(SchemaReasons.SCHEMA_EFFORT)
                ? "must be smaller or simpler to be checked against its schema"
                : "cannot be checked, because its schema is not valid";
    }

    private static String types(@Nullable JsonNode wanted) {
        if (wanted == null || !wanted.isArray()) {
            return wanted == null ? "of its schema" : wanted.asString("of its schema");
        }
        StringJoiner types = new StringJoiner(" or ");
        wanted.forEach(type -> types.add(type.asString("?")));
        return types.toString();
    }

    private static String number(@Nullable JsonNode wanted) {
        return wanted != null && wanted.isNumber() ? wanted.toString() : "what its schema says";
    }

    private static String name(@Nullable String member) {
        return member == null || member.length() > NAME_LENGTH_MAX ? "that its schema demands" : "`" + member + "`";
    }
}
