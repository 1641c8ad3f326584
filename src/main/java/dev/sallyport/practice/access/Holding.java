package dev.sallyport.practice.access;

import dev.sallyport.catalog.pin.Pins;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Session;
import dev.sallyport.pipeline.execution.Lane;
import dev.sallyport.pipeline.execution.MemoryGate;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.MethodSet;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.Statement;
import dev.sallyport.practice.access.approval.ApprovalSettings;
import dev.sallyport.practice.access.approval.Approvals;
import dev.sallyport.practice.access.approval.Ask;
import dev.sallyport.practice.access.approval.Held;
import dev.sallyport.practice.access.approval.Pending;
import dev.sallyport.practice.access.approval.Taken;
import dev.sallyport.practice.access.approval.Visible;
import dev.sallyport.protocol.InputRequired;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.TaskForm;
import dev.sallyport.protocol.json.JsonDigest;
import dev.sallyport.protocol.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is done about what a statement holds: somebody has agreed and it passes, or a person is asked. Nothing waits for him: the exchange
 * ends, and the client calls again.
 */
final class Holding {
    /** A person has to agree. */
    static final Reason HELD = new Reason("access", "held");
    /** A person has denied it. */
    static final Reason DENIED = new Reason("access", "approval-denied");
    /** Nobody decided in time. */
    static final Reason EXPIRED = new Reason("access", "approval-expired");
    /** Somebody agreed, and it cannot be used up. */
    static final Reason UNUSED = new Reason("access", "approval-unused");

    /** The requests about which people are asked: those that a client can be told to make again. */
    static final MethodSet ASKED = MethodSet.of(McpMethod.TOOLS_CALL, McpMethod.PROMPTS_GET, McpMethod.RESOURCES_READ);

    private static final String APPROVED = "approved";
    private static final String COMPLETE = "notifications/elicitation/complete";
    private static final int SHOWN_CHARS_MAX = 16 * 1024;

    private final AccessRules rules;
    private final Approvals approvals;
    private final Pins pins;
    private final ApprovalSettings times;
    private final UnaryOperator<ObjectNode> redacted;

    /** Asks for {@code approvals} and {@code pins}; people are shown arguments as {@code redacted}. */
    Holding(
            AccessRules rules,
            Approvals approvals,
            Pins pins,
            ApprovalSettings times,
            UnaryOperator<ObjectNode> redacted) {
        this.rules = rules;
        this.pins = pins;
        this.approvals = approvals;
        this.times = times;
        this.redacted = redacted;
    }

    /** The verdict on {@code use}, which {@code decision} holds. */
    Verdict judge(Exchange exchange, Use use, Decision decision) {
        if (TaskForm.isMethod(exchange.method())) {
            // the call that began the task has passed
            return Verdict.PASS;
        }
        // what a server asks within such a request, and what only looks like one, is held by nobody's hand
        boolean asked = ASKED.contains(use.action()) && exchange.method().equals(use.action());
        if (!asked || !approvals.isReachable()) {
            return new Verdict.Deny(
                    HELD, new Hint.Mend(change(use).orElse("") + Explanation.held(decision, addition(exchange, use))));
        }
        boolean mayWait = !exchange.loop().isCurrent();
        if (exchange.bytesIn() > MemoryGate.FREE_BYTES && !mayWait) {
            // an approval may be used up with it, which takes a moment too, and a guard is asked no third time
            return new Verdict.Defer(Lane.WAIT);
        }
        Held held = held(exchange, use);
        return switch (approvals.take(held, session(exchange), mayWait)) {
            case Taken.Given given -> {
                exchange.note(APPROVED, HELD, given.name());
                yield Verdict.PASS;
            }
            case Taken.Denied denied -> refused(exchange, DENIED, denied.name(), "a person has denied this");
            case Taken.Expired expired ->
                refused(exchange, EXPIRED, expired.name(), "nobody decided in time: call again to ask anew");
            case Taken.Later _ -> new Verdict.Defer(Lane.WAIT);
            case Taken.Lost _ ->
                new Verdict.Deny(
                        UNUSED,
                        new Hint.Mend(
                                "somebody has agreed, but that cannot be written down; the log of the gateway says why"));
            case Taken.Open _ -> new Verdict.Hold(HELD, () -> ask(exchange, use, decision, held));
        };
    }

