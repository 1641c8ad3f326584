package dev.sallyport;

import dev.sallyport.catalog.pin.Pin;
import dev.sallyport.catalog.pin.Pins;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Recorder;
import dev.sallyport.pipeline.RouteUrls;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.practice.access.AccessPractice;
import dev.sallyport.practice.access.AccessSettings;
import dev.sallyport.practice.access.approval.ApprovalPage;
import dev.sallyport.practice.access.approval.Approvals;
import dev.sallyport.practice.access.approval.Choice;
import dev.sallyport.practice.access.approval.Decided;
import dev.sallyport.practice.access.approval.Held;
import dev.sallyport.practice.access.approval.Pending;
import dev.sallyport.practice.access.approval.Scope;
import dev.sallyport.practice.access.approval.Visible;
import dev.sallyport.practice.token.redact.Redaction;
import dev.sallyport.practice.token.redact.SecretScan;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.transport.http.HttpSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Where people decide about what is held: by the command, or on a page. It outlives every configuration. */
public final class ApprovalDesk {
    private final Approvals approvals;
    private final Pins pins;
    private final Gateway.Start start;
    private final ApprovalPage page;
    /** The version of the policy that asks here now. */
    private volatile String policy = "";

    /** A desk whose pages are below {@code urls}, and of which all is recorded where {@code start} says. */
    ApprovalDesk(RouteUrls urls, Gateway.Start start) {
        this.start = start;
        try {
            pins = new Pins(start.stores().pins(), start.clock(), this::changed);
            approvals = new Approvals(
                    new Approvals.Place(
                            secret -> urls.page(ApprovalPage.PATH + secret),
                            start.stores().approvals(),
                            this::given),
                    start.recorder(),
                    new SecureRandom(),
                    start.clock());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        page = new ApprovalPage(approvals);
    }

    /** Access control by {@code settings}, which asks here. */
    AccessPractice practice(AccessSettings settings) {
        AccessPractice practice = new AccessPractice(settings, approvals, pins, ApprovalDesk::redacted);
        policy = practice.visibility().version();
        return practice;
    }

    /** Whoever agrees to a tool for a time accepts what it is now. */
    private void given(Held held, Choice choice, String by) {
        boolean accepts = choice.scope() == Scope.TOOL && held.action().equals(McpMethod.TOOLS_CALL);
        if (accepts && pins.accept(held.server(), held.name(), held.definition(), by)) {
            step("definition-accepted", held.server(), held.name(), held.definition(), Map.of("by", by));
        }
    }

    private void changed(Pin pin) {
        step("definition-changed", pin.server(), pin.name(), pin.digest(), Map.of());
    }

    private void step(String event, String server, String name, String digest, Map<String, String> more) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("server", server);
        facts.put("name", name);
        facts.put("definition", digest);
        facts.putAll(more);
        start.recorder().stepped(new Recorder.Step(start.clock().instant(), event, facts));
    }

    private static ObjectNode redacted(ObjectNode arguments) {
        ObjectNode clean = new Redaction(SecretScan::in).object(arguments, Set.of());
        return clean == null ? arguments : clean;
    }

    /** The pages, for the listener. */
    HttpSettings.Visits visits() {
        return new HttpSettings.Visits(path -> path.startsWith(ApprovalPage.PATH), this::visit);
    }

    private HttpSettings.Visit visit(Exchange exchange, String path, byte[] form, int lengthBytes) {
        ApprovalPage.Answer answer = page.answer(
                exchange,
                path.substring(ApprovalPage.PATH.length()),
                new String(form, 0, lengthBytes, StandardCharsets.UTF_8));
        return new HttpSettings.Visit(answer.status(), answer.headers(), answer.html());
    }

    /** From now on the command reaches it. */
    void commanded() {
        approvals.commanded();
    }

    /** Forgets what was asked for and agreed to for those that {@code whose} picks. */
    void forget(Predicate<Principal> whose) {
        approvals.forget(whose);
    }

    /** How many requests wait for a person. */
    int waitingCount() {
        return approvals.list().size();
    }

    /** Ends what is over. */
    void expire() {
        approvals.expire();
    }

    /**
     * What waits; where {@code asked} names one by {@code approval}, that one alone, with the code by which {@code by} can decide on its page.
     */
    public ObjectNode list(JsonNode asked, String by) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        String name = asked.path("approval").asString("");
        ArrayNode waiting = result.putArray("approvals");
        if (name.isEmpty()) {
            approvals.list().forEach(pending -> add(waiting.addObject(), pending));
        } else {
            approvals.find(name).ifPresent(pending -> {
                ObjectNode one = waiting.addObject();
                add(one, pending);
                boolean current = pending.ask().held().policy().equals(policy);
                one.put("permitting", current ? pending.ask().permitting() : "");
                one.put("outdated", !current);
                one.put("page", pending.url());
                one.put("code", approvals.code(name, by));
            });
        }
        return result;
    }

    private static void add(ObjectNode entry, Pending pending) {
        Held held = pending.ask().held();
        entry.put("approval", pending.name());
        entry.put("principal", held.principal().id());
        if (!held.client().isEmpty()) {
            entry.put("client", Visible.of(held.client()));
        }
        entry.put("server", held.server());
        entry.put("method", held.action());
        entry.put("name", Visible.of(held.name()));
        entry.put("arguments", pending.ask().arguments());
        if (!pending.ask().changed().isEmpty()) {
            entry.put("changed", pending.ask().changed());
        }
        entry.put("since", pending.since().toString());
        entry.put("until", pending.until().toString());
        entry.put("statement", pending.ask().statement());
        entry.put("people", pending.ask().people());
        ArrayNode agreed = entry.putArray("agreed");
        pending.agreed().forEach(agreed::add);
    }

    /**
     * Takes the choice of {@code by}: {@code approval} names the request, {@code verdict} is {@code approve}, {@code deny} or {@code permitted}
     * (the policy permits it now), {@code for} is a scope, {@code minutes} how long it is good; what came of it as {@code decided}, or a
     * {@code problem}.
     */
    public ObjectNode decide(JsonNode asked, String by) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        if (asked.path("verdict").asString("").equals("permitted")) {
            approvals.permitted(asked.path("approval").asString(""), by);
            return result.put("decided", "permitted");
        }
        Optional<Choice> choice = choice(asked);
        if (choice.isEmpty()) {
            return result.put(
                    "problem", "the verdict must be approve or deny, the scope one that exists, the time up to a day");
        }
        Decided decided = approvals.decide(asked.path("approval").asString(""), choice.get(), by);
        return switch (decided) {
            case GIVEN -> result.put("decided", "approved");
            case MORE -> result.put("decided", "agreed");
            case DENIED -> result.put("decided", "denied");
            case UNKNOWN, WRONG_CODE -> result.put("problem", "nothing of this name waits");
            case TWICE -> result.put("problem", "you have agreed already; somebody else has to");
            case OTHER_SCOPE -> result.put("problem", "whoever agreed before chose another scope");
            case NO_SESSION -> result.put("problem", "it came in no session; choose another scope");
        };
    }

    private static Optional<Choice> choice(JsonNode asked) {
        int minutes = asked.path("minutes").asInt(0);
        if (minutes < 0 || minutes > Choice.LONGEST.toMinutes()) {
            return Optional.empty();
        }
        return switch (asked.path("verdict").asString("")) {
            case "deny" -> Optional.of(Choice.DENY);
            case "approve" ->
                Scope.of(asked.path("for").asString("once"))
                        .map(scope -> new Choice(true, scope, Duration.ofMinutes(minutes)));
            default -> Optional.empty();
        };
    }
}
