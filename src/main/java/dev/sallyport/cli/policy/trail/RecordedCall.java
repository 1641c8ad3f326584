package dev.sallyport.cli.policy.trail;

import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.policy.Decision.Outcome;
import dev.sallyport.policy.PrincipalPattern;
import dev.sallyport.practice.access.DescribedCall;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.TaskForm;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A call of the audit trail about which the policy was asked.
 *
 * @param exchange the id of its exchange
 * @param call what was done; its arguments and what the server says of the tool are not in the trail, and of claims those alone that the policy named
 * @param principal who, as the trail writes it
 * @param decided what the policy of that time said
 * @param passed true where it was let through, as in observe mode also what was not allowed
 * @param statement the statement that decided; may be empty
 * @param version the policy of that time
 */
public record RecordedCall(
        String exchange,
        DescribedCall call,
        String principal,
        Outcome decided,
        boolean passed,
        String statement,
        String version) {
    private static final String PRACTICE = "access.";
    private static final String OF_GATEWAY = "control";

    /** When it began. */
    public Instant time() {
        return call.time();
    }

    /** What {@code entry} records that the policy was asked about: a call, and what its server asked within it. */
    public static List<RecordedCall> of(JsonNode entry) {
        List<RecordedCall> all = new ArrayList<>();
        if (text(entry, "server").isEmpty() || text(entry, "carrier").equals(OF_GATEWAY)) {
            return all;
        }
        JsonNode policy = entry.path("policy");
        Optional<String> action = action(text(entry, "method"), text(entry, "name"));
        Optional<Outcome> decided = outcome(policy);
        if (action.isPresent() && decided.isPresent()) {
            call(entry, action.get(), text(entry, "name"))
                    .map(call -> of(
                            entry,
                            call,
                            policy,
                            decided.get(),
                            !text(entry, "event").equals("denied")))
                    .ifPresent(all::add);
        }
        for (JsonNode asked : entry.path("asked")) {
            Optional<Outcome> said = outcome(asked);
            if (said.isPresent()) {
                call(entry, text(asked, "method"), "")
                        .map(call ->
                                of(entry, call, asked, said.get(), said.get() == Outcome.ALLOW || isObserved(entry)))
                        .ifPresent(all::add);
            }
        }
        return all;
    }

    private static RecordedCall of(JsonNode entry, DescribedCall call, JsonNode by, Outcome decided, boolean passed) {
        return new RecordedCall(
                text(entry, "exchange"),
                call,
                text(entry, "principal"),
                decided,
                passed,
                text(by, "statement"),
                text(entry.path("policy"), "version"));
    }

    private static Optional<DescribedCall> call(JsonNode entry, String action, String name) {
        try {
            return Optional.of(new DescribedCall(
                    principals(entry),
                    action,
                    text(entry, "server"),
                    name,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    RecordedFacts.vouched(entry),
                    Instant.parse(text(entry, "time")),
                    text(entry, "peer"),
                    RecordedFacts.risk(entry)));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private static Optional<Outcome> outcome(JsonNode said) {
        return switch (text(said, "decision")) {
            case "allow" -> Optional.of(Outcome.ALLOW);
            case "hold" -> Optional.of(Outcome.HOLD);
            case "deny" -> Optional.of(Outcome.DENY);
            default -> Optional.empty();
        };
    }

    /** True where access control was only watched, so that what it would have stopped has passed. */
    private static boolean isObserved(JsonNode entry) {
        return entry.path("verdicts")
                .valueStream()
                .anyMatch(verdict -> text(verdict, "verdict").equals("observe")
                        && text(verdict, "reason").startsWith(PRACTICE)
                        && !verdict.path("detail").isString());
    }

    /** What the policy is asked about for a method; empty where it is not asked, or what was asked for is not in the trail. */
    private static Optional<String> action(String method, String name) {
        return switch (method) {
            case McpMethod.TOOLS_CALL, McpMethod.PROMPTS_GET, McpMethod.RESOURCES_READ ->
                name.isEmpty() ? Optional.empty() : Optional.of(method);
            case McpMethod.RESOURCES_SUBSCRIBE ->
                Optional.of(McpMethod.RESOURCES_READ).filter(_ -> !name.isEmpty());
            // on a stream only what a server asked was judged
            case McpMethod.LISTEN, McpMethod.COMPLETE, Message.OpenStream.METHOD, "" -> Optional.empty();
            default ->
                TaskForm.isMethod(method)
                        ? Optional.of(McpMethod.TOOLS_CALL).filter(_ -> !name.isEmpty())
                        : method.endsWith("/list") ? Optional.empty() : Optional.of(method);
        };
    }

    private static List<PrincipalPattern> principals(JsonNode entry) {
        List<PrincipalPattern> principals = new ArrayList<>();
        String id = text(entry, "principal");
        if (entry.path("actor").isObject()) {
            principals.add(PrincipalPattern.of("user", key(entry)));
            principals.add(PrincipalPattern.of("actor", key(entry.path("actor"))));
        } else if (text(entry, "kind").equals("workload")) {
            principals.add(PrincipalPattern.of("workload", id));
        } else if (entry.path("issuer").isString()) {
            principals.add(PrincipalPattern.of("user", id));
        } else {
            principals.add(id.equals(Principal.LOCAL.id()) ? PrincipalPattern.LOCAL : PrincipalPattern.ANONYMOUS);
        }
        if (!text(entry, "client").isEmpty()) {
            principals.add(PrincipalPattern.of("client", text(entry, "client")));
        }
        entry.path("groups").forEach(group -> principals.add(PrincipalPattern.of("group", group.asString(""))));
        return principals;
    }

    private static String key(JsonNode object) {
        return new Principal.Key(text(object, "issuer"), text(object, "subject"), text(object, "tenant")).text();
    }

    private static String text(JsonNode object, String member) {
        return object.path(member).asString("");
    }
}
