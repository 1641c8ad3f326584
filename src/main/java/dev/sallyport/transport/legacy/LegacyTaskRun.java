package dev.sallyport.transport.legacy;

import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.protocol.InputRequired;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.json.Shallow;
import dev.sallyport.protocol.legacy.ModernForm;
import dev.sallyport.protocol.legacy.ServerFacts;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;

/** One request of a client of the newer era about a task at a server of the older. Its state belongs to the loop of its leg. */
final class LegacyTaskRun implements UpstreamCall {
    private final LegacyTask task;
    private final Leg leg;
    private final Message.Request request;
    private UpstreamCall call = UpstreamCall.DONE;

    /** A request about {@code task}, which the server may not know. */
    LegacyTaskRun(LegacyTask task, Leg leg, Message.Request request) {
        this.task = task;
        this.leg = leg;
        this.request = request;
    }

    /** Does what the request asks of a server that says {@code facts} of itself. */
    UpstreamCall start(ServerFacts facts) {
        switch (request.method()) {
            case McpMethod.TASKS_UPDATE -> update();
            case McpMethod.TASKS_CANCEL -> cancel(facts);
            default -> call = new TaskLook(task, leg, this::answer).start();
        }
        return this;
    }

    /** Answers to questions that are not open are passed over. Source: the tasks extension, Task Update Requests. */
    private void update() {
        Map<String, Message.Response> answers =
                InputRequired.answers(request.params()).orElse(null);
        if (answers == null || !task.answer(answers)) {
            leg.events()
                    .accept(new UpstreamEvent.Failed(
                            DualEraUpstream.INPUT_RESPONSE, DualEraUpstream.INPUT_RESPONSE_HINT));
        } else if (task.tasks().find(task.id()) != null) {
            acknowledge();
        } else {
            look();
        }
    }

    /** A task that has ended is not cancelled any more in the older era; the newer one takes note all the same. */
    private void cancel(ServerFacts facts) {
        if (!facts.cancelsTasks()) {
            look();
            return;
        }
        call = task.tasks().ask(leg, McpMethod.TASKS_CANCEL, task.id(), event -> {
            boolean answered =
                    event instanceof UpstreamEvent.Spoke spoke && spoke.message() instanceof Message.Response;
            if (answered && !isError(event)) {
                task.release();
                task.changed();
                acknowledge();
            } else if (answered) {
                look();
            } else if (isLast(event)) {
                answer(event);
            }
        });
    }

    /** Finds out whether the server knows the task. */
    private void look() {
        call = task.tasks().ask(leg, McpMethod.TASKS_GET, task.id(), event -> {
            if (isLast(event) && (isError(event) || !(event instanceof UpstreamEvent.Spoke))) {
                answer(event);
            } else if (isLast(event)) {
                acknowledge();
            }
        });
    }

    private static boolean isError(UpstreamEvent event) {
        return event instanceof UpstreamEvent.Spoke spoke
                && spoke.message() instanceof Message.Response response
                && response.isError();
    }

    private static boolean isLast(UpstreamEvent event) {
        return switch (event) {
            case UpstreamEvent.Spoke spoke -> spoke.message() instanceof Message.Response;
            case UpstreamEvent.Failed _, UpstreamEvent.Ended _ -> true;
            default -> false;
        };
    }

    private void acknowledge() {
        Message.Response nothing =
                JsonRpc.result(request.id(), request.method(), JsonNodeFactory.instance.objectNode());
        answer(new UpstreamEvent.Spoke(
                ModernForm.response(nothing, task.tasks().session().serverName()), "", 200, 0));
    }

    /** The answer to the request itself. */
    private void answer(UpstreamEvent event) {
        if (event instanceof UpstreamEvent.Spoke spoke && spoke.message() instanceof Message.Response response) {
            Message.Response own = new Message.Response(
                    request.id(),
                    request.method(),
                    Shallow.with(response.body(), "id", request.id().json()));
            leg.events().accept(new UpstreamEvent.Spoke(own, "", ModernForm.status(own), spoke.sizeBytes()));
        } else if (event instanceof UpstreamEvent.Ended) {
            leg.events().accept(new UpstreamEvent.Failed(Reasons.CONNECTION_LOST, Hint.NONE));
        } else {
            leg.events().accept(event);
        }
    }

    @Override
    public void abandon() {
        call.abandon();
    }

    @Override
    public void withdraw(String why) {
        call.withdraw(why);
    }

    @Override
    public void cancel(Message.Notification cancelled) {
        call.cancel(cancelled);
    }
}
