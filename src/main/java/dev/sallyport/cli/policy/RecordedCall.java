package dev.sallyport.cli.policy;

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
 * @param call what was done; its arguments, what the server says of the tool, claims and scopes are not in the trail
 * @param principal who, as the trail writes it
 * @param decided what the policy of that time said
 * @param passed true where it was let through, as in observe mode also what was not allowed
 * @param statement the statement that decided; may be empty
 * @param version the policy of that time
 */
record RecordedCall(
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
    Instant time() {
        return call.time();
    }

    /** The call that {@code entry} records; empty where the policy was not asked, or the entry is of no call. */
    static Optional<RecordedCall> of(JsonNode entry) {
        String version = entry.path("policy").path("version").asString("");
        Optional<Outcome> said = said(entry);
        String server = text(entry, "server");
        Optional<String> action = action(text(entry, "method"), text(entry, "name"));
        boolean asked = !version.isEmpty() || said.isPresent();
        if (!asked
                || server.isEmpty()
                || action.isEmpty()
                || text(entry, "carrier").equals(OF_GATEWAY)) {
            return Optional.empty();
        }
        try {
            DescribedCall call = new DescribedCall(
                    principals(entry),
                    action.get(),
                    server,
                    text(entry, "name"),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Instant.parse(text(entry, "time")),
                    text(entry, "peer"));
            return Optional.of(new RecordedCall(
                    text(entry, "exchange"),
                    call,
                    text(entry, "principal"),
                    said.orElse(Outcome.ALLOW),
                    !text(entry, "event").equals("denied"),
                    text(entry.path("policy"), "statement"),
                    version));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    /**
     * What the policy said against it, or would have said; empty where it allowed it or was not asked. A statement that is only watched says
     * nothing, and what was denied within a call that was not was a question of the server.
     */
    private static Optional<Outcome> said(JsonNode entry) {
        for (JsonNode verdict : entry.path("verdicts")) {
            String reason = text(verdict, "reason");
            boolean watched = verdict.path("detail").isString()
                    || (text(verdict, "verdict").equals("deny")
                            && !text(entry, "event").equals("denied"));
            if (!watched && reason.equals(PRACTICE + "held")) {
                return Optional.of(Outcome.HOLD);
            }
            if (!watched && (reason.equals(PRACTICE + "not-permitted") || reason.equals(PRACTICE + "forbidden"))) {
                return Optional.of(Outcome.DENY);
            }
        }
        return Optional.empty();
    }

    /** What the policy is asked about for a method; empty where it is not asked, or what was asked for is not in the trail. */
    private static Optional<String> action(String method, String name) {
        return switch (method) {
            case McpMethod.TOOLS_CALL, McpMethod.PROMPTS_GET, McpMethod.RESOURCES_READ ->
                name.isEmpty() ? Optional.empty() : Optional.of(method);
            case McpMethod.RESOURCES_SUBSCRIBE ->
                Optional.of(McpMethod.RESOURCES_READ).filter(_ -> !name.isEmpty());
            // on a stream only what a server asked was judged, which the trail does not name
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
