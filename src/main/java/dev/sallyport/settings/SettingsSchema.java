package dev.sallyport.settings;

import dev.sallyport.practice.Included;
import dev.sallyport.settings.binding.Scalar;
import dev.sallyport.settings.binding.Secret;
import dev.sallyport.settings.binding.Shape;
import dev.sallyport.settings.binding.Types;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The JSON Schema of the settings file, and of others that are bound to records, for editors. Source: JSON Schema 2020-12. */
public final class SettingsSchema {
    private static final String REFERENCE = "\\$\\{";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Map<Word, ObjectNode> words;

    /**
     * A key whose texts are known better than its type says.
     *
     * @param section the record that has it
     * @param key its name in the file
     */
    public record Word(Class<? extends Record> section, String key) {}

    private SettingsSchema(Map<Word, ObjectNode> words) {
        this.words = words;
    }

    /** The schema of the settings file as pretty JSON. */
    public static String json() {
        return json(Settings.class, "Settings of Sallyport");
    }

    /** That of a file which is bound to {@code type}. */
    public static String json(Class<? extends Record> type, String title) {
        return json(type, title, Map.of());
    }

    /** The same where a text, or each text of a list, is what {@code words} say of its key. */
    public static String json(Class<? extends Record> type, String title, Map<Word, ObjectNode> words) {
        ObjectNode root = object();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("title", title);
        root.setAll(new SettingsSchema(words).of(type));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    }

    private ObjectNode of(Type type) {
        Class<?> raw = Types.raw(type);
        if (raw == Optional.class) {
            return of(Types.content(type));
        }
        if (raw == JsonNode.class) {
            return object();
        }
        if (raw == List.class) {
            ObjectNode list = object().put("type", "array");
            list.set("items", of(Types.content(type)));
            return list;
        }
        if (raw == Map.class) {
            ObjectNode map = object().put("type", "object");
            map.set("additionalProperties", of(Types.content(type)));
            return map;
        }
        if (raw == String.class || raw == Secret.class || raw == Included.class) {
            return object().put("type", "string");
        }
        if (raw == int.class || raw == boolean.class) {
            return orReference(object().put("type", raw == int.class ? "integer" : "boolean"));
        }
        if (raw.isEnum()) {
            ObjectNode names = object();
            Scalar.constants(raw).forEach(constant -> constant(names.withArray("enum"), Scalar.name(constant)));
            return orReference(names);
        }
        if (raw.isSealed()) {
            ObjectNode choice = object();
            Arrays.stream(raw.getPermittedSubclasses())
                    .forEach(c -> choice.withArray("oneOf").add(section(c)));
            return choice;
        }
        return Scalar.of(raw).map(SettingsSchema::scalar).orElseGet(() -> whole(raw));
    }

    /** A section, or the one value that can stand for it. */
    private ObjectNode whole(Class<?> type) {
        Shape shape = Shape.of(type);
        if (!shape.isShort()) {
            return section(type);
        }
        ObjectNode either = object();
        either.withArray("anyOf").add(of(shape.keys().getFirst().type())).add(section(type));
        return either;
    }

    /** One that looks like a number may be written as one. */
    private static void constant(ArrayNode names, String name) {
        names.add(name);
        if (name.matches("[0-9]+\\.[0-9]+")) {
            names.add(new BigDecimal(name));
        }
    }

    private static ObjectNode scalar(Scalar<?> scalar) {
        ObjectNode text = object().put("type", "string");
        text.put("pattern", "^(?:" + scalar.pattern() + ")$|" + REFERENCE);
        text.withArray("examples").add(scalar.example());
        return text;
    }

    private static ObjectNode orReference(ObjectNode schema) {
        ObjectNode either = object();
        either.withArray("anyOf").add(schema).add(object().put("type", "string").put("pattern", REFERENCE));
        return either;
    }

    private ObjectNode section(Class<?> type) {
        Shape shape = Shape.of(type);
        ObjectNode section = object().put("type", "object").put("additionalProperties", false);
        ObjectNode properties = section.putObject("properties");
        List<Object> defaults = shape.defaults();
        for (int i = 0; i < shape.keys().size(); i++) {
            Shape.Key key = shape.keys().get(i);
            ObjectNode property = worded(type, key).put("description", key.doc().value());
            if (!key.doc().keys().isEmpty()) {
                property.putObject("propertyNames")
                        .put("pattern", "^(?:" + key.doc().keys() + ")$");
            }
            if (i < shape.required()) {
                section.withArray("required").add(key.name());
            } else if (!(defaults.get(i) instanceof Optional)) {
                property.set("default", JSON.valueToTree(SettingsPrinter.plain(defaults.get(i))));
            }
            properties.set(key.name(), property);
        }
        return section;
    }

    private ObjectNode worded(Class<?> section, Shape.Key key) {
        ObjectNode plain = of(key.type());
        for (Map.Entry<Word, ObjectNode> word : words.entrySet()) {
            if (word.getKey().section().equals(section) && word.getKey().key().equals(key.name())) {
                return plain.has("items")
                        ? plain.set("items", word.getValue())
                        : word.getValue().deepCopy();
            }
        }
        return plain;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
