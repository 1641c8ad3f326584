package dev.sallyport.practice.audit;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Outcome;
import dev.sallyport.pipeline.Recorder;
import dev.sallyport.pipeline.Session;
import dev.sallyport.pipeline.caller.Authentication;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.pipeline.trace.TraceContext;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.json.Clip;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Entries of what happened. No result and no credential is ever in one, and of arguments what {@link ArgumentFacts} says. */
final class AuditEntries {
    private static final int SESSION_CHARS = 8;
    private static final int GROUPS_MAX = 100;
    private static final String GROUPS = "groups";

    private final ArgumentFacts arguments;
    private final ShownNames names;

    /** Entries that say of arguments what {@code arguments} does, and of names what {@code names} does. */
    AuditEntries(ArgumentFacts arguments, ShownNames names) {
        this.arguments = arguments;
        this.names = names;
    }

    /** What is left to say of {@code exchange} where a mistake of this program keeps the rest from being told. */
    static ObjectNode bare(Exchange exchange) {
        Outcome outcome = exchange.outcome();
        return JsonNodeFactory.instance
                .objectNode()
                .put("time", exchange.began().toString())
                .put("exchange", exchange.id())
                .put("event", outcome == null ? "intended" : outcome.text())
                .put("incomplete", true);
    }

    /** A stream was opened. */
    ObjectNode opened(Exchange exchange) {
        return entry(exchange, "opened");
    }

    /** A message is about to be sent. */
    ObjectNode intended(Exchange exchange) {
        return entry(exchange, "intended");
    }

    /** An exchange ended. */
    ObjectNode ended(Exchange exchange) {
        Outcome outcome = exchange.outcome();
        ObjectNode entry = entry(exchange, outcome == null ? "" : outcome.text());
        entry.put("took_us", exchange.tookNanos() / 1_000);
        entry.put("bytes_in", exchange.bytesIn());
        entry.put("bytes_out", exchange.bytesOut());
        entry.put("messages_out", exchange.messagesOut());
        JudgedFacts.add(entry, exchange);
        if (!exchange.notes().isEmpty()) {
            ArrayNode verdicts = entry.putArray("verdicts");
            for (Exchange.Note note : exchange.notes()) {
                ObjectNode written = verdicts.addObject()
                        .put("verdict", note.verdict())
                        .put("reason", note.reason().toString());
                if (!note.detail().isEmpty()) {
                    written.put("detail", note.detail());
                }
            }
        }
        return entry;
    }

    /** Something happened that is part of no exchange. */
    static ObjectNode stepped(Recorder.Step step) {
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        entry.put("time", step.when().toString());
        entry.put("event", step.event());
        step.facts().forEach(entry::put);
        return entry;
    }

    /** A session ended. */
    static ObjectNode ended(Session session, Session.End why, Instant when) {
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        entry.put("time", when.toString());
        entry.put("event", "session-ended");
        entry.put("principal", session.principal().id());
        if (!session.owner().client().isEmpty()) {
            entry.put("client", session.owner().client());
        }
        entry.put("route", session.route());
        entry.put("session", name(session));
        entry.put("why", why.text());
        return entry;
    }

    private ObjectNode entry(Exchange exchange, String event) {
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        entry.put("time", exchange.began().toString());
        entry.put("exchange", exchange.id());
        entry.put("event", event);
        caller(entry, exchange);
        entry.put("peer", exchange.envelope().peer());
        entry.put("carrier", exchange.envelope().carrier().text());
        entry.put("route", names.shown(exchange.envelope().route()));
        entry.put("server", names.shown(exchange.server()));
        Message message = exchange.readMessage();
        if (message != null) {
            entry.put("era", exchange.era().name().toLowerCase(Locale.ROOT));
            entry.put("method", McpMethod.isKnown(message.method()) ? message.method() : names.shown(message.method()));
            if (message instanceof Message.Request asked) {
                names.add(entry, asked, exchange);
                arguments.add(entry, exchange);
            }
        }
        Session session = exchange.session();
        if (session != null) {
            entry.put("session", name(session));
        }
        TraceContext own = exchange.spans().own();
        TraceContext trace = own.isNone() ? exchange.trace() : own;
        if (!trace.isNone()) {
            entry.put("trace", trace.traceId());
        }
        if (!own.isNone()) {
            entry.put("span", own.spanId());
        }
        return entry;
    }

    /** Enough to join entries. */
    private static String name(Session session) {
        return Clip.start(session.id(), SESSION_CHARS);
    }

    /** Who called and how that is known: of a credential its hash, never itself. */
    private static void caller(ObjectNode entry, Exchange exchange) {
        Authentication how = exchange.authentication();
        entry.put("principal", exchange.principal().id());
        if (exchange.isIdentified()) {
            entry.put("authentication", how.method().text());
        }
        switch (exchange.principal()) {
            case Principal.User(Principal.Key key) -> key(entry, key);
            case Principal.Workload(Principal.Key key) -> key(entry.put("kind", "workload"), key);
            case Principal.Delegated(Principal.Key subject, Principal.Key actor) -> {
                key(entry, subject);
                key(entry.putObject("actor"), actor);
            }
            case Principal.Anonymous _ -> {}
        }
        if (!how.client().isEmpty()) {
            entry.put("client", how.client());
        }
        List<String> groups = how.claims().getOrDefault(GROUPS, List.of());
        if (!groups.isEmpty()) {
            ArrayNode written = entry.putArray("groups");
            groups.stream().limit(GROUPS_MAX).forEach(written::add);
        }
        JudgedFacts.addGranted(entry, how);
        if (!how.credential().isEmpty()) {
            entry.put("credential", how.credential());
        }
    }

    /** Issuer, subject and tenant, but for callers that are this gateway's own. */
    private static void key(ObjectNode entry, Principal.Key key) {
        if (!key.issuer().isEmpty()) {
            entry.put("issuer", key.issuer()).put("subject", key.subject());
            if (!key.tenant().isEmpty()) {
                entry.put("tenant", key.tenant());
            }
        }
    }
}
