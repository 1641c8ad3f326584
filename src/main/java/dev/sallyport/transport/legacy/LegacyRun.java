package dev.sallyport.transport.legacy;

import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.pipeline.execution.MemoryGate;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.protocol.InputRequired;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.Meta;
import dev.sallyport.protocol.TaskForm;
import dev.sallyport.protocol.json.Shallow;
import dev.sallyport.protocol.legacy.LegacyForm;
import dev.sallyport.protocol.legacy.LegacyMethod;
import dev.sallyport.protocol.legacy.LogLevel;
import dev.sallyport.protocol.legacy.ModernForm;
import dev.sallyport.protocol.legacy.UrlElicitation;
import dev.sallyport.transport.NettyLoop;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One call of a client of the newer era at a server of the older. Where the server asks the client something, the exchange ends with
 * the question, the call stays open at the server, and the client's retry takes it up again. Its state belongs to the loop on which
 * it began.
 */
final class LegacyRun {
    private static final int RESUMED_MAX = 100;
    private static final long RETRY_MILLIS = 1_000;
    private static final long RETRY_MILLIS_MAX = 60_000;
    private static final long GATHER_MILLIS = 10;

    private final Upstream server;
    private final KeptSession kept;
    private final Suspensions suspensions;
    private final NettyLoop home;
    private final Message.Request request;
    private final AskedOfClient asked = new AskedOfClient();
    private @Nullable Leg leg;
    private final Leg first;
    private Leg used;
    private UpstreamCall call = UpstreamCall.DONE;
    private @Nullable UpstreamEvent end;
    private String eventId = "";
    private long retryMillis = RETRY_MILLIS;
    private int resumed;
    private final long begunNanos = System.nanoTime();
    private boolean heard;
    private boolean streamed;
    private boolean renewed;
    private boolean gathering;
    private boolean over;

    LegacyRun(Upstream server, KeptSession kept, Suspensions suspensions, Leg leg, Message.Request request) {
        this.server = server;
        this.kept = kept;
        this.suspensions = suspensions;
        this.home = (NettyLoop) leg.loop();
        this.request = request;
        this.leg = leg;
        this.first = leg;
        this.used = leg;
    }

    /** Sends the call; what comes of it goes to the leg. */
    UpstreamCall start() {
        kept.begins(this);
        if (kept.isReady()) {
            begin();
        } else {
            // the session that was made ready for it has ended since, so that others have room
            onceReady(this::begin);
        }
        return new Attachment(first);
    }

    private void begin() {
        kept.level(first, first.meta().path(Meta.LOG_LEVEL).asString(""));
        send();
    }

    private void send() {
        used = kept.leg(first, this::heard);
        call = dispatch(used, LegacyForm.request(request));
    }

    /** A call of a tool may become a task. */
    private UpstreamCall dispatch(Leg to, Message message) {
        return request.method().equals(McpMethod.TOOLS_CALL)
                ? new TaskedCall(server, kept, to, request.id(), TaskForm.isDeclared(first.meta())).start(message)
                : server.send(to, message);
    }

    /** True for what asks about a task: the server names the task where it asks something back. */
    boolean isAboutTask() {
        return TaskForm.isMethod(request.method());
    }

    /** True where {@code retry} asks for the same as the call did. */
    boolean isSame(Message.Request retry) {
        return retry.method().equals(request.method()) && asks(retry).equals(asks(request));
    }

    /** True where every answer of {@code retry} is one to its question; on any thread. */
    boolean isAnsweredBy(Message.Request retry) {
        return asked.isAnsweredBy(retry);
    }

    private static ObjectNode asks(Message.Request request) {
        ObjectNode params = Shallow.copy(LegacyForm.request(request).params());
        params.remove(Meta.MEMBER);
        return params;
    }

    /** Takes the call up again for a retry that carries the client's answers. */
    UpstreamCall resume(Leg next, Message.Request retry) {
        home.execute(() -> attach(next, retry.params().path(InputRequired.RESPONSES)));
        return new Attachment(next);
    }

    private void attach(Leg next, JsonNode answers) {
        leg = next;
        call.reading(true);
        // what is sent goes by the loop of the call, whatever the loop of the retry
        kept.level(first, next.meta().path(Meta.LOG_LEVEL).asString(""));
        asked.answered(answers, call::reply);
        if (end != null) {
            finish(end);
        } else if (!asked.isEmpty()) {
            suspend();
        } else if (streamed) {
            tell(new UpstreamEvent.Opened());
        }
    }

    /** Takes what the server said of its own accord, when this is the only call that waits; on any thread. */
    void said(UpstreamEvent.Spoke spoke) {
        home.execute(() -> heard(spoke));
    }