    /**
     * Gives back what the call used up, where its server only asks something before it answers: the client brings the answer with the same
     * call. Source: MCP 2026-07-28, Multi Round-Trip Requests.
     */
    void answered(Exchange exchange, Message.Response response) {
        if (!exchange.notes().isEmpty() && InputRequired.is(response.result())) {
            exchange.notes().stream()
                    .filter(note -> note.verdict().equals(APPROVED))
                    .forEach(note -> approvals.giveBack(note.detail()));
        }
    }

    private static Verdict refused(Exchange exchange, Reason reason, String name, String why) {
        exchange.note("hold", reason, name);
        return new Verdict.Deny(reason, new Hint.Mend(why));
    }

    /** What is said first of a tool that is not what it was. */
    private Optional<String> change(Use use) {
        if (!use.isOfTool() || !pins.isChanged(use.server(), use.definition())) {
            return Optional.empty();
        }
        return Optional.of(pins.changedSince(use.server(), use.definition())
                .map(since -> "the definition of this tool is another one than at first use, since "
                        + since.truncatedTo(ChronoUnit.SECONDS) + "; ")
                .orElse("it cannot be remembered whether this tool is what it was at first use; "));
    }

    /** What permits it always; nothing where the tool is not what it was: then that is to be looked at first. */
    private Optional<Addition> addition(Exchange exchange, Use use) {
        return change(use).isPresent() ? Optional.empty() : Optional.of(rules.addition(exchange, use, pins));
    }

    private String changedSince(Use use) {
        return use.isOfTool()
                ? pins.changedSince(use.server(), use.definition())
                        .map(since -> since.truncatedTo(ChronoUnit.SECONDS).toString())
                        .orElse("")
                : "";
    }

    private Held held(Exchange exchange, Use use) {
        return new Held(
                exchange.principal(),
                exchange.authentication().client(),
                use.server(),
                use.action(),
                use.name(),
                JsonDigest.text(exchange.argumentsDigest()),
                use.definition().digest(),
                rules.version());
    }

    private static JsonNode arguments(Use use) {
        return use.arguments().orElseGet(JsonNodeFactory.instance::objectNode);
    }

    private static String session(Exchange exchange) {
        Session session = exchange.session();
        return session == null ? "" : session.id();
    }

    private Hint ask(Exchange exchange, Use use, Decision decision, Held held) {
        String statement = decision.statement().map(Statement::id).orElse("");
        Optional<Addition> addition = addition(exchange, use);
        Optional<Pending> asked = approvals.ask(new Ask(
                held,
                session(exchange),
                shown(arguments(use)),
                changedSince(use),
                statement,
                addition.map(Addition::lines).orElse(""),
                rules.people(statement),
                times,
                telling(exchange.session())));
        if (asked.isEmpty()) {
            return new Hint.Mend("a person has to agree to this first, and too many requests wait for one already");
        }
        exchange.note("hold", HELD, asked.get().name());
        String sentence = change(use).orElse("") + Explanation.held(decision, addition, asked.get());
        return VisitAnswer.isDeclined(exchange) || asked.get().url().isEmpty()
                ? new Hint.Mend(sentence)
                : new Hint.Visit(
                        asked.get().name(), asked.get().url(), Explanation.question(use, asked.get()), sentence);
    }

    /** Tells the client of a session that it may call again. Source: MCP 2025-11-25, Elicitation, Completion Notifications. */
    private static Consumer<String> telling(@Nullable Session session) {
        return session == null || !session.isVisiting()
                ? _ -> {}
                : name -> session.tell(JsonRpc.notification(
                        COMPLETE, JsonNodeFactory.instance.objectNode().put("elicitationId", name)));
    }

    /** The arguments as a text for people: secrets taken out, nothing in it that a terminal or a page would obey, and not endless. */
    private String shown(JsonNode arguments) {
        JsonNode clean = arguments instanceof ObjectNode object ? redacted.apply(object) : arguments;
        String text = new String(new JsonWriter().write(clean), StandardCharsets.UTF_8);
        return text.length() <= SHOWN_CHARS_MAX
                ? Visible.of(text)
                : Visible.of(text.substring(0, SHOWN_CHARS_MAX)) + " [" + (text.length() - SHOWN_CHARS_MAX)
                        + " more characters that are not shown]";
    }
}
