package dev.sallyport.practice.validation.schema;

import com.networknt.schema.regex.RegularExpression;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The quick form of a schema that holds the usual keywords only. It can only say yes: what it accepts is valid in every dialect;
 * of all else it knows nothing, and the full check decides and finds the words. Safe for use by many threads.
 */
final class UsualSchema {
    /** What takes more steps than this is left to the full check, which bounds its own effort higher. */
    private static final int STEPS_MAX = 10_000;

    /** Keywords that assert nothing here; formats are annotations. */
    private static final Set<String> SILENT =
            Set.of("$schema", "$comment", "title", "description", "default", "examples", "format", "deprecated");

    private static final Check ANYTHING = (_, left) -> left;

    private final Check root;

    private UsualSchema(Check root) {
        this.root = root;
    }

    /** One assertion. */
    @FunctionalInterface
    private interface Check {
        /** How many steps are left after it; their complement, which is negative, where it did not say yes. */
        int after(JsonNode value, int left);
    }

    /** The quick form of {@code schema}, or null where it says anything unusual. */
    static @Nullable UsualSchema of(JsonNode schema) {
        Check root = check(schema);
        return root == null ? null : new UsualSchema(root);
    }

    /** True where {@code value} surely fits the schema. */
    boolean accepts(JsonNode value) {
        return root.after(value, STEPS_MAX) >= 0;
    }

