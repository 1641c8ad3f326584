package dev.sallyport.practice.validation.argument;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Finds the arguments of a schema whose class is beyond doubt. Members, items, branches and local references are
 * followed, within bounds; members with a closed set of values are left alone.
 */
final class ArgumentInference {
    private static final int DEPTH_MAX = 6;
    private static final int VISITS_MAX = 2_000;
    private static final int REFERENCES_MAX = 8;
    private static final String[] BRANCHES = {"anyOf", "oneOf", "allOf"};

    private final Map<String, ArgumentClass> places = new LinkedHashMap<>();
    private JsonNode root = MissingNode.getInstance();
    private int visits;

    /** Place to class. */
    Map<String, ArgumentClass> of(JsonNode schema) {
        root = schema;
        object("", schema, 0);
        return places;
    }

    private void object(String pointer, JsonNode schema, int depth) {
        JsonNode object = resolve(schema);
        if (depth > DEPTH_MAX || ++visits > VISITS_MAX) {
            return;
        }
        JsonNode properties = object.path("properties");
        for (Map.Entry<String, JsonNode> member : properties.properties()) {
            String name = member.getKey();
            String place = pointer + "/" + name.replace("~", "~0").replace("/", "~1");
            member(place, name, member.getValue(), properties, depth + 1);
        }
        for (String branch : BRANCHES) {
            for (JsonNode option : object.path(branch)) {
                object(pointer, option, depth + 1);
            }
        }
    }

    private void member(String place, String name, JsonNode schema, JsonNode siblings, int depth) {
        JsonNode member = resolve(schema);
        if (depth > DEPTH_MAX || ++visits > VISITS_MAX) {
            return;
        }
        if (isType(member, "string") && !member.has("enum") && !member.has("const")) {
            Optional<ArgumentClass> use = ArgumentNames.classOf(name, member, siblings);
            use.ifPresent(found -> places.putIfAbsent(place, found));
        }
        if (member.path("items").isObject()) {
            member(place + "/*", name, member.path("items"), siblings, depth + 1);
        }
        if (member.has("properties")) {
            object(place, member, depth);
        }
        for (String branch : BRANCHES) {
            for (JsonNode option : member.path(branch)) {
                member(place, name, option, siblings, depth + 1);
            }
        }
    }

    private static boolean isType(JsonNode schema, String type) {
        JsonNode named = schema.path("type");
        if (named.isArray()) {
            for (JsonNode one : named) {
                if (type.equals(one.asString(""))) {
                    return true;
                }
            }
        }
        return named.isString() && named.asString().equals(type);
    }

    private JsonNode resolve(JsonNode schema) {
        JsonNode resolved = schema;
        for (int i = 0; i < REFERENCES_MAX && resolved.path("$ref").isString(); i++) {
            String reference = resolved.path("$ref").asString();
            if (!reference.startsWith("#/")) {
                return MissingNode.getInstance();
            }
            resolved = root.at(JsonPointer.compile(reference.substring(1)));
        }
        return resolved;
    }
}
