package dev.sallyport.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The resources, the prompt and the completions of the sample server. */
final class SampleTexts {
    private static final String GREETING = "sample://greeting";
    private static final List<String> NAMES = List.of("Ada", "Alan", "Grace", "小明");
    private static final List<String> LANGUAGES = List.of("English", "français", "繁體中文");
    private static final int NAME_CHARS_MAX = 64;

    private SampleTexts() {}

    /** The resource of {@code params.uri}; {@code notFound} is the code of the era for one that does not exist. */
    static Reply read(JsonNode params, int notFound) {
        if (!params.path("uri").isString()) {
            return Reply.invalid("uri must be a string");
        }
        String uri = params.path("uri").stringValue();
        String name = uri.equals(GREETING) ? "world" : uri.startsWith(GREETING + "/") ? name(uri) : "";
        Reply.Result reply = Reply.result();
        if (name.isEmpty()) {
            return new Reply.Failure(
                    notFound, "resource not found", reply.body().put("uri", uri));
        }
        ObjectNode content = reply.body().putArray("contents").addObject();
        content.put("uri", uri).put("mimeType", "text/plain").put("text", "Hello, " + name + "!");
        return reply;
    }

    /** The prompt of {@code params.name}, filled in. */
    static Reply prompt(JsonNode params) {
        JsonNode arguments = params.path("arguments");
        JsonNode text = arguments.path("text");
        JsonNode language = arguments.path("language");
        if (!params.path("name").asString("").equals("summarise")) {
            return Reply.invalid("unknown prompt");
        }
        if (!text.isString() || !(language.isMissingNode() || language.isString())) {
            return Reply.invalid("the prompt takes the strings text and, if wanted, language");
        }
        String wish = language.isString() ? " in " + language.stringValue() : "";
        Reply.Result reply = Reply.result();
        reply.body().put("description", "Asks for a short summary of a text.");
        reply.body()
                .putArray("messages")
                .addObject()
                .put("role", "user")
                .putObject("content")
                .put("type", "text")
                .put("text", "Summarise the following text in three sentences" + wish + ".\n\n" + text.stringValue());
        return reply;
    }

    /** The values that begin with what was typed so far. Source: MCP 2026-07-28, Completion. */
    static Reply complete(JsonNode params) {
        JsonNode ref = params.path("ref");
        JsonNode value = params.path("argument").path("value");
        String argument = params.path("argument").path("name").asString("");
        String target = ref.path("type").asString("") + " " + ref.path("name").asString("")
                + ref.path("uri").asString("") + " " + argument;
        if (!value.isString()) {
            return Reply.invalid("argument must have a name and a value, both strings");
        }
        List<String> candidates =
                switch (target) {
                    case "ref/prompt summarise language" -> LANGUAGES;
                    case "ref/prompt summarise text" -> List.of();
                    case "ref/resource sample://greeting/{name} name" -> NAMES;
                    default -> null;
                };
        if (candidates == null) {
            return Reply.invalid("there is no such argument to complete");
        }
        String start = value.stringValue().toLowerCase(Locale.ROOT);
        Reply.Result reply = Reply.result();
        ObjectNode completion = reply.body().putObject("completion");
        ArrayNode values = completion.putArray("values");
        candidates.stream()
                .filter(candidate -> candidate.toLowerCase(Locale.ROOT).startsWith(start))
                .forEach(values::add);
        completion.put("total", values.size()).put("hasMore", false);
        return reply;
    }

    /** The name in a URI of the template, or empty where it is none. */
    private static String name(String uri) {
        try {
            String name = URLDecoder.decode(uri.substring(GREETING.length() + 1).replace("+", "%2B"), UTF_8);
            boolean fits = name.length() <= NAME_CHARS_MAX
                    && name.codePoints().allMatch(c -> Character.isLetterOrDigit(c) || " .'-".indexOf(c) >= 0);
            return fits && !Set.of(".", "..").contains(name) ? name : "";
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