    private static @Nullable Check check(JsonNode schema) {
        List<Check> checks = new ArrayList<>();
        if (schema.isBoolean() && !schema.booleanValue()) {
            checks.add((_, left) -> ~left);
        }
        for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
            Check one = keyword(keyword.getKey(), keyword.getValue(), schema);
            if (one == null) {
                return null;
            }
            if (!one.equals(ANYTHING)) {
                checks.add(one);
            }
        }
        return every(checks.toArray(Check[]::new));
    }

    private static @Nullable Check keyword(String keyword, JsonNode argument, JsonNode schema) {
        return switch (keyword) {
            case "type" -> types(argument);
            case "enum" -> among(argument);
            case "const" -> among(JsonNodeFactory.instance.arrayNode().add(argument));
            case "required" -> required(argument);
            case "properties" -> members(argument, schema.path("additionalProperties"));
            case "additionalProperties" ->
                schema.has("properties") ? ANYTHING : members(JsonNodeFactory.instance.objectNode(), argument);
            case "items" -> items(argument);
            case "anyOf" -> any(argument);
            case "minLength", "maxLength", "minItems", "maxItems" -> size(keyword, argument);
            case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum" -> range(keyword, argument);
            case "pattern" -> pattern(argument.asString(""));
            default -> SILENT.contains(keyword) || keyword.startsWith("x-") ? ANYTHING : null;
        };
    }

    private static Check every(Check[] checks) {
        return (value, steps) -> {
            if (steps == 0) {
                return ~0;
            }
            int left = steps - 1;
            for (int i = 0; i < checks.length && left >= 0; i++) {
                left = checks[i].after(value, left);
            }
            return left;
        };
    }

    private static @Nullable Check any(JsonNode branches) {
        Check[] checks = checks(branches);
        return checks == null
                ? null
                : (value, steps) -> {
                    int left = ~steps;
                    for (int i = 0; i < checks.length && left < 0; i++) {
                        left = checks[i].after(value, ~left);
                    }
                    return left;
                };
    }

    private static Check @Nullable [] checks(JsonNode schemas) {
        Check[] checks = new Check[schemas.size()];
        for (int i = 0; i < checks.length; i++) {
            Check one = check(schemas.path(i));
            if (one == null) {
                return null;
            }
            checks[i] = one;
        }
        return checks;
    }

    private static @Nullable Check types(JsonNode names) {
        if (names.isString()) {
            return type(names.asString());
        }
        Check[] checks = new Check[names.size()];
        for (int i = 0; i < checks.length; i++) {
            Check one = type(names.path(i).asString(""));
            if (one == null) {
                return null;
            }
            checks[i] = one;
        }
        return (value, left) -> {
            for (Check one : checks) {
                if (one.after(value, left) >= 0) {
                    return left;
                }
            }
            return ~left;
        };
    }

    private static @Nullable Check type(String name) {
        return switch (name) {
            case "string" -> (value, left) -> value.isString() ? left : ~left;
            case "integer" -> (value, left) -> value.isIntegralNumber() ? left : ~left;
            case "number" -> (value, left) -> value.isNumber() ? left : ~left;
            case "object" -> (value, left) -> value.isObject() ? left : ~left;
            case "array" -> (value, left) -> value.isArray() ? left : ~left;
            case "boolean" -> (value, left) -> value.isBoolean() ? left : ~left;
            case "null" -> (value, left) -> value.isNull() ? left : ~left;
            default -> null;
        };
    }

    /** Equal nodes are equal values; that 1 is 1.0 is left to the full check. */
    private static Check among(JsonNode list) {
        JsonNode[] values = list.values().toArray(JsonNode[]::new);
        return (value, left) -> {
            for (JsonNode one : values) {
                if (one.equals(value)) {
                    return left;
                }
            }
            return ~left;
        };
    }

    private static Check required(JsonNode list) {
        String[] names = list.valueStream().map(name -> name.asString("")).toArray(String[]::new);
        return (value, left) -> {
            for (int i = 0; i < names.length && value.isObject(); i++) {
                if (!value.has(names[i])) {
                    return ~left;
                }
            }
            return left;
        };
    }

    private static @Nullable Check members(JsonNode properties, JsonNode additional) {
        Map<String, Check> known = new HashMap<>();
        for (Map.Entry<String, JsonNode> property : properties.properties()) {
            Check one = check(property.getValue());
            if (one == null) {
                return null;
            }
            known.put(property.getKey(), one);
        }
        Check other = additional.isMissingNode() ? ANYTHING : check(additional);
        return other == null
                ? null
                : (value, steps) -> {
                    int left = steps;
                    for (Map.Entry<String, JsonNode> member : value.properties()) {
                        left = known.getOrDefault(member.getKey(), other).after(member.getValue(), left);
                        if (left < 0) {
                            return left;
                        }
                    }
                    return left;
                };
    }

    private static @Nullable Check items(JsonNode schema) {
        Check one = schema.isArray() ? null : check(schema);
        return one == null
                ? null
                : (value, steps) -> {
                    int left = steps;
                    for (int i = 0; i < value.size() && value.isArray() && left >= 0; i++) {
                        left = one.after(value.path(i), left);
                    }
                    return left;
                };
    }

    private static @Nullable Check size(String keyword, JsonNode bound) {
        if (!bound.isInt()) {
            return null;
        }
        int limit = bound.intValue();
        return switch (keyword) {
            case "minLength" -> (value, left) -> !value.isString() || length(value) >= limit ? left : ~left;
            case "maxLength" -> (value, left) -> !value.isString() || length(value) <= limit ? left : ~left;
            case "minItems" -> (value, left) -> !value.isArray() || value.size() >= limit ? left : ~left;
            default -> (value, left) -> !value.isArray() || value.size() <= limit ? left : ~left;
        };
    }

    private static int length(JsonNode text) {
        String string = text.asString();
        return string.codePointCount(0, string.length());
    }

    private static @Nullable Check range(String keyword, JsonNode bound) {
        if (!bound.isNumber()) {
            return null;
        }
        BigDecimal limit = bound.decimalValue();
        boolean minimum = keyword.endsWith("inimum");
        boolean exclusive = keyword.startsWith("exclusive");
        return (value, left) -> {
            if (!value.isNumber()) {
                return left;
            }
            int order = value.decimalValue().compareTo(limit);
            return (order == 0 && !exclusive) || (minimum ? order > 0 : order < 0) ? left : ~left;
        };
    }

    private static Check pattern(String regex) {
        RegularExpression expression = new Patterns().getRegularExpression(regex);
        return (value, left) -> {
            try {
                return !value.isString() || expression.matches(value.asString()) ? left : ~left;
            } catch (SchemaLimitReached _) {
                return ~left;
            }
        };
    }
}
