package dev.sallyport.transport.legacy.translated;

import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.protocol.InputRequired;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.Meta;
import dev.sallyport.protocol.TaskForm;
import dev.sallyport.protocol.legacy.ClientFacts;
import dev.sallyport.protocol.legacy.LegacyForm;
import dev.sallyport.protocol.legacy.LegacyTaskForm;
import dev.sallyport.protocol.legacy.ModernForm;
import dev.sallyport.transport.NettyLoop;
import dev.sallyport.transport.WhenReady;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One call of a client of the older era at a server of the newer. Where the server wants input, the client is asked by requests of
 * its own era, and the call is made again with the answers. Its state belongs to the loop of its exchange.
 */
final class ModernRun implements UpstreamCall, Interview.Then {
    private static final int ROUNDS_MAX = 16;
    private static final long RETRY_MILLIS = 200;
    private static final ObjectNode NOTHING = JsonNodeFactory.instance.objectNode();

    private final Upstream server;
    private final TranslatedSession session;
    private final Leg leg;
    private final NettyLoop home;
    private final Message.Request request;
    private final Interview interview;
    private final boolean tasking;
    private String state = "";
    private UpstreamCall call = UpstreamCall.DONE;
    private int rounds;
    private boolean over;
    private boolean gone;

    ModernRun(Upstream server, TranslatedSession session, Leg leg, Message.Request request) {
        this.server = server;
        this.session = session;
        this.leg = leg;
        this.home = (NettyLoop) leg.loop();
        this.tasking = session.makesTasks()
                && request.method().equals(McpMethod.TOOLS_CALL)
                && request.params().path(TaskForm.TASK).isObject();
        this.request = request;
        this.interview = new Interview(session, home, this::tell, this);
    }

    UpstreamCall start() {
        send(request);
        return this;
    }

    private void send(Message.Request said) {
        ClientFacts client = tasking ? session.client().tasking() : session.client();
        Message.Request newer = ModernForm.request(LegacyTaskForm.untasked(said), client, session.logLevel());
        // the leg says what this request says: its progress token and log level too
        call = WhenReady.send(server, leg.modern(Meta.of(newer.params()), this::heard), newer);
    }

    private void heard(UpstreamEvent event) {
        if (over) {
            return;
        }
        switch (event) {
            case UpstreamEvent.Spoke spoke -> spoke(spoke);
            case UpstreamEvent.Opened _ -> tell(event);
            case UpstreamEvent.Failed _, UpstreamEvent.Ended _, UpstreamEvent.Accepted _ -> finish(event);
            case UpstreamEvent.Primed _ -> {}
        }
    }

    private void spoke(UpstreamEvent.Spoke spoke) {
        switch (spoke.message()) {
            case Message.Response response when InputRequired.is(response.result()) -> ask(response);
            case Message.Response response -> answer(response, spoke.sizeBytes());
            case Message.Notification note ->
                tell(new UpstreamEvent.Spoke(LegacyForm.unsubscribed(note), "", 200, spoke.sizeBytes()));
            // no server of that era sends requests
            case Message.Request _ -> finish(new UpstreamEvent.Failed(Reasons.PROTOCOL, Hint.NONE));
        }
    }

    private void answer(Message.Response response, int sizeBytes) {
        if (LegacyTaskForm.isCreated(response.result()) || (tasking && !response.isError())) {
            task(response, sizeBytes);
            return;
        }
        finish(new UpstreamEvent.Spoke(LegacyForm.response(response), "", 200, sizeBytes));
    }

    /** The client wanted a task: the server made one, or else it is made here of the result. */
    private void task(Message.Response response, int sizeBytes) {
        JsonNode result = response.result();
        boolean theirs = LegacyTaskForm.isCreated(result);
        if (theirs && !tasking) {
            // the client cannot know what to do with it
            finish(new UpstreamEvent.Failed(Reasons.PROTOCOL, Hint.NONE));
            return;
        }
        Optional<ObjectNode> task = theirs
                ? Optional.of(session.tasks(leg).keep(LegacyTaskForm.task(result)))
                : session.tasks(leg).finish(request, result, sizeBytes);
        if (task.isEmpty()) {
            finish(new UpstreamEvent.Failed(Reasons.MEMORY, Hint.NONE));
            return;
        }
        if (!theirs && ModernTasks.isLarge(sizeBytes)) {
            ModernTasks kept = session.tasks(leg);
            home.eventLoop().schedule(kept::expire, ModernTasks.LARGE_LIFE_MAX.toSeconds() + 1, TimeUnit.SECONDS);
        }
        ObjectNode created = LegacyTaskForm.created(task.get(), Meta.of(result));
        finish(new UpstreamEvent.Spoke(JsonRpc.result(request.id(), request.method(), created), "", 200, 0));
        if (theirs) {
            session.relisten();
        }
    }

    private void ask(Message.Response response) {
        rounds++;
        state = InputRequired.state(response.result());
        Map<String, Message.Request> asks =
                InputRequired.asks(response.result()).orElse(null);
        if (asks == null || !interview.isAnswerable(asks) || rounds > ROUNDS_MAX || gone) {
            finish(new UpstreamEvent.Failed(Reasons.PROTOCOL, Hint.NONE));
            return;
        }
        interview.ask(asks, "");
        if (asks.isEmpty()) {
            home.eventLoop()
                    .schedule(() -> answered(NOTHING), RETRY_MILLIS << Math.min(rounds, 8), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void answered(ObjectNode answers) {
        if (!over) {
            send(InputRequired.retry(request, answers, state));
        }
    }

    @Override
    public void refused() {
        if (!over) {
            finish(new UpstreamEvent.Spoke(unanswered(), "", 200, 0));
        }
    }

    private Message.Response unanswered() {
        return JsonRpc.error(
                request.id(),
                request.method(),
                JsonRpc.INVALID_REQUEST,
                "the client did not answer what the server asked",
                MissingNode.getInstance());
    }

    private void tell(UpstreamEvent event) {
        if (!gone) {
            leg.events().accept(event);
        }
    }

    /** Ends a call that goes on for nobody, in favour of others that do; on any thread. */
    void giveUp() {
        home.execute(() -> withdraw("too many others went on for nobody"));
    }

    private void finish(UpstreamEvent event) {
        over = true;
        session.over(this);
        interview.close();
        tell(event);
    }

    /** A question that a guard or the session refused to hand over: as if the client had. */
    @Override
    public void reply(Message.Response response) {
        session.answer(response);
    }

    /** A client of the older era that leaves has not cancelled anything: the call goes on, for nobody. */
    @Override
    public void abandon() {
        gone = true;
        session.leave(this);
        home.eventLoop()
                .schedule(
                        () -> withdraw("the client is gone"),
                        leg.snapshot().limits().timeout().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void withdraw(String why) {
        if (!over) {
            over = true;
            session.over(this);
            interview.close();
            call.withdraw(why);
        }
    }

    @Override
    public void cancel(Message.Notification cancelled) {
        if (!over) {
            over = true;
            session.over(this);
            interview.close();
            call.cancel(cancelled);
        }
    }

    @Override
    public void reading(boolean on) {
        call.reading(on);
    }
}
