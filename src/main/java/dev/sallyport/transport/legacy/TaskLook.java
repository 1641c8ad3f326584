package dev.sallyport.transport.legacy;

import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.RequestId;
import dev.sallyport.protocol.TaskForm;
import dev.sallyport.protocol.legacy.ClientFacts;
import dev.sallyport.protocol.legacy.ModernForm;
import dev.sallyport.protocol.legacy.ModernTaskForm;
import dev.sallyport.transport.NettyLoop;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One look at a task at a server of the older era, all in one as the newer era wants it: its state, and with it the result, or what
 * it asks, for which the older era has a request of its own. Its state belongs to the loop of its leg.
 */
final class TaskLook implements UpstreamCall, LegacyTask.Ear {
    private static final RequestId OWN_ID = RequestId.of(0);
    private static final int LOOKS_MAX = 3;
    private static final long QUESTION_MILLIS = 1_000;
    private static final long GATHER_MILLIS = 10;

    private final LegacyTask task;
    private final Leg leg;
    private final NettyLoop home;
    private final Consumer<UpstreamEvent> then;
    private UpstreamCall call = UpstreamCall.DONE;
    private ObjectNode found = JsonNodeFactory.instance.objectNode();
    private int looks;
    private boolean gathering;
    private boolean over;

    /** A look whose one outcome goes to {@code then}: a response to {@code tasks/get} of the newer era, or why there is none. */
    TaskLook(LegacyTask task, Leg leg, Consumer<UpstreamEvent> then) {
        this.task = task;
        this.leg = leg;
        this.home = (NettyLoop) leg.loop();
        this.then = then;
    }

    UpstreamCall start() {
        looks++;
        call = task.tasks().ask(leg, McpMethod.TASKS_GET, task.id(), this::heard);
        return this;
    }

    private void heard(UpstreamEvent event) {
        if (over) {
            return;
        }
        switch (event) {
            case UpstreamEvent.Spoke spoke
            when spoke.message() instanceof Message.Response response -> {
                if (response.isError()) {
                    unknown(response);
                    finish(spoke);
                } else {
                    found(response);
                }
            }
            case UpstreamEvent.Failed _, UpstreamEvent.Ended _ -> finish(event);
            default -> {}
        }
    }

    private void unknown(Message.Response error) {
        if (error.body().path("error").path("code").asInt(0) == JsonRpc.INVALID_PARAMS) {
            task.tasks().forget(task);
        }
    }

    private void found(Message.Response response) {
        found = ModernTaskForm.task(response.result());
        String status = found.path("status").asString("");
        task.seen(status);
        task.tasks().keep(task);
        switch (status) {
            case "completed", "failed" -> task.await(leg, this);
            case "cancelled" -> answer(found, 0);
            default -> {
                if (!questions().isEmpty()) {
                    gather();
                } else if (status.equals("input_required")) {
                    task.await(leg, this);
                    home.eventLoop().schedule(this::ask, QUESTION_MILLIS, TimeUnit.MILLISECONDS);
                } else {
                    answer(found, 0);
                }
            }
        }
    }

    private Map<String, Message.Request> questions() {
        return task.questions(ClientFacts.ofMeta(leg.meta()));
    }

    @Override
    public void asked() {
        home.execute(() -> {
            if (!TaskForm.isTerminal(found.path("status").asString(""))) {
                gather();
            }
        });
    }

    /** Servers ask several things with a message each: what comes at nearly the same time is told at once. */
    private void gather() {
        if (!over && !gathering) {
            gathering = true;
            home.eventLoop().schedule(this::ask, GATHER_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** What the server wants to know; it may say that it wants input, and not say which. */
    private void ask() {
        if (!over) {
            answer(ModernTaskForm.asking(found, questions()), 0);
        }
    }

    @Override
    public void ended(UpstreamEvent last) {
        home.execute(() -> {
            if (!over) {
                end(last);
            }
        });
    }

    private void end(UpstreamEvent last) {
        String status = found.path("status").asString("");
        if (!TaskForm.isTerminal(status)) {
            if (looks < LOOKS_MAX) {
                start();
            } else {
                ask();
            }
        } else if (last instanceof UpstreamEvent.Spoke spoke
                && spoke.message() instanceof Message.Response response
                && (!response.isError() || status.equals("failed"))) {
            answer(ModernTaskForm.ended(found, response), spoke.sizeBytes());
        } else {
            // a task that is complete has a result: the error is none of its own
            finish(last);
        }
    }

    private void answer(ObjectNode detailed, int sizeBytes) {
        Message.Response response = ModernForm.response(
                JsonRpc.result(OWN_ID, McpMethod.TASKS_GET, detailed),
                task.tasks().session().serverName());
        finish(new UpstreamEvent.Spoke(response, "", 200, sizeBytes));
    }

    private void finish(UpstreamEvent event) {
        over = true;
        task.leave(this);
        then.accept(event);
    }

    @Override
    public void abandon() {
        withdraw("the client is gone");
    }

    @Override
    public void withdraw(String why) {
        if (!over) {
            over = true;
            task.leave(this);
            call.withdraw(why);
        }
    }

    @Override
    public void cancel(Message.Notification cancelled) {
        withdraw("the client took the request back");
    }
}
