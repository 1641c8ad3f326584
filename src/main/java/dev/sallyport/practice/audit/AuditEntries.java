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
    static byte[] bare(Exchange exchange) {
        Outcome outcome = exchange.outcome();
        return EntryBytes.at(exchange.began())
                .put("exchange", exchange.id())
                .put("event", outcome == null ? "intended" : outcome.text())
                .put("incomplete", true)
                .take();
    }

    /** A stream was opened. */
    byte[] opened(Exchange exchange) {
        return entry(exchange, "opened").take();
    }

    /** A message is about to be sent. */
    byte[] intended(Exchange exchange) {
        return entry(exchange, "intended").take();
    }

    /** An exchange ended. */
    byte[] ended(Exchange exchange) {
        Outcome outcome = exchange.outcome();
        EntryBytes entry = entry(exchange, outcome == null ? "" : outcome.text())
                .put("took_us", exchange.tookNanos() / 1_000)
                .put("bytes_in", exchange.bytesIn())
                .put("bytes_out", exchange.bytesOut())
                .put("messages_out", exchange.messagesOut());
        JudgedFacts.add(entry, exchange);
        if (!exchange.notes().isEmpty()) {
            entry.array("verdicts");
            for (Exchange.Note note : exchange.notes()) {
                entry.object()
                        .put("verdict", note.verdict())
                        .put("reason", note.reason().toString());
                if (!note.detail().isEmpty()) {
                    entry.put("detail", note.detail());
                }
                entry.end();
            }
            entry.end();
        }
        return entry.take();
    }

    /** Something happened that is part of no exchange. */
    static byte[] stepped(Recorder.Step step) {
        EntryBytes entry = EntryBytes.at(step.when()).put("event", step.event());
        step.facts().forEach(entry::put);
        return entry.take();
    }

    /** A session ended. */
    static byte[] ended(Session session, Session.End why, Instant when) {
        EntryBytes entry = EntryBytes.at(when)
                .put("event", "session-ended")
                .put("principal", session.principal().id());
        if (!session.owner().client().isEmpty()) {
            entry.put("client", session.owner().client());
        }
        return entry.put("route", session.route())
                .put("session", name(session))
                .put("why", why.text())
                .take();
    }

    private EntryBytes entry(Exchange exchange, String event) {
        EntryBytes entry =
                EntryBytes.at(exchange.began()).put("exchange", exchange.id()).put("event", event);
        caller(entry, exchange);
        entry.put("peer", exchange.envelope().peer())
                .put("carrier", exchange.envelope().carrier().text())
                .put("route", names.shown(exchange.envelope().route()))
                .put("server", names.shown(exchange.server()));
        Message message = exchange.readMessage();
        if (message != null) {
            entry.put("era", exchange.era().text())
                    .put(
                            "method",
                            McpMethod.isKnown(message.method()) ? message.method() : names.shown(message.method()));
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
    private static void caller(EntryBytes entry, Exchange exchange) {
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
                key(entry.object("actor"), actor);
                entry.end();
            }
            case Principal.Anonymous _ -> {}
        }
        if (!how.client().isEmpty()) {
            entry.put("client", how.client());
        }
        List<String> groups = how.claims().getOrDefault(GROUPS, List.of());
        if (!groups.isEmpty()) {
            entry.array(GROUPS);
            groups.stream().limit(GROUPS_MAX).forEach(entry::add);
            entry.end();
        }
        JudgedFacts.addGranted(entry, how);
        if (!how.credential().isEmpty()) {
            entry.put("credential", how.credential());
        }
    }

    /** Issuer, subject and tenant, but for callers that are this gateway's own. */
    private static void key(EntryBytes entry, Principal.Key key) {
        if (!key.issuer().isEmpty()) {
            entry.put("issuer", key.issuer()).put("subject", key.subject());
            if (!key.tenant().isEmpty()) {
                entry.put("tenant", key.tenant());
            }
        }
    }
}
