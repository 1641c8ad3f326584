package dev.sallyport.pipeline;

import dev.sallyport.protocol.InputRequired;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.json.Shallow;
import java.lang.System.Logger.Level;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A message that carries others: a result that asks the client something, and a retry that brings the answers. Each part passes the
 * guards of its own method as if it had come alone, in order; then the whole passes with what they made of its parts. Source: MCP
 * 2026-07-28, Multi Round-Trip Requests.
 */
final class Parts implements Passage.End {
    private static final System.Logger LOG = System.getLogger("sallyport");
    private static final Verdict.Deny INTERNAL = new Verdict.Deny(Reasons.INTERNAL);
    private static final Verdict.Deny ASKS = new Verdict.Deny(
            new Reason("validation", "input-request"),
            new Hint.Mend("the server asked the client more than 64 questions at once, or what is no request"));
    private static final Verdict.Deny ANSWERS = new Verdict.Deny(
            new Reason("validation", "input-response"),
            new Hint.Mend(
                    "`inputResponses` must hold at most 64 results of elicitation, sampling or roots, each of one kind"));

    private final Exchange exchange;
    private final Pipeline pipeline;
    private final Passage.Way way;
    private final Passage.End end;
    private final Message.Spoken whole;
    private final ObjectNode judged;
    private Iterator<? extends Message.Spoken> left = List.<Message.Spoken>of().iterator();
    private Message.Spoken part;
    private boolean replaced;

    Parts(Exchange exchange, Passage.Way way, Message.Spoken whole, Passage.End end) {
        this.exchange = exchange;
        this.pipeline = exchange.snapshot().pipeline();
        this.way = way;
        this.end = end;
        this.whole = whole;
        this.part = whole;
        this.judged = whole.body().objectNode();
    }

    /** True where {@code message} carries parts; allocates nothing. */
    static boolean are(Passage.Way way, Message.Spoken message) {
        return holder(message).has(member(way));
    }

    private static String member(Passage.Way way) {
        return way == Passage.Way.OUTBOUND ? InputRequired.REQUESTS : InputRequired.RESPONSES;
    }

    /** The member of the body in which the parts lie. */
    private static JsonNode holder(Message.Spoken message) {
        return switch (message) {
            case Message.Request request -> request.params();
            case Message.Notification notification -> notification.params();
            case Message.Response response -> response.result();
        };
    }

    /** Shows the parts, and then the whole, to their guards. */
    void walk() {
        JsonNode holder = holder(whole);
        Optional<? extends Map<String, ? extends Message.Spoken>> parts =
                way == Passage.Way.OUTBOUND ? InputRequired.asks(holder) : InputRequired.answers(holder);
        if (parts.isEmpty()) {
            end.denied(whole, way == Passage.Way.OUTBOUND ? ASKS : ANSWERS);
            return;
        }
        left = parts.get().values().iterator();
        next();
    }

    private void next() {
        if (!left.hasNext()) {
            guard(replaced ? merged() : whole, end);
            return;
        }
        part = left.next();
        guard(part, this);
    }

    private void guard(Message.Spoken message, Passage.End then) {
        String method = message.method();
        Guard[] guards = way == Passage.Way.OUTBOUND ? pipeline.outbound(method) : pipeline.inbound(method);
        new Passage(exchange, pipeline.lanes(), way, guards, message, then).walk();
    }

    @Override
    public void passed(Message message) {
        switch (message) {
            case Message.Request ask when way == Passage.Way.OUTBOUND -> keep(ask, InputRequired.part(ask));
            case Message.Response answer
            when way == Passage.Way.INBOUND && !answer.isError() -> keep(answer, answer.result());
            default -> {
                LOG.log(Level.ERROR, "incident {0}: a part was replaced by what is none", exchange.id());
                end.denied(whole, INTERNAL);
                return;
            }
        }
        next();
    }

    private void keep(Message passed, JsonNode said) {
        String key = part.body().path("id").asString("");
        judged.set(key, said);
        // an envelope inside a part was not shown to the guards, and so does not leave
        replaced |= !passed.equals(part)
                || said.size() != holder(whole).path(member(way)).path(key).size();
    }

    private Message.Spoken merged() {
        ObjectNode holder = Shallow.with(holder(whole), member(way), judged);
        return switch (whole) {
            case Message.Request request ->
                new Message.Request(request.id(), request.method(), Shallow.with(request.body(), "params", holder));
            case Message.Notification notification ->
                new Message.Notification(notification.method(), Shallow.with(notification.body(), "params", holder));
            case Message.Response response ->
                new Message.Response(response.id(), response.method(), Shallow.with(response.body(), "result", holder));
        };
    }

    @Override
    public void denied(Message message, Verdict.Deny denial) {
        end.denied(whole, denial);
    }

    @Override
    public void suspended(boolean away) {
        end.suspended(away);
    }

    @Override
    public void broken(Throwable bug) {
        end.broken(bug);
    }
}
