package dev.sallyport.practice.access;

import dev.sallyport.catalog.Kind;
import dev.sallyport.catalog.SearchTools;
import dev.sallyport.catalog.Target;
import dev.sallyport.catalog.pin.Pins;
import dev.sallyport.pipeline.Envelope.Carrier;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.Visibility;
import dev.sallyport.pipeline.execution.Lane;
import dev.sallyport.pipeline.use.ListFilter;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.MethodSet;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.Statement;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Asks the policy about all that callers do, about all that they are shown, and about all that servers ask of them. What only keeps the
 * protocol going is not asked about.
 */
final class AccessGuard implements Guard, Visibility {
    /** Nothing permits it. */
    static final Reason NOT_PERMITTED = new Reason("access", "not-permitted");
    /** A statement forbids it. */
    static final Reason FORBIDDEN = new Reason("access", "forbidden");

    private static final Reason LEFT_OUT = new Reason("access", "left-out");
    private static final String URIS = "resourceSubscriptions";

    private final AccessRules rules;
    private final Holding holding;
    private final Pins pins;

    AccessGuard(AccessRules rules, Holding holding, Pins pins) {
        this.rules = rules;
        this.holding = holding;
        this.pins = pins;
    }

    @Override
    public Phase phase() {
        return Phase.DECIDE;
    }

    @Override
    public MethodSet inboundFor() {
        return MethodSet.ALL;
    }

    @Override
    public MethodSet outboundFor() {
        return method -> ListFilter.isList(method) || isAskedByServers(method) || Holding.ASKED.contains(method);
    }

    private static boolean isAskedByServers(String method) {
        return switch (method) {
            case McpMethod.SAMPLING_CREATE, McpMethod.ELICITATION_CREATE, McpMethod.ROOTS_LIST -> true;
            default -> false;
        };
    }

    @Override
    public Verdict inbound(Exchange exchange, Message message) {
        if (!(message instanceof Message.Request request) || isOwn(exchange)) {
            return Verdict.PASS;
        }
        if (request.method().equals(McpMethod.LISTEN)) {
            return listen(exchange, request);
        }
        Optional<Use> use = Use.of(exchange, request);
        if (use.isEmpty()) {
            return Verdict.PASS;
        }
        if (use.get().isOfTool() && exchange.method().equals(McpMethod.TOOLS_CALL) && !isPinned(exchange, use.get())) {
            return new Verdict.Defer(Lane.WAIT);
        }
        return decide(exchange, use.get());
    }

    /** True once it is known for good what the tool is against what it was: nothing is called that is not remembered. */
    private boolean isPinned(Exchange exchange, Use use) {
        if (pins.see(use.server(), use.definition()) == Pins.Standing.PINNED) {
            return true;
        }
        if (exchange.loop().isCurrent()) {
            return false;
        }
        pins.settle(use.server(), use.definition());
        return true;
    }

    /** What is listened to is read. */
    private Verdict listen(Exchange exchange, Message.Request request) {
        JsonNode uris = request.params().path("notifications").path(URIS);
        if (uris.size() > ListFilter.QUICK_ITEMS_MAX && exchange.loop().isCurrent()) {
            return new Verdict.Defer(Lane.CPU);
        }
        for (JsonNode uri : uris) {
            Verdict verdict =
                    decide(exchange, Use.resource(ListFilter.owner(exchange, uri.asString("")), uri.asString("")));
            if (!verdict.equals(Verdict.PASS)) {
                return verdict;
            }
        }
        return Verdict.PASS;
    }

    @Override
    public Verdict outbound(Exchange exchange, Message message) {
        if (isOwn(exchange)) {
            return Verdict.PASS;
        }
        return switch (message) {
            case Message.Response response
            when Holding.ASKED.contains(response.method()) -> {
                holding.answered(exchange, response);
                yield Verdict.PASS;
            }
            case Message.Response response -> ListFilter.filter(exchange, response, this, LEFT_OUT);
            case Message.Request request -> asked(exchange, Use.asked(exchange, request));
            // a question without an id is none that the policy could hold or answer
            case Message.Notification _ -> new Verdict.Deny(NOT_PERMITTED);
            default -> Verdict.PASS;
        };
    }

    /** What the gateway itself asks servers is for no caller. */
    private static boolean isOwn(Exchange exchange) {
        Carrier carrier = exchange.envelope().carrier();
        return carrier == Carrier.OWN || carrier == Carrier.CONTROL;
    }

    private Verdict asked(Exchange exchange, Use use) {
        Decision decision = rules.decide(exchange, use, pins);
        exchange.asked(new Exchange.Ask(use.action(), decision.outcome().text(), statement(decision)));
        return verdict(exchange, use, decision);
    }

    private Verdict decide(Exchange exchange, Use use) {
        Decision decision = rules.decide(exchange, use, pins);
        ruled(exchange, decision);
        return verdict(exchange, use, decision);
    }

    private void ruled(Exchange exchange, Decision decision) {
        exchange.ruled(
                new Exchange.Ruling(rules.version(), decision.outcome().text(), statement(decision), rules.claims()));
    }

    private static String statement(Decision decision) {
        return decision.statement().map(Statement::id).orElse("");
    }

    private Verdict verdict(Exchange exchange, Use use, Decision decision) {
        for (String observed : decision.observed()) {
            exchange.note("observe", FORBIDDEN, observed);
        }
        return switch (decision.outcome()) {
            case ALLOW -> Verdict.PASS;
            case HOLD -> holding.judge(exchange, use, decision);
            case DENY ->
                decision.statement().isEmpty()
                        ? new Verdict.Deny(
                                NOT_PERMITTED,
                                new Hint.Mend(Explanation.notPermitted(rules.addition(exchange, use, pins))))
                        : new Verdict.Deny(FORBIDDEN, advice(decision, Explanation.forbidden(decision)));
        };
    }

    private static Hint advice(Decision decision, String otherwise) {
        String advice = decision.statement().map(Statement::advice).orElse("");
        return new Hint.Mend(advice.isEmpty() ? otherwise : advice);
    }

    @Override
    public Optional<Reason> hides(Exchange exchange, Kind kind, Target target) {
        if (isOwn(exchange)) {
            return Optional.empty();
        }
        if (kind == Kind.TOOL && !target.definition().isNone()) {
            var _ = pins.see(target.server(), target.definition());
        }
        // sooner said than what could be done with other arguments
        if (isCalled(exchange, kind) && isOpen(exchange, Use.called(exchange, target))) {
            return Optional.empty();
        }
        Decision decision = rules.decide(exchange, Use.of(kind, target), pins);
        if (decision.outcome() != Decision.Outcome.DENY) {
            return Optional.empty();
        }
        if (isMeant(exchange)) {
            ruled(exchange, decision);
        }
        return Optional.of(decision.statement().isEmpty() ? NOT_PERMITTED : FORBIDDEN);
    }

    @Override
    public String version() {
        return rules.version();
    }

    /** True where {@code kind} is a tool, which the message calls. */
    private static boolean isCalled(Exchange exchange, Kind kind) {
        return kind == Kind.TOOL
                && isMeant(exchange)
                && exchange.readMessage() instanceof Message.Request request
                && request.method().equals(McpMethod.TOOLS_CALL);
    }

    private boolean isOpen(Exchange exchange, Use use) {
        return rules.decide(exchange, use, pins).outcome() != Decision.Outcome.DENY;
    }

    /** True where one thing is asked for, and not a list of what there is. */
    private static boolean isMeant(Exchange exchange) {
        return !ListFilter.isList(exchange.method()) && !exchange.definition().equals(SearchTools.FIND);
    }
}
