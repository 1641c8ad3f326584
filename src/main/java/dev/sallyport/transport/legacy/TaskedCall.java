package dev.sallyport.transport.legacy;

import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.RequestId;
import dev.sallyport.protocol.TaskForm;
import dev.sallyport.protocol.TaskWords;
import dev.sallyport.protocol.legacy.LegacyTaskForm;
import dev.sallyport.protocol.legacy.ModernTaskForm;
import dev.sallyport.protocol.legacy.ServerFacts;
import dev.sallyport.protocol.legacy.TaskTimes;
import dev.sallyport.transport.NettyLoop;
import java.util.concurrent.TimeUnit;

/**
 * One call of a tool at a server of the older era that may have to make a task of it. A client that knows tasks gets the task; for
 * one that does not, the gateway waits for the end. Lives on the loop of its leg.
 */
final class TaskedCall implements UpstreamCall {
    private static final int BREAKS_MAX = 100;

    private final Upstream server;
    private final KeptSession kept;
    private final Leg leg;
    private final RequestId id;
    private final boolean declared;
    private UpstreamCall call = UpstreamCall.DONE;
    private String task = "";
    private long pauseMillis;
    private int breaks;
    private boolean over;

    /** A call with the id {@code id} on {@code leg}, which is one to the server. */
    TaskedCall(Upstream server, KeptSession kept, Leg leg, RequestId id, boolean declared) {
        this.server = server;
        this.kept = kept;
        this.leg = leg;
        this.id = id;
        this.declared = declared;
    }

    /** The call as the server must hear it: with a task, where the tool demands one. */
    Message due(Message message) {
        ServerFacts facts = kept.facts();
        boolean demanded = leg.definition()
                .member("execution")
                .path("taskSupport")
                .asString("")
                .equals("required");
        return demanded && facts != null && facts.makesTasks() && message instanceof Message.Request request
                ? LegacyTaskForm.tasked(request)
                : message;
    }

    /** Sends the call, or takes up the stream of one. */
    UpstreamCall start(Message message) {
        call = server.send(leg.hearing(this::heard), due(message));
        return this;
    }

    private void heard(UpstreamEvent event) {
        if (!task.isEmpty()) {
            waiting(event);
        } else if (event instanceof UpstreamEvent.Spoke spoke
                && spoke.message() instanceof Message.Response response
                && ModernTaskForm.isCreated(response.answering(McpMethod.TOOLS_CALL))) {
            made(spoke, response.answering(McpMethod.TOOLS_CALL));
        } else {
            leg.events().accept(event);
        }
    }

    private void made(UpstreamEvent.Spoke spoke, Message.Response response) {
        String made = TaskForm.id(response.result().path(TaskForm.TASK));
        if (made.isEmpty()) {
            over = true;
            leg.events().accept(new UpstreamEvent.Failed(Reasons.PROTOCOL, Hint.NONE));
        } else if (declared) {
            LegacyTask fresh = kept.tasks().named(made);
            kept.tasks().keep(fresh);
            leg.events().accept(new UpstreamEvent.Spoke(response, spoke.eventId(), spoke.status(), spoke.sizeBytes()));
        } else {
            task = made;
            pauseMillis = TaskTimes.pollMillis(response.result().path(TaskForm.TASK));
            ask();
        }
    }

    private void ask() {
        call = server.send(leg.hearing(this::heard), TaskWords.about(id, McpMethod.TASKS_RESULT, task));
    }

    /** What comes of the question for the result, as if it came of the call: the call was begun, and is not sent again. */
    private void waiting(UpstreamEvent event) {
        switch (event) {
            case UpstreamEvent.Spoke spoke
            when spoke.message() instanceof Message.Response response -> {
                over = true;
                Message.Response end = response.isError() ? response : LegacyTaskForm.related(response, "");
                leg.events()
                        .accept(new UpstreamEvent.Spoke(
                                end.answering(McpMethod.TOOLS_CALL), "", 200, spoke.sizeBytes()));
            }
            case UpstreamEvent.Spoke spoke ->
                leg.events().accept(new UpstreamEvent.Spoke(spoke.message(), "", spoke.status(), spoke.sizeBytes()));
            case UpstreamEvent _
            when isBreak(event) && breaks < BREAKS_MAX -> {
                breaks++;
                ((NettyLoop) leg.loop())
                        .eventLoop()
                        .schedule(
                                () -> {
                                    if (!over) {
                                        ask();
                                    }
                                },
                                pauseMillis,
                                TimeUnit.MILLISECONDS);
            }
            case UpstreamEvent.Ended _ -> lost();
            case UpstreamEvent.Failed failed
            when failed.reason().equals(Reasons.SESSION_LOST) -> {
                kept.lost(leg);
                lost();
            }
            case UpstreamEvent.Failed _ -> {
                over = true;
                leg.events().accept(event);
            }
            default -> {}
        }
    }

    private static boolean isBreak(UpstreamEvent event) {
        return event instanceof UpstreamEvent.Ended
                || (event instanceof UpstreamEvent.Failed failed
                        && failed.reason().equals(Reasons.CONNECTION_LOST));
    }

    private void lost() {
        over = true;
        leg.events().accept(new UpstreamEvent.Failed(Reasons.CONNECTION_LOST, Hint.NONE));
    }

    @Override
    public void reply(Message.Response response) {
        call.reply(task.isEmpty() || response.isError() ? response : LegacyTaskForm.related(response, task));
    }

    @Override
    public void abandon() {
        end();
        call.abandon();
    }

    @Override
    public void withdraw(String why) {
        end();
        call.withdraw(why);
    }

    @Override
    public void cancel(Message.Notification cancelled) {
        end();
        call.cancel(cancelled);
    }

    /** Nobody waits for the task that was made for this call alone. */
    private void end() {
        ServerFacts facts = kept.facts();
        if (!over && !task.isEmpty() && facts != null && facts.cancelsTasks()) {
            server.send(leg.hearing(_ -> {}), TaskWords.about(RequestId.of(0), McpMethod.TASKS_CANCEL, task));
        }
        over = true;
    }

    @Override
    public void reading(boolean on) {
        call.reading(on);
    }
}
