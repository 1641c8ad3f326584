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
import dev.sallyport.protocol.TaskForm;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Entries of what happened. No argument, no result and no credential is ever in one. */
final class AuditEntries {
    private static final int NAME_CHARS_MAX = 256;
    private static final int TASK_CHARS = 8;
    private static final int SESSION_CHARS = 8;
    private static final int GROUPS_MAX = 100;
    private static final String GROUPS = "groups";

    private AuditEntries() {}

    /** A stream was opened. */
    static ObjectNode opened(Exchange exchange) {
        return entry(exchange, "opened");
    }

    /** A message is about to be sent. */
    static ObjectNode intended(Exchange exchange) {
        return entry(exchange, "intended");
    }

    /** An exchange ended. */
    static ObjectNode ended(Exchange exchange) {
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

    private static ObjectNode entry(Exchange exchange, String event) {
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        entry.put("time", exchange.began().toString());
        entry.put("exchange", exchange.id());
        entry.put("event", event);
        caller(entry, exchange);
        entry.put("peer", exchange.envelope().peer());
        entry.put("carrier", exchange.envelope().carrier().text());
        entry.put("route", exchange.envelope().route());
        entry.put("server", exchange.server());
        Message message = exchange.readMessage();
        if (message != null) {
            entry.put("era", exchange.era().name().toLowerCase(Locale.ROOT));
            entry.put("method", message.method());
            if (message instanceof Message.Request asked) {
                names(entry, asked, exchange);
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
        return session.id().substring(0, Math.min(SESSION_CHARS, session.id().length()));
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

    /** What was asked for by the server's own name; and as the client said it, where that is another. */
    private static void names(ObjectNode entry, Message.Request asked, Exchange exchange) {
        if (TaskForm.isMethod(asked.method())) {
            // the id may be all that a server asks for
            String id = asked.params().path(TaskForm.ID).asString("");
            entry.put("task", id.substring(Math.max(0, id.length() - TASK_CHARS)));
            if (!exchange.definition().isNone()) {
                entry.put("name", exchange.definition().name());
            }
            return;
        }
        String exposed = name(asked);
        Message.Request resolved = exchange.resolved();
        String own = resolved == null ? exposed : name(resolved);
        if (!exposed.isEmpty()) {
            entry.put("name", own);
        }
        if (!own.equals(exposed)) {
            entry.put("exposed", exposed);
        }
    }

    private static String name(Message.Request request) {
        String member = McpMethod.nameMember(request.method());
        String name = member.isEmpty() ? "" : request.params().path(member).asString("");
        return name.length() > NAME_CHARS_MAX ? name.substring(0, NAME_CHARS_MAX) : name;
    }
}
