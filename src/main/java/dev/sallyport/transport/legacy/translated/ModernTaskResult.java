package dev.sallyport.transport.legacy.translated;

import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.protocol.InputRequired;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.TaskForm;
import dev.sallyport.protocol.TaskWords;
import dev.sallyport.protocol.json.Shallow;
import dev.sallyport.protocol.legacy.LegacyTaskForm;
import dev.sallyport.protocol.legacy.TaskTimes;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One wait of a client of the older era for the end of a task at a server of the newer, which is asked again and again, as often as
 * it would have it. Its questions are asked of the client meanwhile. Its state belongs to the loop of its exchange.
 */
final class ModernTaskResult implements Interview.Then {
    private final TaskExchange exchange;
    private final ModernTasks.Theirs task;
    private final Interview interview;

    ModernTaskResult(TaskExchange exchange, ModernTasks.Theirs task) {
        this.exchange = exchange;
        this.task = task;
        this.interview = exchange.interview(this);
    }

    void start() {
        exchange.atEnd(interview::close);
        look();
    }

    private void look() {
        ModernTasks.Known now = exchange.tasks().find(exchange.id()).orElse(task);
        if (exchange.isOver()) {
            return;
        }
        if (now instanceof ModernTasks.Theirs theirs && theirs.cancelled()) {
            exchange.answer(LegacyTaskForm.cancelled(exchange.request()), 0);
        } else {
            exchange.ask(McpMethod.TASKS_GET, exchange.id(), this::looked);
        }
    }

    private void looked(JsonNode newer, int sizeBytes) {
        String status =
                exchange.tasks().keep(LegacyTaskForm.task(newer)).path("status").asString("");
        if (status.equals("cancelled")) {
            // by the client, perhaps, whatever the server has made of it
            exchange.answer(LegacyTaskForm.cancelled(exchange.request()), 0);
            return;
        }
        if (TaskForm.isTerminal(status)) {
            exchange.answer(LegacyTaskForm.end(exchange.request(), newer, exchange.id()), sizeBytes);
            return;
        }
        Map<String, Message.Request> asks = InputRequired.asks(newer).orElse(null);
        if (asks == null) {
            exchange.finish(new UpstreamEvent.Failed(Reasons.PROTOCOL, Hint.NONE));
            return;
        }
        // what was answered may still stand there for a while
        asks.keySet().removeAll(task.answered());
        if (asks.isEmpty()) {
            exchange.home().eventLoop().schedule(this::look, TaskTimes.pollMillis(newer), TimeUnit.MILLISECONDS);
        } else if (interview.isAnswerable(asks)) {
            interview.ask(asks, exchange.id());
        } else {
            exchange.finish(new UpstreamEvent.Failed(Reasons.PROTOCOL, Hint.NONE));
        }
    }

    @Override
    public void answered(ObjectNode answers) {
        task.answered().addAll(answers.propertyNames());
        Message.Request update = TaskWords.about(exchange.request().id(), McpMethod.TASKS_UPDATE, exchange.id());
        ObjectNode params = Shallow.with(update.params(), InputRequired.RESPONSES, answers);
        exchange.ask(
                new Message.Request(update.id(), update.method(), Shallow.with(update.body(), "params", params)),
                (_, _) -> look(),
                exchange::refused);
    }

    @Override
    public void refused() {
        exchange.refuse(JsonRpc.INVALID_REQUEST, "the client did not answer what the server asked");
    }
}
