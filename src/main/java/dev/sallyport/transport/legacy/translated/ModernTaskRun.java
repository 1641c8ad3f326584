package dev.sallyport.transport.legacy.translated;

import dev.sallyport.catalog.Origin;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.TaskForm;
import dev.sallyport.protocol.TaskWords;
import dev.sallyport.protocol.json.Shallow;
import dev.sallyport.protocol.legacy.LegacyTaskForm;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** What a client of the older era asks about tasks, answered from what is kept here and by its server of the newer. */
final class ModernTaskRun {
    private static final int PAGE_SIZE = 16;

    private final TaskExchange exchange;
    /** The servers that did not answer while a list was made. */
    private final Set<String> silent = new HashSet<>();

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
        List<Origin> all = exchange.session().allTasks();
        String cursor = exchange.request().params().path("cursor").asString("");
        List<String> shown = all.stream().map(exchange.session()::shown).toList();
        int from = shown.indexOf(cursor) + 1;
        if (!cursor.isEmpty() && from == 0) {
            exchange.refuse(JsonRpc.INVALID_PARAMS, "the cursor is not known");
            return;
        }
        int to = Math.min(from + PAGE_SIZE, all.size());
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.putArray("tasks");
        if (to < all.size()) {
            result.put("nextCursor", shown.get(to - 1));
        }
        list(new ArrayDeque<>(all.subList(from, to)), result);
    }

    /** A list shows each task as it is now, or as it was last seen where its server does not answer. */
    private void list(ArrayDeque<Origin> left, ObjectNode result) {
        ArrayNode listed = (ArrayNode) result.path("tasks");
        while (!left.isEmpty()) {
            Origin task = left.remove();
            ModernTasks kept = exchange.session().tasks(task.server());
            ModernTasks.Known known = kept.find(task.name()).orElse(null);
            if (known == null) {
                continue;
            }
            if (known instanceof ModernTasks.Theirs theirs && !theirs.cancelled() && !silent.contains(task.server())) {
                exchange.look(
                        task,
                        (newer, _) -> {
                            listed.add(shown(task, kept.keep(LegacyTaskForm.task(newer))));
                            list(left, result);
                        },
                        event -> {
                            if (event instanceof UpstreamEvent.Spoke) {
                                kept.forget(task.name());
                            } else {
                                silent.add(task.server());
                                listed.add(shown(task, known.task()));
                            }
                            list(left, result);
                        });
                return;
            }
            listed.add(shown(task, known.task()));
        }
        exchange.answer(result);
    }

    private ObjectNode shown(Origin task, ObjectNode state) {
        return Shallow.with(
                state, TaskForm.ID, StringNode.valueOf(exchange.session().shown(task)));
    }
}
