package dev.sallyport.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Whatever a server says of a task: an outcome is an answer with nothing to ask, and other names for tasks change nothing else. */
final class TaskFormFuzz {
    private static final List<String> KEYS = List.of(
            "taskId",
            "TaskID",
            "status",
            "result",
            "error",
            "inputRequests",
            "resultType",
            "task",
            "_meta",
            "code",
            "message",
            "content",
            "io.modelcontextprotocol/related-task");
    private static final List<String> TEXTS = List.of("", "t", "task", "complete", "input_required", "ü_");

    @FuzzTest
    void whateverIsSaidOfATask(FuzzedDataProvider data) {
        check(object(data::consumeLong, 4), data.pickValue(List.of("tasks/get", "tools/call", "notifications/tasks")));
    }

    @Test
    void whateverIsSaidOfATaskAtRandom() {
        Random random = new Random(1686);
        int outcomes = 0;
        for (int i = 0; i < 50_000; i++) {
            String method = random.nextBoolean() ? "tasks/get" : "notifications/tasks";
            outcomes += check(object(random, 4), method) ? 1 : 0;
        }
        assertTrue(outcomes > 1_000, "outcomes " + outcomes);
    }

    private static boolean check(ObjectNode said, String method) {
        ObjectNode before = said.deepCopy();
        Message.Spoken message = method.startsWith("notifications/")
                ? JsonRpc.notification(method, said)
                : JsonRpc.result(RequestId.of(1), method, said);
        Message.Spoken twice = TaskForm.renamed(TaskForm.renamed(message, id -> "x" + id), id -> id.substring(1));
        assertEquals(message, twice);
        assertEquals(before, said);
        assertTrue(TaskForm.id(said).length() <= TaskForm.ID_CHARS_MAX);
        TaskForm.hasCaseVariant(said);
        var outcome = TaskForm.outcome(said);
        outcome.ifPresent(answer -> {
            assertTrue(said.has("result") != said.has("error"));
            assertEquals(answer.isError(), said.has("error"));
            assertFalse(answer.result().has("inputRequests"));
            assertFalse(TaskForm.isCreated(answer.result()));
        });
        return outcome.isPresent();
    }

    private static ObjectNode object(RandomGenerator random, int depth) {
        ObjectNode object = JsonMapper.shared().createObjectNode();
        for (int members = random.nextInt(5); members > 0; members--) {
            object.set(KEYS.get(random.nextInt(KEYS.size())), value(random, depth));
        }
        return object;
    }

    private static JsonNode value(RandomGenerator random, int depth) {
        return switch (random.nextInt(4)) {
            case 0 -> JsonMapper.shared().getNodeFactory().numberNode(7);
            case 1 -> JsonMapper.shared().getNodeFactory().stringNode(TEXTS.get(random.nextInt(TEXTS.size())));
            default -> depth == 0 ? JsonMapper.shared().getNodeFactory().nullNode() : object(random, depth - 1);
        };
    }
}
