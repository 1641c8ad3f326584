package dev.sallyport.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The tables of {@code docs/settings.md} are made from the schema; {@code -Dgolden.write=true} writes them anew. */
final class SettingsPageTest {
    private static final Path PAGE = Path.of("docs/settings.md");
    private static final String BEGIN = "<!-- made by SettingsPageTest from the schema -->\n";
    private static final String END = "<!-- end -->\n";

    @Test
    void theTablesAreThoseOfTheSchema() throws IOException {
        String page = Files.readString(PAGE);
        int from = page.indexOf(BEGIN) + BEGIN.length();
        int to = page.indexOf(END);
        assertTrue(from >= BEGIN.length() && to >= from, "the marks are there");
        String made = page.substring(0, from) + tables() + page.substring(to);
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(PAGE, made);
        }
        assertEquals(made, Files.readString(PAGE));
    }

    @Test
    void everyKeyIsInTheExample() throws IOException {
        String example = Files.readString(Path.of("docs/sallyport.example.yaml"));
        List<String> keys = new ArrayList<>();
        keys(schema(), keys);
        assertTrue(keys.size() > 20, "the schema has its keys");
        assertEquals(
                List.of(),
                keys.stream().filter(key -> !example.contains(key + ":")).toList());
    }

    private static JsonNode schema() {
        return JsonMapper.builder().build().readTree(SettingsSchema.json());
    }

    private static void keys(JsonNode schema, List<String> keys) {
        schema.path("properties").properties().forEach(property -> {
            keys.add(property.getKey());
            keys(property.getValue(), keys);
        });
        schema.path("anyOf").forEach(choice -> keys(choice, keys));
        schema.path("additionalProperties").path("oneOf").forEach(choice -> keys(choice, keys));
        if (schema.path("additionalProperties").isObject()) {
            keys(schema.path("additionalProperties"), keys);
        }
        schema.path("items").path("anyOf").forEach(choice -> keys(choice, keys));
        schema.path("items").path("oneOf").forEach(choice -> keys(choice, keys));
    }

    private static String tables() {
        StringBuilder text = new StringBuilder();
        JsonNode root = schema();
        table(text, "Top level", "", root);
        root.path("properties").properties().forEach(section -> {
            String key = section.getKey();
            String meaning = section.getValue().path("description").asString("");
            if (section.getValue().has("properties")) {
                table(text, "`" + key + "`", meaning, section.getValue());
            }
            for (JsonNode choice :
                    section.getValue().path("additionalProperties").path("oneOf")) {
                String required = choice.path("required").path(0).asString("");
                table(text, "`" + key + ".<name>` with `" + required + "`", meaning, choice);
                choice.path("properties").properties().stream()
                        .filter(inner -> inner.getValue().has("properties"))
                        .forEach(inner -> table(
                                text,
                                "`" + key + ".<name>." + inner.getKey() + "`",
                                inner.getValue().path("description").asString(""),
                                inner.getValue()));
            }
            members(text, key, section.getValue());
            section.getValue()
                    .path("properties")
                    .properties()
                    .forEach(inner -> inner(text, key + "." + inner.getKey(), inner.getValue()));
        });
        return text.toString();
    }

    /** The sections in a section: by itself, in a list, or by names. */
    private static void inner(StringBuilder text, String key, JsonNode inner) {
        String meaning = inner.path("description").asString("");
        items(text, key, inner);
        if (inner.path("items").has("properties")) {
            table(text, "`" + key + "[]`", meaning, inner.path("items"));
        }
        JsonNode member = inner.path("additionalProperties");
        if (key.indexOf('.') == key.lastIndexOf('.') && member.has("properties")) {
            table(text, "`" + key + ".<name>`", meaning, member);
        }
        if (inner.has("properties")) {
            table(text, "`" + key + "`", meaning, inner);
        }
        inner.path("anyOf")
                .valueStream()
                .filter(choice -> choice.has("properties"))
                .forEach(choice -> table(text, "`" + key + "`", meaning, choice));
    }

    /** The sections in a list whose items may be one value each, and those in them. */
    private static void items(StringBuilder text, String key, JsonNode list) {
        for (JsonNode choice : list.path("items").path("oneOf")) {
            String required = choice.path("required").path(0).asString("");
            String meaning = list.path("description").asString("");
            table(text, "`" + key + "[]` with `" + required + "`", meaning, choice);
        }
        for (JsonNode choice : list.path("items").path("anyOf")) {
            if (choice.has("properties")) {
                table(text, "`" + key + "[]`", list.path("description").asString(""), choice);
                choice.path("properties").properties().stream()
                        .filter(inner -> inner.getValue().has("properties"))
                        .forEach(inner -> table(
                                text,
                                "`" + key + "[]." + inner.getKey() + "`",
                                inner.getValue().path("description").asString(""),
                                inner.getValue()));
            }
        }
    }

    /** The sections in a map of one form, and those in them. */
    private static void members(StringBuilder text, String key, JsonNode map) {
        JsonNode member = map.path("additionalProperties");
        if (member.has("properties")) {
            String name = key + (key.contains(".") ? ".<server>/<name>" : ".<name>");
            table(text, "`" + name + "`", map.path("description").asString(""), member);
            member.path("properties").properties().forEach(p -> members(text, name + "." + p.getKey(), p.getValue()));
        }
    }

    private static void table(StringBuilder text, String title, String meaning, JsonNode section) {
        text.append("\n## ").append(title).append("\n\n");
        text.append(meaning.isEmpty() ? "" : meaning + "\n\n");
        text.append("| key | form | default | meaning |\n|---|---|---|---|\n");
        List<String> required = StreamSupport.stream(section.path("required").spliterator(), false)
                .map(key -> key.asString(""))
                .toList();
        for (Map.Entry<String, JsonNode> property : section.path("properties").properties()) {
            JsonNode schema = property.getValue();
            boolean nested = schema.has("properties")
                    || schema.path("additionalProperties").has("oneOf")
                    || schema.path("additionalProperties").has("properties");
            text.append("| `").append(property.getKey()).append("` | ");
            text.append(nested ? "section, below" : form(schema)).append(" | ");
            text.append(required.contains(property.getKey()) ? "required" : nested ? "" : standard(schema));
            text.append(" | ").append(schema.path("description").asString("")).append(" |\n");
        }
    }

    private static String form(JsonNode schema) {
        if (schema.has("anyOf")) {
            return form(schema.path("anyOf").path(0)) + (hasSection(schema.path("anyOf")) ? ", or section, below" : "");
        }
        if (schema.has("enum")) {
            return StreamSupport.stream(schema.path("enum").spliterator(), false)
                    .filter(JsonNode::isString)
                    .map(name -> "`" + name.asString("") + "`")
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        return switch (schema.path("type").asString("")) {
            case "array" ->
                "list of "
                        + (schema.path("items").has("properties") ? "sections" : form(schema.path("items")))
                        + (schema.path("items").has("oneOf") ? "sections, below" : "");
            case "object" -> "map of " + form(schema.path("additionalProperties"));
            case "string" -> text(schema.path("examples").path(0).asString(""));
            default -> schema.path("type").asString("");
        };
    }

    private static boolean hasSection(JsonNode choices) {
        return StreamSupport.stream(choices.spliterator(), false).anyMatch(choice -> choice.has("properties"));
    }

    private static String text(String example) {
        return example.isEmpty() ? "text" : example.contains("://") ? "URL" : "text like `" + example + "`";
    }

    private static String standard(JsonNode schema) {
        JsonNode value = schema.path("default");
        if (value.isMissingNode()) {
            return "none";
        }
        return value.isString()
                ? "`" + value.asString() + "`"
                : value.isEmpty() && value.isContainer() ? "empty" : "`" + value + "`";
    }
}
