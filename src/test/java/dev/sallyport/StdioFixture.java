package dev.sallyport;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A small legacy server on standard input and output, whose tool {@code sleep} answers after {@code millis}. */
final class StdioFixture {
    private static final JsonMapper JSON = JsonMapper.shared();

    private StdioFixture() {}

    /** The argument of one that does not say of its tools, which are two then, that they only read. */
    static final String CHANGING = "changing";

    /** The command that starts it. */
    static List<String> command() {
        return Java.command(StdioFixture.class);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        System.err.println("fixture begins");
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            JsonNode message = JSON.readTree(line);
            if (message.has("id") && message.has("method")) {
                ObjectNode answer = JSON.createObjectNode();
                answer.put("jsonrpc", "2.0").set("id", message.get("id"));
                answer.set("result", result(message, List.of(arguments).contains(CHANGING)));
                out.println(answer);
            }
        }
    }

    private static JsonNode result(JsonNode message, boolean changing) throws InterruptedException {
        return switch (message.path("method").asString()) {
            case "initialize" ->
                JSON.readTree("{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
                        + "\"serverInfo\":{\"name\":\"fixture\",\"version\":\"1\"}}");
            case "tools/list" -> {
                String tool =
                        "{\"name\":\"%s\",\"inputSchema\":{\"type\":\"object\",\"properties\":{\"millis\":{\"type\":\"integer\"}}},"
                                + "\"annotations\":{\"readOnlyHint\":" + !changing + "}}";
                yield JSON.readTree("{\"tools\":[" + tool.formatted("sleep")
                        + (changing ? "," + tool.formatted("nap") : "") + "]}");
            }
            case "tools/call" -> {
                long millis =
                        message.path("params").path("arguments").path("millis").asLong(0);
                System.err.println("sleeps for " + millis);
                Thread.sleep(millis);
                yield JSON.readTree("{\"content\":[{\"type\":\"text\",\"text\":\"slept\"}]}");
            }
            default -> JSON.createObjectNode();
        };
    }
}
