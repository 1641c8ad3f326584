package dev.sallyport.pipeline;

import dev.sallyport.pipeline.event.Mailbox;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.pipeline.event.UpstreamFailure;
import dev.sallyport.pipeline.execution.HeldMemory;
import dev.sallyport.pipeline.execution.Lane;
import dev.sallyport.pipeline.execution.MemoryGate;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.pipeline.verdict.Refusal;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.protocol.Malformed;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.MessageDecoder;
import dev.sallyport.protocol.json.JsonLimits;
import dev.sallyport.protocol.json.JsonRead;
import dev.sallyport.protocol.json.JsonReader;
import java.lang.System.Logger.Level;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Drives one exchange from its envelope to its one outcome: door, read, resolve, guards, send, and the same guards reversed for
 * each message that comes back. Everything here runs on the loop of the exchange, one event at a time.
 */
public final class Flow implements Passage.End {
    private static final System.Logger LOG = System.getLogger("sallyport");

    private static final Reason BODY_SIZE = new Reason("validation", "body-size");

    private final Exchange exchange;
    private final Downstream downstream;
    private final Resolution resolution;
    private final Mailbox mailbox = new Mailbox();
    private final HeldMemory memory;
    private Passage.Way way = Passage.Way.DOOR;
    private UpstreamCall call = UpstreamCall.DONE;
    private UpstreamEvent.@Nullable Spoke spoken;
    private @Nullable Outcome ending;
    private @Nullable Snapshot next;
    private boolean renewing;
    private boolean away;

    /** A flow that has not started yet. */
    public Flow(Exchange exchange, Downstream downstream) {
        this.exchange = exchange;
        this.downstream = downstream;
        this.resolution = new Resolution(exchange);
        this.memory = new HeldMemory(exchange.snapshot().pipeline().memory());
        exchange.attach(this);
    }

    /** The exchange that it drives. */
    public Exchange exchange() {
        return exchange;
    }

    /** Judges the envelope; then the downstream is told that the body may be read, or what was refused. */
    public void start() {
        step(() -> guard(Passage.Way.DOOR, pipeline().door(), Resolution.NOTHING_YET));
    }

    /** Takes the whole body: {@code lengthBytes} bytes from the start of {@code bytes}, which the flow owns from now on. */
    public void body(byte[] bytes, int lengthBytes) {
        if (exchange.outcome() != null) {
            return;
        }
        if (!memory.request(lengthBytes)) {
            refuse(Reasons.MEMORY, Hint.NONE);
            return;
        }
        if (lengthBytes <= MemoryGate.FREE_BYTES) {
            step(() -> read(exchange.loop().reader(limits()).read(bytes, 0, lengthBytes), lengthBytes));
            return;
        }
        elsewhere(Lane.CPU, () -> {
            JsonRead json = new JsonReader(limits()).read(bytes, 0, lengthBytes);
            return () -> read(json, lengthBytes);
        });
    }

    /** The body is larger than it may be, or broken in its framing. */
    public void tooLarge() {
        refuse(BODY_SIZE, Hint.NONE);
    }

    /** The request cannot be read. */
    public void unreadable(Reason why) {
        refuse(why, Hint.NONE);
    }

    /** Has {@code judge} judge, elsewhere, what is no message; it is answered by the verdict. */
    public void judged(Supplier<Verdict> judge) {
        elsewhere(Lane.WAIT, () -> {
            Verdict verdict = judge.get();
            return verdict instanceof Verdict.Deny denial
                    ? () -> refuse(denial.reason(), denial.hint())
                    : this::nothingMore;
        });
    }

    /** Ends an exchange that wanted no more than to be admitted. */
    public void nothingMore() {
        var _ = close(Outcome.ANSWERED, downstream::accept);
    }

    private Pipeline pipeline() {
        return exchange.snapshot().pipeline();
    }

    private JsonLimits limits() {
        return exchange.snapshot().limits().json();
    }