    private void heard(UpstreamEvent event) {
        if (over) {
            return;
        }
        switch (event) {
            case UpstreamEvent.Spoke spoke when !heard && !renewed && ServerSession.isDoubtful(spoke) -> doubt(spoke);
            case UpstreamEvent.Spoke spoke -> {
                heard = true;
                eventId = spoke.eventId().isEmpty() ? eventId : spoke.eventId();
                spoke(spoke);
            }
            case UpstreamEvent.Opened _ -> opened(event);
            case UpstreamEvent.Primed primed -> {
                eventId = primed.eventId().isEmpty() ? eventId : primed.eventId();
                retryMillis = millis(primed.retry());
            }
            case UpstreamEvent.Accepted _ -> {}
            case UpstreamEvent.Ended _ -> broken();
            case UpstreamEvent.Failed failed -> failed(failed);
        }
    }

    /**
     * The older era answers everything on a stream; in the newer the status says whether the method is there, so that only the
     * stream of what may take long opens before there is something to say. Source: MCP 2026-07-28, Streamable HTTP.
     */
    private void opened(UpstreamEvent event) {
        if (request.method().equals(McpMethod.TOOLS_CALL)) {
            streamed = true;
            tell(event);
        }
    }

    private void spoke(UpstreamEvent.Spoke spoke) {
        switch (spoke.message()) {
            case Message.Response response -> {
                kept.doubt().answered(begunNanos);
                Message.Response newer = UrlElicitation.asked(response, request, kept.client())
                        .orElseGet(() -> ModernForm.response(response, kept.serverName()));
                finish(new UpstreamEvent.Spoke(newer, "", ModernForm.status(newer), spoke.sizeBytes()));
            }
            case Message.Request question -> asked(question, spoke);
            case Message.Notification note -> told(note, spoke.sizeBytes());
        }
    }

    private void asked(Message.Request question, UpstreamEvent.Spoke spoke) {
        if (question.method().equals(LegacyMethod.PING)) {
            call.reply(JsonRpc.result(question.id(), question.method(), JsonNodeFactory.instance.objectNode()));
            return;
        }
        if (kept.tasks().takes(request, spoke, answer -> home.execute(() -> call.reply(answer)))) {
            return;
        }
        boolean taken = kept.client().answers(question.method())
                && (leg == null ? asked.askLater(question, spoke.sizeBytes()) : asked.ask(question));
        if (!taken) {
            call.reply(JsonRpc.error(
                    question.id(),
                    question.method(),
                    JsonRpc.METHOD_NOT_FOUND,
                    "the client does not answer this",
                    MissingNode.getInstance()));
        } else if (leg != null) {
            gather();
        }
    }

    /** Servers ask several things with a message each: what comes at nearly the same time is asked in one round. */
    private void gather() {
        if (!gathering) {
            gathering = true;
            home.eventLoop()
                    .schedule(
                            () -> {
                                gathering = false;
                                if (!over && !asked.isEmpty()) {
                                    suspend();
                                }
                            },
                            GATHER_MILLIS,
                            TimeUnit.MILLISECONDS);
        }
    }

    /** Ends the exchange with what the client is asked; the call at the server stays open. */
    private void suspend() {
        Leg to = leg;
        if (to == null) {
            return;
        }
        String state = suspensions.add(to, this);
        Message.Response question =
                JsonRpc.result(request.id(), request.method(), InputRequired.result(asked.round(), state));
        answer(to, new UpstreamEvent.Spoke(question, "", 200, 0));
        leg = null;
        call.reading(true);
    }

    /** Log messages and progress as far as the request of the moment asked for them. */
    private void told(Message.Notification note, int sizeBytes) {
        Leg to = leg;
        if (note.method().equals(McpMethod.TASK_STATUS)) {
            kept.tasks().changed(note);
            return;
        }
        if (to == null) {
            return;
        }
        boolean log = note.method().equals("notifications/message");
        String level = note.params().path("level").asString("");
        if (log && !LogLevel.isWanted(level, to.meta().path(Meta.LOG_LEVEL).asString(""))) {
            return;
        }
        if (note.method().equals(McpMethod.PROGRESS)) {
            JsonNode token = to.meta().get(Meta.PROGRESS_TOKEN);
            if (token != null) {
                ObjectNode params = Shallow.with(note.params(), Meta.PROGRESS_TOKEN, token);
                tell(new UpstreamEvent.Spoke(JsonRpc.notification(note.method(), params), "", 200, sizeBytes));
            }
        } else {
            tell(new UpstreamEvent.Spoke(note, "", 200, sizeBytes));
        }
    }

    /** A stream that broke off after an event with an id is taken up again; nobody else would do it. */
    private void broken() {
        if (eventId.isEmpty() || resumed >= RESUMED_MAX) {
            finish(new UpstreamEvent.Failed(Reasons.CONNECTION_LOST, Hint.NONE));
            return;
        }
        resumed++;
        home.eventLoop()
                .schedule(
                        () -> {
                            if (!over) {
                                call = dispatch(kept.leg(first, this::heard), new Message.OpenStream(eventId));
                            }
                        },
                        retryMillis,
                        TimeUnit.MILLISECONDS);
    }

