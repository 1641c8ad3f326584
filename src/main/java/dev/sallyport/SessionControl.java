package dev.sallyport;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Session;
import dev.sallyport.pipeline.caller.Caller;
import dev.sallyport.pipeline.selection.Selection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What callers have open at a running gateway, listed and ended. */
public final class SessionControl {
    private static final int LISTED_MAX = 5_000;

    private SessionControl() {}

    /** The sessions that are open and what is under way at {@code at}, 5,000 of each at the most; how many {@code more} there are. */
    public static ObjectNode list(Gateway gateway, Instant at) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        List<Session> sessions = gateway.sessions();
        List<Exchange> underway = gateway.underway();
        ArrayNode open = result.putArray("sessions");
        long now = System.nanoTime();
        sessions.stream().limit(LISTED_MAX).forEach(session -> add(open.addObject(), session, now, at));
        ArrayNode running = result.putArray("underway");
        underway.stream().limit(LISTED_MAX).forEach(exchange -> add(running.addObject(), exchange));
        result.put("more", Math.max(0, sessions.size() - LISTED_MAX) + Math.max(0, underway.size() - LISTED_MAX));
        return result;
    }

    private static void add(ObjectNode entry, Session session, long nowNanos, Instant at) {
        entry.put("session", session.id());
        add(entry, session.owner());
        entry.put("route", session.route());
        entry.put("since", at.minusNanos(nowNanos - session.beganNanos()).toString());
        entry.put("idle_s", Math.max(0, nowNanos - session.usedNanos(nowNanos)) / 1_000_000_000L);
        entry.put("requests", session.waitingCount());
        entry.put("listening", session.isListening());
    }

    private static void add(ObjectNode entry, Exchange exchange) {
        entry.put("exchange", exchange.id());
        add(entry, exchange.caller());
        entry.put("server", exchange.server());
        entry.put("method", exchange.method());
        entry.put("since", exchange.began().toString());
        Session session = exchange.session();
        if (session != null) {
            entry.put("session", session.id());
        }
    }

    private static void add(ObjectNode entry, Caller caller) {
        entry.put("principal", caller.principal().id());
        if (!caller.client().isEmpty()) {
            entry.put("client", caller.client());
        }
    }

    /** Ends what {@code asked} selects. */
    public static ObjectNode end(Gateway gateway, JsonNode asked) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        Optional<Selection> selection = selection(asked);
        if (selection.isEmpty()) {
            return result.put("problem", "one of session, principal, client and all must be named");
        }
        Gateway.Ended ended = gateway.end(selection.get(), Session.End.OPERATOR);
        return result.put("sessions", ended.sessions()).put("exchanges", ended.exchanges());
    }

    private static Optional<Selection> selection(JsonNode asked) {
        String session = asked.path("session").asString("");
        String principal = asked.path("principal").asString("");
        String client = asked.path("client").asString("");
        if (asked.path("all").asBoolean(false)) {
            return Optional.of(new Selection.All());
        }
        if (!session.isEmpty()) {
            return Optional.of(new Selection.OfSession(session));
        }
        if (!principal.isEmpty()) {
            return Optional.of(new Selection.OfPrincipal(principal));
        }
        return client.isEmpty() ? Optional.empty() : Optional.of(new Selection.OfClient(client));
    }
}