    /** Takes a message that has no body: a GET or a DELETE. */
    public void message(Message message) {
        exchange.read(message, 0);
        step(() -> resolve(message));
    }

    private void read(JsonRead json, int lengthBytes) {
        switch (json) {
            case JsonRead.Broken broken ->
                refuse(
                        new Reason("validation", broken.code()),
                        new Hint.Mend("the body is not valid at byte " + broken.offsetBytes()));
            case JsonRead.Value value -> decode(value.root(), lengthBytes);
        }
    }

    private void decode(JsonNode json, int lengthBytes) {
        switch (MessageDecoder.decode(json)) {
            case Malformed malformed -> refuse(new Reason("validation", malformed.code()), Hint.NONE);
            case Message message -> {
                exchange.read(message, lengthBytes);
                resolve(message);
            }
        }
    }

    private void resolve(Message message) {
        way = Passage.Way.INBOUND;
        switch (resolution.resolve(message)) {
            case Resolution.Step.Go go -> judge(Passage.Way.INBOUND, go.message());
            case Resolution.Step.Stop stop -> refuse(stop.reason(), stop.hint());
            case Resolution.Step.Ask ask ->
                // nothing is sent yet, so the exchange may end while it waits
                ask.question().whenComplete((_, failure) -> exchange.loop()
                        .execute(() -> step(() -> {
                            if (failure == null) {
                                resolve(message);
                            } else {
                                failed(
                                        UpstreamFailure.reasonOf(failure, ask.otherwise()),
                                        UpstreamFailure.hintOf(failure));
                            }
                        })));
        }
    }

    /** Runs one step of an exchange that lasts; what fails in it is a bug, and so a denial. */
    private void step(Runnable work) {
        if (exchange.outcome() != null) {
            return;
        }
        try {
            work.run();
        } catch (RuntimeException | Error bug) {
            broken(bug);
        }
    }

    @Override
    public void broken(Throwable bug) {
        LOG.log(Level.ERROR, "incident " + exchange.id() + ": a step failed", bug);
        refuse(Reasons.INTERNAL, Hint.NONE);
    }

    private void guard(Passage.Way towards, Guard[] guards, Message message) {
        way = towards;
        new Passage(exchange, pipeline().lanes(), towards, guards, message, this).walk();
    }

    /** Shows a message to its guards, and before it the messages that it carries. */
    private void judge(Passage.Way towards, Message message) {
        if (message instanceof Message.Spoken spoken && Parts.are(towards, spoken)) {
            way = towards;
            new Parts(exchange, towards, spoken, this).walk();
        } else {
            String method = message.method();
            guard(
                    towards,
                    towards == Passage.Way.INBOUND
                            ? pipeline().inbound(method)
                            : pipeline().outbound(method),
                    message);
        }
    }

    @Override
    public void passed(Message message) {
        switch (way) {
            case DOOR -> {
                if (renewing) {
                    guard(Passage.Way.INBOUND, pipeline().inbound(exchange.method()), exchange.message());
                } else if (exchange.envelope().carrier().isOfGateway()
                        || exchange.snapshot()
                                .servers()
                                .containsKey(exchange.envelope().route())) {
                    downstream.admitted();
                } else {
                    refuse(Reasons.NOT_FOUND, Hint.NONE);
                }
            }
            case INBOUND -> {
                if (renewing) {
                    renewing = false;
                    resolution.news().forEach(note -> downstream.speak(note, ""));
                    pump();
                } else {
                    write(message);
                }
            }
            case OUTBOUND -> deliver((Message.Spoken) message);
        }
    }

    /** Writes down what is about to be sent, and sends it when that is done. */
    private void write(Message message) {
        away = true;
        pipeline().recorder().begins(exchange, Underway.isStream(exchange), written -> {
            away = false;
            if (ending != null) {
                end(ending);
            } else if (written) {
                step(() -> send(message));
            } else {
                refuse(Reasons.AUDIT, Hint.NONE);
            }
        });
    }

