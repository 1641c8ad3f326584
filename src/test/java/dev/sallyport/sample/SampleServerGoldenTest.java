package dev.sallyport.sample;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.Java;
import dev.sallyport.transport.child.Child;
import dev.sallyport.transport.child.ChildCommand;
import dev.sallyport.transport.child.ChildEnd;
import dev.sallyport.transport.child.ChildLimits;
import dev.sallyport.transport.child.ChildListener;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The transcripts of {@code src/test/resources/sample}: a line is {@code {"send": message or text}}, {@code {"send": null}}
 * for the end of input, or {@code {"expect": message}}.
 */
final class SampleServerGoldenTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "modern",
                "modern-errors",
                "clock",
                "legacy-2025-11-25",
                "legacy-2025-06-18",
                "legacy-2025-03-26",
                "legacy-unknown-version",
                "malformed"
            })
    void theServerAnswersAsWritten(String name) throws IOException {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        List<JsonNode> expected = new ArrayList<>();
        for (JsonNode step : transcript(name)) {
            if (step.has("expect")) {
                expected.add(step.get("expect"));
            } else if (!step.get("send").isNull()) {
                sent.write(line(step));
                sent.write('\n');
            }
        }
        List<JsonNode> answers = serve(sent.toByteArray());
        for (int i = 0; i < Math.min(expected.size(), answers.size()); i++) {
            assertEquals(expected.get(i), answers.get(i), name + ", answer " + (i + 1));
        }
        assertEquals(expected.size(), answers.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"modern", "legacy-2025-11-25"})
    void theSameAsARealChild(String name) throws Exception {
        LinkedBlockingQueue<byte[]> lines = new LinkedBlockingQueue<>();
        CompletableFuture<ChildEnd> end = new CompletableFuture<>();
        Child child = Child.start(command(), new ChildListener() {
            @Override
            public void line(byte[] json) {
                lines.add(json);
            }

            @Override
            public void stderr(String sanitisedLine) {
                lines.add(sanitisedLine.getBytes(UTF_8));
            }

            @Override
            public void ended(ChildEnd reason) {
                end.complete(reason);
            }
        });
        for (JsonNode step : transcript(name)) {
            if (step.has("expect")) {
                byte[] answer = lines.poll(60, TimeUnit.SECONDS);
                assertNotNull(answer, "no answer");
                assertEquals(step.get("expect"), JSON.readTree(answer));
            } else if (step.get("send").isNull()) {
                break;
            } else {
                assertTrue(child.send(line(step)));
            }
        }
        child.stop();
        assertEquals(new ChildEnd.Stopped(), end.get(60, TimeUnit.SECONDS));
        assertTrue(lines.isEmpty());
    }

    @Test
    void aLineTooLongIsNoJsonAndTheNextOneIsAnswered() throws IOException {
        String request = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n";
        List<JsonNode> answers = serve((" ".repeat(5 << 20) + "\r\n\n\r\n" + request).getBytes(UTF_8));
        assertEquals(-32700, answers.get(0).path("error").path("code").intValue());
        assertEquals(1, answers.get(1).path("id").intValue());
        assertEquals(2, answers.size());
    }

    @Test
    void openSubscriptionsAreBounded() throws IOException {
        StringBuilder requests = new StringBuilder();
        for (int id = 1; id <= 65; id++) {
            requests.append("{\"jsonrpc\":\"2.0\",\"id\":")
                    .append(id)
                    .append(",\"method\":\"subscriptions/listen\",\"params\":{\"notifications\":{},\"_meta\":{"
                            + "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                            + "\"io.modelcontextprotocol/clientCapabilities\":{}}}}\n");
        }
        List<JsonNode> answers = serve(requests.toString().getBytes(UTF_8));
        assertEquals(-32603, answers.get(64).path("error").path("code").intValue());
        assertEquals(64 + 1 + 64, answers.size());
    }

    private static ChildCommand command() {
        List<String> words = Java.command(SampleServer.class);
        Map<String, String> environment = ChildCommand.environment(System.getenv(), Map.of());
        return new ChildCommand(words, environment, Path.of("").toAbsolutePath(), ChildLimits.DEFAULT);
    }

    private static List<JsonNode> serve(byte[] input) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        new SampleServer(new ByteArrayInputStream(input), output, () -> NOW).serve();
        return output.toString(UTF_8).lines().map(JSON::readTree).toList();
    }

    private static byte[] line(JsonNode step) {
        JsonNode message = step.get("send");
        return (message.isString() ? message.stringValue() : message.toString()).getBytes(UTF_8);
    }

    private static List<JsonNode> transcript(String name) throws IOException {
        try (InputStream file = SampleServerGoldenTest.class.getResourceAsStream("/sample/" + name + ".jsonl")) {
            return new String(file.readAllBytes(), UTF_8)
                    .lines()
                    .map(JSON::readTree)
                    .toList();
        }
    }
}
