package dev.sallyport.pipeline;

import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.protocol.InputRequired;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.TaskForm;
import dev.sallyport.protocol.json.Shallow;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A message that carries others: a result or a task that asks the client something, what brings the answers, and a task that has ended
 * with an answer to the call that began it. Each part passes the guards of its own method as if it had come alone, in order; then the
 * whole passes with what they made of its parts. Source: MCP 2026-07-28, Multi Round-Trip Requests; ext-tasks.
 */
final class Parts implements Passage.End {
    private static final System.Logger LOG = System.getLogger("sallyport");
    private static final Verdict.Deny INTERNAL = new Verdict.Deny(Reasons.INTERNAL);
    private static final Verdict.Deny NO_ANSWER = new Verdict.Deny(Reasons.PROTOCOL);
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
    private final List<Part> parts = new ArrayList<>();
    private ObjectNode judged;
    private int index;
    private boolean replaced;

    /**
     * One part, and where it lies in what the whole says.
     *
     * @param member the member; empty where the part is all that the whole says
     * @param key its key in the member; empty where it is the member itself
     */
    private record Part(String member, String key, Message.Spoken message) {}

    Parts(Exchange exchange, Passage.Way way, Message.Spoken whole, Passage.End end) {
        this.exchange = exchange;
        this.pipeline = exchange.snapshot().pipeline();
        this.way = way;
        this.end = end;
        this.whole = whole;
        this.judged = whole.body().objectNode();
    }

    /** True where {@code message} carries parts; allocates nothing. */
    static boolean are(Passage.Way way, Message.Spoken message) {
        JsonNode content = message.content();
        if (way != Passage.Way.OUTBOUND) {
            return content.has(InputRequired.RESPONSES);
        }
        return content.has(InputRequired.REQUESTS)
                || (TaskForm.isState(message)
                        && (TaskForm.hasOutcome(content) || message.method().equals(McpMethod.TASKS_RESULT)));
    }

    /** Shows the parts, and then the whole, to their guards. */
    void walk() {
        Optional<Verdict.Deny> wrong = way == Passage.Way.OUTBOUND ? said() : answered();
        if (wrong.isPresent()) {
            end.denied(whole, wrong.get());
            return;
        }
        if (whole instanceof Message.Notification && TaskForm.isState(whole)) {
            exchange.definition(exchange.ofTask(TaskForm.id(whole.content())));
        }
        judged = Shallow.copy(whole.content());
        parts.stream()
                .filter(part -> !part.key().isEmpty())
                .map(Part::member)
                .distinct()
                .forEach(judged::putObject);
        next();
    }

    private Optional<Verdict.Deny> answered() {
        var answers = InputRequired.answers(whole.content());
        answers.orElse(Map.of()).forEach((key, answer) -> parts.add(new Part(InputRequired.RESPONSES, key, answer)));
        return answers.isEmpty() ? Optional.of(ANSWERS) : Optional.empty();
    }

    private Optional<Verdict.Deny> said() {
        JsonNode content = whole.content();
        if (whole instanceof Message.Response last && last.method().equals(McpMethod.TASKS_RESULT)) {
            parts.add(new Part("", "", last.answering(McpMethod.TOOLS_CALL)));
            return content.has(InputRequired.REQUESTS) ? Optional.of(NO_ANSWER) : Optional.empty();
        }
        var asks = InputRequired.asks(content);
        if (asks.isEmpty()) {
            return Optional.of(ASKS);
        }
        asks.get().forEach((key, ask) -> parts.add(new Part(InputRequired.REQUESTS, key, ask)));
        if (TaskForm.isState(whole) && TaskForm.hasOutcome(content)) {
            Optional<Message.Response> outcome = TaskForm.outcome(content);
            outcome.ifPresent(answer -> parts.add(new Part(answer.isError() ? "error" : "result", "", answer)));
            return outcome.isEmpty() ? Optional.of(NO_ANSWER) : Optional.empty();
        }
        return Optional.empty();
    }

    private void next() {
        if (index < parts.size()) {
            guard(parts.get(index).message(), this);
        } else {
            guard(replaced ? whole.with(judged) : whole, end);
        }
    }

    private void guard(Message.Spoken message, Passage.End then) {
        String method = message.method();
        Guard[] guards = way == Passage.Way.OUTBOUND ? pipeline.outbound(method) : pipeline.inbound(method);
        new Passage(exchange, pipeline.lanes(), way, guards, message, then).walk();
    }

    @Override
    public void passed(Message message) {
        Part part = parts.get(index);
        switch (message) {
            case Message.Request ask
            when part.message() instanceof Message.Request -> keep(part, ask, InputRequired.part(ask));
            case Message.Response answer
            when part.message() instanceof Message.Response shown && shown.isError() == answer.isError() ->
                keep(part, answer, answer.isError() ? answer.body().path("error") : answer.result());
            default -> {
                LOG.log(Level.ERROR, "incident {0}: a part was replaced by what is none", exchange.id());
                end.denied(whole, INTERNAL);
                return;
            }
        }
        index++;
        next();
    }

    private void keep(Part part, Message passed, JsonNode said) {
        replaced |= !passed.equals(part.message());
        if (part.member().isEmpty()) {
            judged = Shallow.copy(said);
        } else if (part.key().isEmpty()) {
            judged.set(part.member(), said);
        } else {
            ((ObjectNode) judged.path(part.member())).set(part.key(), said);
            // an envelope inside a part was not shown to the guards, and so does not leave
            replaced |= said.size()
                    != whole.content().path(part.member()).path(part.key()).size();
        }
    }

    @Override
    public void denied(Message message, Verdict.Deny denial) {
        end.denied(whole, denial);
    }

    @Override
    public void held(Message message, Verdict.Hold hold) {
        // nobody is asked about a part alone: what carries it is judged whole, and may be held
        end.denied(whole, new Verdict.Deny(hold.reason()));
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