    private void send(Message message) {
        if (message instanceof Message.Notification note && note.method().equals(McpMethod.CANCELLED)) {
            resolution.cancel(note);
            upstream(new UpstreamEvent.Accepted());
            return;
        }
        pipeline().underway().add(exchange);
        call = resolution.upstream().send(Leg.of(exchange), exchange.outward(message));
    }

    /** Takes what the server did; on the loop of the exchange. */
    void upstream(UpstreamEvent event) {
        if (exchange.outcome() != null) {
            return;
        }
        mailbox.add(event);
        step(this::pump);
        mailbox.pause(call);
    }

    /** What it holds of the memory for large messages. */
    HeldMemory memory() {
        return memory;
    }

    /** The client reads again. */
    public void writable() {
        step(this::pump);
    }

    /** Moves a stream to other settings before its next message; it ends where its opening would now be denied. */
    void renew(Snapshot latest) {
        next = latest;
        step(this::pump);
    }

    private void renewNow(Snapshot latest) {
        Upstream before = resolution.upstream();
        resolution.renew(latest);
        if (before.equals(latest.servers().get(exchange.envelope().route()))) {
            renewing = true;
            guard(Passage.Way.DOOR, pipeline().door(), exchange.message());
        } else {
            refuse(Reasons.NOT_FOUND, Hint.NONE);
        }
    }

    private void pump() {
        if (next != null && !away && exchange.outcome() == null) {
            Snapshot latest = next;
            next = null;
            renewNow(latest);
        }
        while (!away && exchange.outcome() == null && downstream.isWritable()) {
            UpstreamEvent event = mailbox.poll();
            if (event == null) {
                break;
            }
            take(event);
        }
        mailbox.resume(call);
    }

    private void take(UpstreamEvent event) {
        switch (event) {
            case UpstreamEvent.Spoke spoke -> {
                spoken = spoke;
                exchange.heard(spoke);
                if (exchange.message() instanceof Message.OpenStream) {
                    exchange.definition(spoke.resumed());
                }
                Message.Spoken message = resolution.outbound(spoke.message());
                judge(Passage.Way.OUTBOUND, message);
            }
            case UpstreamEvent.Opened _ -> downstream.open();
            case UpstreamEvent.Primed primed -> downstream.prime(shown(primed.eventId()), primed.retry());
            case UpstreamEvent.Accepted _ -> close(Outcome.ANSWERED, downstream::accept);
            case UpstreamEvent.Ended _ -> close(Outcome.ANSWERED, downstream::end);
            case UpstreamEvent.Failed failed -> failed(failed.reason(), failed.hint());
        }
    }

    private void failed(Reason reason, Hint hint) {
        exchange.note("fail", reason);
        if (reason.equals(Reasons.SESSION_LOST)) {
            resolution.sessionLost();
        }
        boolean ours = reason.practice().equals("session") || reason.practice().equals("validation");
        Outcome failure = ours ? Outcome.DENIED : Outcome.UPSTREAM_FAILED;
        var _ = close(
                reason.equals(Reasons.TIMEOUT) ? Outcome.TIMED_OUT : failure,
                () -> downstream.refuse(new Refusal(reason, hint, exchange.id())));
    }

    private void deliver(Message.Spoken message) {
        UpstreamEvent.Spoke origin = spoken;
        String eventId = origin == null ? "" : shown(origin.eventId());
        switch (resolution.shown(message)) {
            case Message.Response response
            when exchange.message() instanceof Message.OpenStream -> downstream.speak(response, eventId);
            case Message.Response response ->
                close(
                        Outcome.ANSWERED,
                        () -> downstream.answer(response, eventId, origin == null ? 200 : origin.status()));
            case Message.Request request -> {
                if (resolution.askClient(request)) {
                    downstream.speak(request, eventId);
                } else {
                    call.reply(Resolution.declined(request, exchange));
                }
            }
            case Message.Notification notification -> downstream.speak(notification, eventId);
        }
        memory.delivered(origin == null ? 0 : origin.sizeBytes());
    }

