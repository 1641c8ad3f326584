package dev.sallyport.transport.legacy.translated;

import dev.sallyport.catalog.Origin;
import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.TaskForm;
import dev.sallyport.protocol.TaskWords;
import dev.sallyport.protocol.json.Shallow;
import dev.sallyport.protocol.legacy.ClientFacts;
import dev.sallyport.protocol.legacy.ModernForm;
import dev.sallyport.transport.NettyLoop;
import dev.sallyport.transport.WhenReady;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * The exchange of one request about tasks of a client of the older era: what is asked of the server of the newer for it, and its one
 * answer. Its state belongs to its loop.
 */
final class TaskExchange implements UpstreamCall {
    private static final long LOOK_MILLIS = 2_000;

    private final Upstream server;
    private final TranslatedSession session;
    private final Leg leg;
    private final Message.Request request;
    private UpstreamCall call = UpstreamCall.DONE;
    private Runnable atEnd = () -> {};
    private boolean over;

    /** What to do with a result of the server, and its size in bytes. */
    interface Then {
        /** Takes what the server answered. */
        void result(JsonNode result, int sizeBytes);
    }

    TaskExchange(Upstream server, TranslatedSession session, Leg leg, Message.Request request) {
        this.server = server;
        this.session = session;
        this.leg = leg;
        this.request = request;
    }

    /** Runs {@code end} once it is answered or given up. */
    void atEnd(Runnable end) {
        atEnd = end;
    }

    /** Questions to the client of the request. */
    Interview interview(Interview.Then then) {
        return new Interview(session, home(), this::tell, then);
    }

    TranslatedSession session() {
        return session;
    }

    ModernTasks tasks() {
        return session.tasks(leg);
    }

    Message.Request request() {
        return request;
    }

    /** The task that the request names, or empty. */
    String id() {
        return TaskForm.id(request.params());
    }

    NettyLoop home() {
        return (NettyLoop) leg.loop();
    }

    /** Asks the server about a task; what is no result answers the request. */
    void ask(String method, String id, Then then) {
        ask(TaskWords.about(request.id(), method, id), then, this::refused);
    }

    /** Asks the server; an error goes to {@code otherwise}, and a failure answers the request. */
    void ask(Message.Request question, Then then, Consumer<Message.Response> otherwise) {
        ask(server, question, then, event -> {
            switch (event) {
                case UpstreamEvent.Spoke spoke
                when spoke.message() instanceof Message.Response error -> otherwise.accept(error);
                case UpstreamEvent.Ended _ -> finish(new UpstreamEvent.Failed(Reasons.CONNECTION_LOST, Hint.NONE));
                default -> finish(event);
            }
        });
    }

    /** Looks at a task at its server, which may be one of several; why there is nothing to see goes to {@code otherwise}. */
    void look(Origin task, Then then, Consumer<UpstreamEvent> otherwise) {
        Upstream owner =
                session.isOfOneServer() ? server : leg.snapshot().servers().get(task.server());
        UpstreamEvent nothing = new UpstreamEvent.Failed(Reasons.UNREACHABLE, Hint.NONE);
        if (owner == null) {
            otherwise.accept(nothing);
            return;
        }
        boolean[] seen = {false};
        Consumer<UpstreamEvent> first = event -> {
            if (!seen[0] && !over) {
                seen[0] = true;
                otherwise.accept(event);
            }
        };
        Message.Request question = TaskWords.about(request.id(), McpMethod.TASKS_GET, task.name());
        ask(
                owner,
                question,
                (result, sizeBytes) -> {
                    if (!seen[0]) {
                        seen[0] = true;
                        then.result(result, sizeBytes);
                    }
                },
                first);
        home().eventLoop().schedule(() -> first.accept(nothing), LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void ask(Upstream at, Message.Request question, Then then, Consumer<UpstreamEvent> otherwise) {
        ClientFacts client = session.client().tasking();
        Message.Request said = ModernForm.request(question, client, session.logLevel());
        call = WhenReady.send(
                at,
                TranslatedSession.leg(leg, client, event -> {
                    if (!over) {
                        heard(event, then, otherwise);
                    }
                }),
                said);
    }

    private static void heard(UpstreamEvent event, Then then, Consumer<UpstreamEvent> otherwise) {
        switch (event) {
            case UpstreamEvent.Spoke spoke
            when spoke.message() instanceof Message.Response response -> {
                if (response.isError()) {
                    otherwise.accept(event);
                } else {
                    then.result(response.result(), spoke.sizeBytes());
                }
            }
            case UpstreamEvent.Failed _, UpstreamEvent.Ended _ -> otherwise.accept(event);
            default -> {}
        }
    }

    /** A task that the server knows no more is none of the client's either. */
    void refused(Message.Response error) {
        if (error.body().path("error").path("code").asInt(0) == JsonRpc.INVALID_PARAMS) {
            tasks().forget(id());
        }
        answer(
                new Message.Response(
                        request.id(),
                        request.method(),
                        Shallow.with(error.body(), "id", request.id().json())),
                0);
    }

    /** Answers the request with a result of ours. */
    void answer(JsonNode result) {
        answer(JsonRpc.result(request.id(), request.method(), result), 0);
    }

    /** Answers the request with an error of ours. */
    void refuse(int code, String why) {
        answer(JsonRpc.error(request.id(), request.method(), code, why, MissingNode.getInstance()), 0);
    }

    /** Answers the request. */
    void answer(Message.Response response, int sizeBytes) {
        finish(new UpstreamEvent.Spoke(response, "", 200, sizeBytes));
    }

    /** Tells the client something before the answer. */
    void tell(UpstreamEvent event) {
        if (!over) {
            leg.events().accept(event);
        }
    }

    /** The last of it. */
    void finish(UpstreamEvent event) {
        if (!over) {
            end();
            leg.events().accept(event);
        }
    }

    private void end() {
        over = true;
        atEnd.run();
    }

    /** True once it is answered, or given up. */
    boolean isOver() {
        return over;
    }

    @Override
    public void abandon() {
        withdraw("the client is gone");
    }

    @Override
    public void withdraw(String why) {
        if (!over) {
            end();
            call.withdraw(why);
        }
    }

    @Override
    public void cancel(Message.Notification cancelled) {
        withdraw("the client took the request back");
    }

    @Override
    public void reply(Message.Response response) {
        session.answer(response);
    }
}
