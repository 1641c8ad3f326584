package dev.sallyport.transport.legacy.translated;

import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.TaskForm;
import dev.sallyport.protocol.TaskWords;
import dev.sallyport.protocol.legacy.LegacyTaskForm;
import java.util.ArrayDeque;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a client of the older era asks about tasks, answered from what is kept here and by its server of the newer. */
final class ModernTaskRun {
    private final TaskExchange exchange;

    private ModernTaskRun(TaskExchange exchange) {
        this.exchange = exchange;
    }

    /** Answers the request of {@code exchange}, now or later. */
    static UpstreamCall start(TaskExchange exchange) {
        ModernTaskRun run = new ModernTaskRun(exchange);
        if (exchange.request().method().equals(McpMethod.TASKS_LIST)) {
            run.list();
            return exchange;
        }
        switch (exchange.tasks().find(exchange.id()).orElse(null)) {
            case null -> exchange.answer(TaskWords.unknown(exchange.request()), 0);
            case ModernTasks.Own own -> run.own(own);
            case ModernTasks.Theirs theirs -> run.theirs(theirs);
        }
        return exchange;
    }

    private void own(ModernTasks.Own own) {
        switch (exchange.request().method()) {
            case McpMethod.TASKS_GET -> exchange.answer(own.task());
            case McpMethod.TASKS_CANCEL -> refuseCancel();
            default ->
                exchange.answer(
                        LegacyTaskForm.result(exchange.request(), own.result(), exchange.id()), own.sizeBytes());
        }
    }

    private void theirs(ModernTasks.Theirs theirs) {
        String method = exchange.request().method();
        if (method.equals(McpMethod.TASKS_RESULT)) {
            new ModernTaskResult(exchange, theirs).start();
        } else if (!theirs.cancelled()) {
            exchange.ask(McpMethod.TASKS_GET, exchange.id(), (newer, _) -> looked(newer));
        } else if (method.equals(McpMethod.TASKS_GET)) {
            exchange.answer(theirs.task());
        } else {
            refuseCancel();
        }
    }

    private void looked(JsonNode newer) {
        ObjectNode older = exchange.tasks().keep(LegacyTaskForm.task(newer));
        if (exchange.request().method().equals(McpMethod.TASKS_GET)) {
            exchange.answer(older);
        } else if (TaskForm.isTerminal(older.path("status").asString(""))) {
            refuseCancel();
        } else {
            exchange.ask(
                    McpMethod.TASKS_CANCEL,
                    exchange.id(),
                    (_, _) -> exchange.answer(exchange.tasks().cancel(older)));
        }
    }

    private void refuseCancel() {
        exchange.refuse(JsonRpc.INVALID_PARAMS, "the task has ended, and cannot be cancelled");
    }

    private void list() {
        List<String> page = exchange.tasks()
                .page(exchange.request().params().path("cursor").asString(""))
                .orElse(null);
        if (page == null) {
            exchange.refuse(JsonRpc.INVALID_PARAMS, "the cursor is not known");
            return;
        }
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.putArray("tasks");
        if (page.size() == ModernTasks.PAGE_SIZE) {
            result.put("nextCursor", page.getLast());
        }
        list(new ArrayDeque<>(page), result);
    }

    /** A list shows each task as it is now. */
    private void list(ArrayDeque<String> left, ObjectNode result) {
        ArrayNode tasks = (ArrayNode) result.path("tasks");
        while (!left.isEmpty()) {
            String id = left.remove();
            ModernTasks.Known known = exchange.tasks().find(id).orElse(null);
            if (known instanceof ModernTasks.Theirs theirs && !theirs.cancelled()) {
                exchange.ask(
                        TaskWords.about(exchange.request().id(), McpMethod.TASKS_GET, id),
                        (newer, _) -> {
                            tasks.add(exchange.tasks().keep(LegacyTaskForm.task(newer)));
                            list(left, result);
                        },
                        _ -> {
                            exchange.tasks().forget(id);
                            list(left, result);
                        });
                return;
            }
            if (known != null) {
                tasks.add(known.task());
            }
        }
        exchange.answer(result);
    }
}
