package dev.sallyport.transport.legacy;

import dev.sallyport.pipeline.Hint;
import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Reasons;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.UpstreamCall;
import dev.sallyport.pipeline.UpstreamEvent;
import dev.sallyport.protocol.InputRequired;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.Meta;
import dev.sallyport.protocol.RequestId;
import dev.sallyport.protocol.json.Shallow;
import dev.sallyport.protocol.legacy.LegacyForm;
import dev.sallyport.protocol.legacy.ModernForm;
import dev.sallyport.transport.NettyLoop;
import dev.sallyport.transport.WhenReady;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One call of a client of the older era at a server of the newer. Where the server wants input, the client is asked by requests of
 * its own era, and the call is made again with the answers. Its state belongs to the loop of its exchange.
 */
final class ModernRun implements UpstreamCall {
    private static final int ROUNDS_MAX = 16;
    private static final long RETRY_MILLIS = 200;

    private final Upstream server;
    private final TranslatedSession session;
    private final Leg leg;
    private final NettyLoop home;
    private final Message.Request request;
    private final Map<RequestId, Ask> open = new HashMap<>();
    private ObjectNode answers = JsonNodeFactory.instance.objectNode();
    private String state = "";
    private UpstreamCall call = UpstreamCall.DONE;
    private int rounds;
    private boolean over;
    private boolean gone;

    /** A question of the server: its key in the result that asked it, and its method. */
    private record Ask(String key, String method) {}

    ModernRun(Upstream server, TranslatedSession session, Leg leg, Message.Request request) {
        this.server = server;
        this.session = session;
        this.leg = leg;
        this.home = (NettyLoop) leg.loop();
        this.request = request;
    }

    UpstreamCall start() {
        send(request);
        return this;
    }

    private void send(Message.Request said) {
        Message.Request newer = ModernForm.request(said, session.client(), session.logLevel());
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
            case Message.Response response ->
                finish(new UpstreamEvent.Spoke(LegacyForm.response(response), "", 200, spoke.sizeBytes()));
            case Message.Notification note ->
                tell(new UpstreamEvent.Spoke(LegacyForm.unsubscribed(note), "", 200, spoke.sizeBytes()));
            // no server of that era sends requests
            case Message.Request _ -> finish(new UpstreamEvent.Failed(Reasons.PROTOCOL, Hint.NONE));
        }
    }

    private void ask(Message.Response response) {
        rounds++;
        state = InputRequired.state(response.result());
        answers = JsonNodeFactory.instance.objectNode();
        Map<String, Message.Request> asks =
                InputRequired.asks(response.result()).orElse(null);
        boolean answerable = asks != null
                && asks.values().stream().allMatch(ask -> session.client().answers(ask.method()));
        if (asks == null || !answerable || rounds > ROUNDS_MAX || gone) {
            finish(new UpstreamEvent.Failed(Reasons.PROTOCOL, Hint.NONE));
            return;
        }
        asks.forEach((key, ask) -> {
            RequestId id = session.ask(this);
            open.put(id, new Ask(key, ask.method()));
            ObjectNode params = Shallow.copy(ask.params());
            if (params.path("mode").asString("").equals("url") && !params.has("elicitationId")) {
                params.set("elicitationId", id.json());
            }
            tell(new UpstreamEvent.Spoke(JsonRpc.request(id, ask.method(), params), "", 200, 0));
        });
        if (asks.isEmpty()) {
            home.eventLoop().schedule(this::again, RETRY_MILLIS << Math.min(rounds, 8), TimeUnit.MILLISECONDS);
        }
    }

    /** Takes the client's answer; on any thread. */
    void answered(Message.Response response) {
        home.execute(() -> take(response));
    }

    private void take(Message.Response response) {
        Ask ask = open.remove(response.id());
        if (ask == null || over) {
            return;
        }
        if (!response.isError()) {
            answers.set(ask.key(), response.result());
        } else if (ask.method().equals(McpMethod.ELICITATION_CREATE)) {
            answers.putObject(ask.key()).put("action", "cancel");
        } else {
            // the newer era has no way to say that a client would not answer
            session.forget(this);
            finish(new UpstreamEvent.Spoke(unanswered(), "", 200, 0));
            return;
        }
        if (open.isEmpty()) {
            again();
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

    private void again() {
        if (!over) {
            send(InputRequired.retry(request, answers, state));
        }
    }

    private void tell(UpstreamEvent event) {
        if (!gone) {
            leg.events().accept(event);
        }
    }

    private void finish(UpstreamEvent event) {
        over = true;
        session.forget(this);
        tell(event);
    }

    /** A question that a guard or the session refused to hand over: as if the client had. */
    @Override
    public void reply(Message.Response response) {
        session.forget(response.id());
        take(response);
    }

    /** A client of the older era that leaves has not cancelled anything: the call goes on, for nobody. */
    @Override
    public void abandon() {
        gone = true;
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
            session.forget(this);
            call.withdraw(why);
        }
    }

    @Override
    public void cancel(Message.Notification cancelled) {
        withdraw("the client took the request back");
    }

    @Override
    public void reading(boolean on) {
        call.reading(on);
    }
}
