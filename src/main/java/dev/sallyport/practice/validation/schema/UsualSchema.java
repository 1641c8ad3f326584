package dev.sallyport.practice.validation.schema;

import com.networknt.schema.regex.RegularExpression;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The quick form of a schema, which knows the usual keywords only. It can only say yes: what it accepts is valid in every dialect; of
 * all else it knows nothing, and the full check decides and finds the words. Safe for use by many threads.
 */
final class UsualSchema {
    /** What takes more steps than this is left to the full check, which bounds its own effort higher. */
    private static final int STEPS_MAX = 10_000;

    /** Keywords that assert nothing here; formats are annotations. */
    private static final Set<String> SILENT =
            Set.of("$schema", "$comment", "title", "description", "default", "examples", "format", "deprecated");

    private static final Check ALWAYS = (_, _) -> true;

    /** What stands for everything unusual. */
    private static final Check NEVER = (_, _) -> false;

    /** The quick form of a schema of which nothing is known. */
    static final UsualSchema NONE = new UsualSchema(NEVER);

    private final Check root;

    private UsualSchema(Check root) {
        this.root = root;
    }

    /** One assertion: true where {@code value} surely keeps it. */
    @FunctionalInterface
    private interface Check {
        boolean accepts(JsonNode value, Effort effort);
    }

    /** The work on one value. */
    private static final class Effort {
        private int stepsLeft = STEPS_MAX;

        boolean step() {
            return stepsLeft-- > 0;
        }
    }

    /** The quick form of {@code schema}. */
    static UsualSchema of(JsonNode schema) {
        return new UsualSchema(check(schema));
    }

    /** True where {@code value} surely fits the schema. */
    boolean accepts(JsonNode value) {
        return root.accepts(value, new Effort());
    }

    private static Check check(JsonNode schema) {
        List<Check> checks = new ArrayList<>();
        for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
            checks.add(keyword(keyword.getKey(), keyword.getValue(), schema));
        }
        checks.removeIf(ALWAYS::equals);
        boolean unusual = checks.contains(NEVER) || (schema.isBoolean() && !schema.booleanValue());
        return unusual ? NEVER : every(checks.toArray(Check[]::new));
    }

    private static Check keyword(String keyword, JsonNode argument, JsonNode schema) {
        return switch (keyword) {
            case "type" -> types(argument);
            case "enum" -> among(argument);
            case "const" -> among(JsonNodeFactory.instance.arrayNode().add(argument));
            case "required" -> required(argument);
            case "properties" -> members(argument, schema.path("additionalProperties"));
            case "additionalProperties" ->
                schema.has("properties") ? ALWAYS : members(JsonNodeFactory.instance.objectNode(), argument);
            case "items" -> argument.isArray() ? NEVER : items(check(argument));
            case "anyOf" -> any(argument.valueStream().map(UsualSchema::check).toArray(Check[]::new));
            case "minLength", "maxLength", "minItems", "maxItems" -> size(keyword, argument);
            case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum" -> range(keyword, argument);
            case "pattern" -> pattern(argument.asString(""));
            default -> SILENT.contains(keyword) || keyword.startsWith("x-") ? ALWAYS : NEVER;
        };
    }

    private static Check every(Check[] checks) {
        return (value, effort) -> {
            boolean accepted = effort.step();
            for (int i = 0; i < checks.length && accepted; i++) {
                accepted = checks[i].accepts(value, effort);
            }
            return accepted;
        };
    }

    private static Check any(Check[] checks) {
        return (value, effort) -> {
            boolean accepted = false;
            for (int i = 0; i < checks.length && !accepted; i++) {
                accepted = checks[i].accepts(value, effort);
            }
            return accepted;
        };
    }

    private static Check types(JsonNode names) {
        return names.isString()
                ? type(names.asString())
                : any(names.valueStream().map(name -> type(name.asString(""))).toArray(Check[]::new));
    }

    private static Check type(String name) {
        return switch (name) {
            case "string" -> (value, _) -> value.isString();
            case "integer" -> (value, _) -> value.isIntegralNumber();
            case "number" -> (value, _) -> value.isNumber();
            case "object" -> (value, _) -> value.isObject();
            case "array" -> (value, _) -> value.isArray();
            case "boolean" -> (value, _) -> value.isBoolean();
            case "null" -> (value, _) -> value.isNull();
            default -> NEVER;
        };
    }

    /** Equal nodes are equal values; that 1 is 1.0 is left to the full check. */
    private static Check among(JsonNode list) {
        List<JsonNode> values = List.copyOf(list.values());
        return (value, _) -> values.contains(value);
    }

    private static Check required(JsonNode list) {
        String[] names = list.valueStream().map(name -> name.asString("")).toArray(String[]::new);
        return (value, _) -> {
            boolean whole = true;
            for (int i = 0; i < names.length && whole && value.isObject(); i++) {
                whole = value.has(names[i]);
            }
            return whole;
        };
    }

    private static Check members(JsonNode properties, JsonNode additional) {
        Map<String, Check> known = new HashMap<>();
        properties.forEachEntry((name, property) -> known.put(name, check(property)));
        Check other = additional.isMissingNode() ? ALWAYS : check(additional);
        return (value, effort) -> {
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                if (!known.getOrDefault(member.getKey(), other).accepts(member.getValue(), effort)) {
                    return false;
                }
            }
            return true;
        };
    }

    private static Check items(Check item) {
        return (value, effort) -> {
            boolean accepted = true;
            for (int i = 0; i < value.size() && accepted && value.isArray(); i++) {
                accepted = item.accepts(value.path(i), effort);
            }
            return accepted;
        };
    }

    private static Check size(String keyword, JsonNode bound) {
        if (!bound.isInt()) {
            return NEVER;
        }
        int limit = bound.intValue();
        return switch (keyword) {
            case "minLength" -> (value, _) -> !value.isString() || length(value) >= limit;
            case "maxLength" -> (value, _) -> !value.isString() || length(value) <= limit;
            case "minItems" -> (value, _) -> !value.isArray() || value.size() >= limit;
            default -> (value, _) -> !value.isArray() || value.size() <= limit;
        };
    }

    private static int length(JsonNode text) {
        String string = text.asString();
        return string.codePointCount(0, string.length());
    }

    private static Check range(String keyword, JsonNode bound) {
        if (!bound.isNumber()) {
            return NEVER;
        }
        BigDecimal limit = bound.decimalValue();
        IntPredicate kept =
                switch (keyword) {
                    case "minimum" -> order -> order >= 0;
                    case "maximum" -> order -> order <= 0;
                    case "exclusiveMinimum" -> order -> order > 0;
                    default -> order -> order < 0;
                };
        return (value, _) -> !value.isNumber() || kept.test(value.decimalValue().compareTo(limit));
    }

    private static Check pattern(String regex) {
        RegularExpression expression = new Patterns().getRegularExpression(regex);
        return (value, _) -> {
            try {
                return !value.isString() || expression.matches(value.asString());
            } catch (SchemaLimitReached _) {
                return false;
            }
        };
    }
}