    private static long millis(String retry) {
        try {
            return retry.isEmpty() ? RETRY_MILLIS : Math.clamp(Long.parseLong(retry), 0, RETRY_MILLIS_MAX);
        } catch (NumberFormatException _) {
            return RETRY_MILLIS;
        }
    }

    private void doubt(UpstreamEvent.Spoke spoke) {
        heard = true;
        kept.isForgotten(used)
                .whenComplete((forgotten, _) -> home.execute(() -> {
                    if (over) {
                        return;
                    }
                    if (Boolean.TRUE.equals(forgotten)) {
                        heard = false;
                        failed(new UpstreamEvent.Failed(Reasons.SESSION_LOST, Hint.NONE));
                    } else {
                        spoke(spoke);
                    }
                }));
    }

    /** A session that the server does not know any more was not used by it: the call is sent once more in a new one. */
    private void failed(UpstreamEvent.Failed failed) {
        if (!failed.reason().equals(Reasons.SESSION_LOST) || heard || renewed) {
            finish(failed.reason().equals(Reasons.SESSION_LOST) ? lost() : failed);
            return;
        }
        renewed = true;
        kept.lost(used);
        onceReady(this::send);
    }

    private void onceReady(Runnable step) {
        kept.ready(first)
                .whenComplete((_, failure) -> home.execute(() -> {
                    if (failure == null && !over) {
                        step.run();
                    } else if (!over) {
                        finish(lost());
                    }
                }));
    }

    /** The client holds no session, so none of its own can be lost. */
    private static UpstreamEvent.Failed lost() {
        return new UpstreamEvent.Failed(Reasons.CONNECTION_LOST, Hint.NONE);
    }

    private void finish(UpstreamEvent last) {
        Leg to = leg;
        if (to == null) {
            // nobody knows when the client comes back: what is kept for it is small
            boolean large = last instanceof UpstreamEvent.Spoke spoke && spoke.sizeBytes() > MemoryGate.FREE_BYTES;
            end = large ? new UpstreamEvent.Failed(Reasons.MEMORY, Hint.NONE) : last;
            return;
        }
        close();
        answer(to, last);
    }

    private void close() {
        over = true;
        suspensions.remove(this);
        kept.ends(this);
    }

    private void tell(UpstreamEvent event) {
        Leg to = leg;
        if (to != null) {
            deliver(to, event);
        }
    }

    /** The last event of one exchange, with the id of its own request. */
    private void answer(Leg to, UpstreamEvent event) {
        if (event instanceof UpstreamEvent.Spoke spoke
                && spoke.message() instanceof Message.Response response
                && to.exchange().readMessage() instanceof Message.Request asked) {
            ObjectNode body = Shallow.with(response.body(), "id", asked.id().json());
            Message.Response own = new Message.Response(asked.id(), response.method(), body);
            deliver(to, new UpstreamEvent.Spoke(own, "", spoke.status(), spoke.sizeBytes()));
        } else {
            deliver(to, event);
        }
    }

    private void deliver(Leg to, UpstreamEvent event) {
        if (to.loop().isCurrent()) {
            give(to, event);
        } else {
            to.loop().execute(() -> give(to, event));
        }
    }

    /** What is large was read on the account of the first exchange; a later one has to have memory for it too. */
    private void give(Leg to, UpstreamEvent event) {
        boolean free = to.equals(first)
                || !(event instanceof UpstreamEvent.Spoke spoke)
                || to.exchange().reserve(spoke.sizeBytes());
        to.events().accept(free ? event : new UpstreamEvent.Failed(Reasons.MEMORY, Hint.NONE));
    }

    /** Gives the call up at the server, which takes too long; on any thread. */
    void withdraw(String why) {
        giveUp(why, false);
    }

    private void giveUp(String why, boolean byClient) {
        home.execute(() -> {
            if (over) {
                return;
            }
            // in this order no other call is the only one for a moment
            kept.doubt().givenUp(byClient);
            close();
            // a stream that was taken up again has no request by which it could be cancelled
            if (byClient && resumed == 0) {
                call.cancel(cancellation(why));
            } else {
                call.withdraw(why);
            }
        });
    }

    private Message.Notification cancellation(String why) {
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.set("requestId", request.id().json());
        return JsonRpc.notification(McpMethod.CANCELLED, params.put("reason", why));
    }

    /** One exchange's hold on the call. */
    private final class Attachment implements UpstreamCall {
        private final Leg mine;

        Attachment(Leg mine) {
            this.mine = mine;
        }

        @Override
        public void abandon() {
            giveUp("the client is gone", true);
        }

        @Override
        public void withdraw(String why) {
            LegacyRun.this.withdraw(why);
        }

        @Override
        public void cancel(Message.Notification cancelled) {
            giveUp("the client took the request back", true);
        }

        @Override
        public void reading(boolean on) {
            home.execute(() -> {
                if (mine.equals(leg)) {
                    call.reading(on);
                }
            });
        }
    }
}
