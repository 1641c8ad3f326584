package dev.sallyport.practice.access.approval;

import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.practice.access.approval.ApprovalStore.Kept;
import dev.sallyport.protocol.json.JsonRead;
import dev.sallyport.protocol.json.JsonReader;
import dev.sallyport.protocol.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Requests and approvals as they are kept. A session does not outlive the process, and so it is left out. */
final class KeptText {
    private KeptText() {}

    static Kept of(Ticket ticket) {
        Ask ask = ticket.ask;
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("held", held(ask.held()));
        body.put("state", ticket.state().name());
        body.put("since", ticket.sinceMillis);
        body.put("secret", ticket.secret);
        body.put("token", ticket.formToken);
        body.put("arguments", ask.arguments());
        body.put("changed", ask.changed());
        body.put("statement", ask.statement());
        body.put("permitting", ask.permitting());
        body.put("people", ask.people());
        body.put("answerMillis", ask.times().answer().toMillis());
        body.put("useMillis", ask.times().use().toMillis());
        ObjectNode agreed = body.putObject("agreed");
        ticket.choices().forEach((by, choice) -> agreed.putObject(by)
                .put("scope", choice.scope().text())
                .put("millis", choice.during().toMillis()));
        return new Kept(ticket.name, false, ticket.untilMillis(), text(body));
    }

    static Kept of(Grants.Grant grant) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("held", held(grant.held()));
        body.put("scope", grant.scope().text());
        return new Kept(grant.name(), true, grant.untilMillis(), text(body));
    }

    /** The request that {@code kept} is; empty where it is none that could have been written. */
    static Optional<Ticket> ticket(Kept kept) {
        try {
            JsonNode body = body(kept);
            Map<String, Choice> agreed = new LinkedHashMap<>();
            body.path("agreed")
                    .properties()
                    .forEach(entry -> agreed.put(
                            entry.getKey(),
                            new Choice(true, scope(entry.getValue()), millis(entry.getValue(), "millis"))));
            Ask ask = new Ask(
                    held(body.path("held")),
                    "",
                    string(body, "arguments"),
                    string(body, "changed"),
                    string(body, "statement"),
                    string(body, "permitting"),
                    body.path("people").asInt(),
                    new ApprovalSettings(millis(body, "answerMillis"), millis(body, "useMillis")),
                    _ -> {});
            Ticket.Past past = new Ticket.Past(
                    string(body, "secret"),
                    string(body, "token"),
                    body.path("since").asLong(),
                    Ticket.State.valueOf(string(body, "state")),
                    kept.untilMillis(),
                    agreed);
            return Optional.of(new Ticket(kept.name(), ask, past));
        } catch (RuntimeException _) {
            return Optional.empty();
        }
    }

    /** The approval that {@code kept} is; empty where it is none that could have been written. */
    static Optional<Grants.Grant> grant(Kept kept) {
        try {
            JsonNode body = body(kept);
            Scope scope = scope(body);
            return scope == Scope.SESSION
                    ? Optional.empty()
                    : Optional.of(
                            new Grants.Grant(kept.name(), held(body.path("held")), "", scope, kept.untilMillis()));
        } catch (RuntimeException _) {
            return Optional.empty();
        }
    }

    private static ObjectNode held(Held held) {
        ObjectNode text = JsonNodeFactory.instance.objectNode();
        text.set("principal", principal(held.principal()));
        text.put("client", held.client());
        text.put("server", held.server());
        text.put("action", held.action());
        text.put("name", held.name());
        text.put("arguments", held.arguments());
        text.put("definition", held.definition());
        text.put("policy", held.policy());
        return text;
    }

    private static Held held(JsonNode text) {
        return new Held(
                principal(text.path("principal")),
                string(text, "client"),
                string(text, "server"),
                string(text, "action"),
                string(text, "name"),
                string(text, "arguments"),
                string(text, "definition"),
                string(text, "policy"));
    }

    private static ObjectNode principal(Principal principal) {
        ObjectNode text = JsonNodeFactory.instance.objectNode();
        switch (principal) {
            case Principal.Anonymous _ -> text.put("kind", "anonymous");
            case Principal.User user -> text.put("kind", "user").set("key", key(user.key()));
            case Principal.Workload workload -> text.put("kind", "workload").set("key", key(workload.key()));
            case Principal.Delegated delegated -> {
                text.put("kind", "delegated").set("key", key(delegated.subject()));
                text.set("actor", key(delegated.actor()));
            }
        }
        return text;
    }

    private static Principal principal(JsonNode text) {
        return switch (string(text, "kind")) {
            case "anonymous" -> Principal.ANONYMOUS;
            case "user" -> new Principal.User(key(text.path("key")));
            case "workload" -> new Principal.Workload(key(text.path("key")));
            case "delegated" -> new Principal.Delegated(key(text.path("key")), key(text.path("actor")));
            default -> throw new IllegalArgumentException("no such principal");
        };
    }

    private static ObjectNode key(Principal.Key key) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("issuer", key.issuer())
                .put("subject", key.subject())
                .put("tenant", key.tenant());
    }

    private static Principal.Key key(JsonNode text) {
        return new Principal.Key(string(text, "issuer"), string(text, "subject"), string(text, "tenant"));
    }

    private static Scope scope(JsonNode text) {
        return Scope.of(string(text, "scope")).orElseThrow();
    }

    private static Duration millis(JsonNode text, String member) {
        JsonNode millis = text.path(member);
        if (!millis.isIntegralNumber()) {
            throw new DateTimeException("no time");
        }
        return Duration.ofMillis(millis.asLong());
    }

    private static String string(JsonNode text, String member) {
        JsonNode string = text.path(member);
        if (!string.isString()) {
            throw new IllegalArgumentException("no text");
        }
        return string.asString();
    }

    private static String text(ObjectNode body) {
        return new String(new JsonWriter().write(body), StandardCharsets.UTF_8);
    }

    private static JsonNode body(Kept kept) {
        return new JsonReader().read(kept.body().getBytes(StandardCharsets.UTF_8)) instanceof JsonRead.Value value
                ? value.root()
                : JsonNodeFactory.instance.missingNode();
    }
}
