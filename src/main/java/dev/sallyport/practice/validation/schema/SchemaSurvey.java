package dev.sallyport.practice.validation.schema;

import dev.sallyport.pipeline.verdict.Reason;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a schema once before it is compiled, and finds what would make it unsafe or unusable: size, depth, dialects,
 * regular expressions, references. One survey is for one schema.
 */
final class SchemaSurvey {
    private static final URI NOWHERE = URI.create("schema:///");
    private static final List<String> REFERENCES = List.of("$ref", "$dynamicRef", "$recursiveRef");
    private static final Set<String> ONE = Set.of(
            "additionalItems",
            "additionalProperties",
            "contains",
            "contentSchema",
            "else",
            "if",
            "items",
            "not",
            "propertyNames",
            "then",
            "unevaluatedItems",
            "unevaluatedProperties");
    private static final Set<String> LISTS = Set.of("allOf", "anyOf", "oneOf", "prefixItems", "items");
    private static final Set<String> MAPS =
            Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies");

    private final SchemaLimits limits;
    private final Set<JsonNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<String, Resource> resources = new HashMap<>();
    private final Set<String> anchors = new HashSet<>();
    private final Set<String> propertyNames = new HashSet<>();
    private final ArrayDeque<Reference> references = new ArrayDeque<>();
    private String dialect = SchemaDialects.DEFAULT;
    private @Nullable Reason refusal;
    private int nodes;

    SchemaSurvey(SchemaLimits limits) {
        this.limits = limits;
    }

    /** A document or an embedded one with an id of its own. */
    private record Resource(URI base, JsonNode root) {}

    private record Reference(Resource from, String target) {}

    /** Why the schema cannot be used, or nothing. */
    Optional<Reason> refusal(JsonNode schema) {
        measure(schema, 1);
        if (refusal == null && !(schema.isObject() || schema.isBoolean())) {
            refuse(SchemaReasons.SCHEMA_INVALID);
        }
        if (refusal == null) {
            if (schema.path("$schema").isString()) {
                dialect = SchemaDialects.idOf(schema.path("$schema").asString());
            }
            Resource root = new Resource(NOWHERE, schema);
            resources.put(NOWHERE.toString(), root);
            schema(schema, root);
            while (refusal == null && !references.isEmpty()) {
                resolve(references.poll());
            }
        }
        return Optional.ofNullable(refusal);
    }

    /** The dialect of the schema. */
    String dialect() {
        return dialect;
    }

    /** The names of members that the schema knows: only these may stand in a pointer that a caller sees. */
    Set<String> propertyNames() {
        return Set.copyOf(propertyNames);
    }

    private void measure(JsonNode node, int depth) {
        if (++nodes > limits.nodesMax()) {
            refuse(SchemaReasons.SCHEMA_SIZE);
        } else if (depth > limits.depthMax()) {
            refuse(SchemaReasons.SCHEMA_DEPTH);
        } else if (node.isContainer()) {
            for (JsonNode child : node) {
                if (refusal != null) {
                    return;
                }
                measure(child, depth + 1);
            }
        }
    }

    private void schema(JsonNode node, Resource outer) {
        if (!(node instanceof ObjectNode object) || refusal != null || !seen.add(node)) {
            return;
        }
        JsonNode named = object.path("$schema");
        if (named.isString() && SchemaDialects.idOf(named.asString()).isEmpty()) {
            refuse(SchemaReasons.SCHEMA_DIALECT);
            return;
        }
        Resource resource = identify(object, outer);
        for (String keyword : REFERENCES) {
            if (object.path(keyword).isString()) {
                references.add(new Reference(resource, object.path(keyword).asString()));
            }
        }
        pattern(object.path("pattern"));
        object.path("patternProperties").propertyNames().forEach(this::pattern);
        propertyNames.addAll(object.path("properties").propertyNames());
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            subschemas(member.getKey(), member.getValue(), resource);
        }
    }

    private void subschemas(String keyword, JsonNode value, Resource resource) {
        if (value.isObject() && ONE.contains(keyword)) {
            schema(value, resource);
        } else if (value.isContainer() && (MAPS.contains(keyword) || LISTS.contains(keyword))) {
            for (JsonNode child : value) {
                schema(child, resource);
            }
        }
    }

    private Resource identify(ObjectNode object, Resource outer) {
        Resource resource = outer;
        JsonNode id = object.path("$id");
        if (id.isString()) {
            Optional<URI> resolved = uri(outer.base(), id.asString());
            if (resolved.isEmpty()) {
                refuse(SchemaReasons.SCHEMA_INVALID);
            } else if (id.asString().startsWith("#")) {
                anchors.add(outer.base() + id.asString());
            } else {
                String base = withoutFragment(resolved.get().toString());
                resource = new Resource(URI.create(base), object);
                resources.putIfAbsent(base, resource);
                if (resolved.get().getRawFragment() != null) {
                    anchors.add(resolved.get().toString());
                }
            }
        }
        for (String keyword : List.of("$anchor", "$dynamicAnchor")) {
            if (object.path(keyword).isString()) {
                anchors.add(resource.base() + "#" + object.path(keyword).asString());
            }
        }
        return resource;
    }

    private void resolve(Reference reference) {
        Resource from = reference.from();
        Optional<URI> target = reference.target().startsWith("#")
                ? uri(NOWHERE, from.base() + reference.target())
                : uri(from.base(), reference.target());
        if (target.isEmpty()) {
            refuse(SchemaReasons.SCHEMA_INVALID);
            return;
        }
        Resource resource = resources.get(withoutFragment(target.get().toString()));
        if (resource == null) {
            if (!SchemaDialects.isBundled(withoutFragment(target.get().toString()))) {
                refuse(SchemaReasons.SCHEMA_EXTERNAL_REF);
            }
            return;
        }
        String fragment = target.get().getFragment();
        if (fragment == null
                || fragment.isEmpty()
                || anchors.contains(target.get().toString())) {
            return;
        }
        JsonNode found = fragment.startsWith("/") ? resource.root().at(JsonPointer.compile(fragment)) : null;
        if (found == null || found.isMissingNode()) {
            refuse(SchemaReasons.SCHEMA_INVALID);
        } else {
            schema(found, resource);
        }
    }

    private void pattern(JsonNode value) {
        if (value.isString()) {
            pattern(value.asString());
        }
    }

    private void pattern(String regex) {
        if (refusal == null && !Patterns.supports(regex)) {
            refuse(SchemaReasons.UNSUPPORTED_PATTERN);
        }
    }

    private void refuse(Reason reason) {
        if (refusal == null) {
            refusal = reason;
        }
    }

    private static Optional<URI> uri(URI base, String reference) {
        try {
            return Optional.of(base.resolve(reference));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static String withoutFragment(String uri) {
        int hash = uri.indexOf('#');
        return hash < 0 ? uri : uri.substring(0, hash);
    }
}