    /** The id of an event as the client may know it: of use to its session alone. */
    private String shown(String eventId) {
        Session session = exchange.session();
        return session == null || eventId.isEmpty() ? eventId : session.shownEvent(eventId);
    }

    @Override
    public void denied(Message message, Verdict.Deny denial) {
        if (way != Passage.Way.OUTBOUND || message instanceof Message.Response) {
            refuse(denial.reason(), denial.hint());
            if (way == Passage.Way.OUTBOUND && message instanceof Message.Response answer) {
                resolution.giveUp(answer);
            }
            return;
        }
        exchange.note("deny", denial.reason());
        if (message instanceof Message.Request request) {
            call.reply(Resolution.declined(request, exchange));
        }
    }

    @Override
    public void held(Message message, Verdict.Hold hold) {
        refuse(hold.reason(), hold.ask().get());
    }

    private void refuse(Reason reason, Hint hint) {
        exchange.note("deny", reason);
        UpstreamCall open = call;
        if (close(Outcome.DENIED, () -> downstream.refuse(new Refusal(reason, hint, exchange.id())))) {
            open.withdraw("refused");
        }
    }

    @Override
    public void suspended(boolean gone) {
        away = gone;
        if (!gone && ending != null) {
            end(ending);
        } else if (!gone) {
            exchange.loop().execute(() -> step(this::pump));
        }
    }

    /** Ends the exchange from outside; while a step is on another lane, as soon as it is back. */
    void end(Outcome how) {
        if (away) {
            ending = ending == null ? how : ending;
            return;
        }
        UpstreamCall open = call;
        switch (how) {
            case TIMED_OUT -> end(how, Reasons.TIMEOUT, UpstreamCall.LATE);
            case REVOKED -> end(how, Reasons.REVOKED, "the caller may go on no more");
            case SHUT_DOWN -> end(how, Reasons.STOPPING, "the gateway is stopping");
            default -> {
                if (close(how, () -> {})) {
                    open.abandon();
                    resolution.left(open);
                }
            }
        }
    }

    private void end(Outcome how, Reason told, String why) {
        UpstreamCall open = call;
        if (close(how, () -> downstream.refuse(new Refusal(told, Hint.NONE, exchange.id())))) {
            open.withdraw(why);
        }
    }

    /** The client took its request back: the server hears it, and the exchange ends without an answer. */
    void cancelled(Message.Notification note) {
        UpstreamCall open = call;
        if (close(Outcome.CLIENT_GONE, downstream::end)) {
            open.cancel(note);
        }
    }

    /**
     * Ends it once: the first outcome wins, releases everything, and is recorded; then the client hears {@code last}. What cannot be recorded
     * is not handed over.
     */
    private boolean close(Outcome how, Runnable last) {
        if (!exchange.ended(how)) {
            return false;
        }
        memory.release();
        resolution.release(how);
        mailbox.clear();
        call = UpstreamCall.DONE;
        pipeline().underway().remove(exchange);
        pipeline().recorder().ended(exchange, written -> {
            if (written) {
                last.run();
            } else {
                downstream.refuse(new Refusal(Reasons.AUDIT, Hint.NONE, exchange.id()));
            }
        });
        return true;
    }

    private void elsewhere(Lane lane, Supplier<Runnable> step) {
        suspended(true);
        boolean taken = pipeline().lanes().submit(lane, () -> {
            Runnable rest = result(step);
            exchange.loop().execute(() -> {
                suspended(false);
                step(rest);
            });
        });
        if (!taken) {
            suspended(false);
            refuse(Reasons.OVERLOAD, Hint.NONE);
        }
    }

    /** What to do after {@code step}; on any thread. */
    private Runnable result(Supplier<Runnable> step) {
        try {
            return step.get();
        } catch (RuntimeException | Error bug) {
            return () -> broken(bug);
        }
    }
}
