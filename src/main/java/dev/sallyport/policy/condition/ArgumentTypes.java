package dev.sallyport.policy.condition;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * The types of a tool's arguments as its {@code inputSchema} has them, for the checker. What the schema leaves open, and numbers, which
 * conditions compare with whole ones and others, are of any type.
 */
final class ArgumentTypes {
    /** The name of the variable, and of its type. */
    static final String ARGUMENTS = "arguments";

    private static final int DEPTH_MAX = 8;

    private final Map<String, StructType> structs = new LinkedHashMap<>();
    private final Map<String, CelType> names = new TreeMap<>();

    /** Those of {@code schema}. */
    ArgumentTypes(JsonNode schema) {
        of(ARGUMENTS, schema, 0);
    }

    /** The names of all arguments, those of inner objects too. */
    Set<String> names() {
        return names.keySet();
    }

    /** The type of all arguments together; empty where the schema names none, or takes any. */
    Optional<CelType> arguments() {
        return Optional.ofNullable(structs.get(ARGUMENTS));
    }

    /** The type at {@code path}, which has no dots: a checker would take a path with dots for the name of the type. */
    private CelType of(String path, JsonNode schema, int depth) {
        return switch (schema.path("type").asString("")) {
            case "string" -> SimpleType.STRING;
            case "boolean" -> SimpleType.BOOL;
            case "integer" -> SimpleType.INT;
            case "array" ->
                schema.path("items").isObject() && depth < DEPTH_MAX
                        ? ListType.create(of(path + "/item", schema.path("items"), depth + 1))
                        : ListType.create(SimpleType.DYN);
            case "object" -> object(path, schema, depth);
            default -> SimpleType.DYN;
        };
    }

    private CelType object(String path, JsonNode schema, int depth) {
        if (!schema.path("properties").isObject() || isOpen(schema) || depth >= DEPTH_MAX) {
            return SimpleType.DYN;
        }
        Map<String, CelType> fields = new LinkedHashMap<>();
        schema.path("properties")
                .properties()
                .forEach(property -> fields.put(
                        property.getKey(), of(path + "/" + property.getKey(), property.getValue(), depth + 1)));
        names.putAll(fields);
        ImmutableMap<String, CelType> members = ImmutableMap.copyOf(fields);
        StructType struct = StructType.create(path, members.keySet(), field -> Optional.ofNullable(members.get(field)));
        structs.put(path, struct);
        return struct;
    }

    /** True where the schema says that it takes what it does not name, or may be more than it says here. */
    private static boolean isOpen(JsonNode schema) {
        JsonNode more = schema.path("additionalProperties");
        return more.isObject()
                || more.asBoolean(false)
                || schema.has("patternProperties")
                || schema.has("allOf")
                || schema.has("anyOf")
                || schema.has("oneOf")
                || schema.has("$ref");
    }

    /** The types of all variables, for the checker. */
    CelTypeProvider types() {
        ImmutableMap<String, StructType> made = ImmutableMap.copyOf(structs);
        return new CelTypeProvider() {
            @Override
            public ImmutableCollection<CelType> types() {
                return ImmutableList.<CelType>builder()
                        .addAll(Vocabulary.types().types())
                        .addAll(made.values())
                        .build();
            }

            @Override
            public Optional<CelType> findType(String name) {
                return Optional.<CelType>ofNullable(made.get(name))
                        .or(() -> Vocabulary.types().findType(name));
            }
        };
    }
}
