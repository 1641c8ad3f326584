package dev.sallyport.cli.audit;

import dev.sallyport.ledger.LedgerFolder;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An entry, and the ledger that has it.
 *
 * @param ledger which one
 * @param time when what it tells of began; the beginning of time where it does not say
 * @param entry what was written
 */
record Found(LedgerFolder ledger, Instant time, JsonNode entry) {
    static Found of(LedgerFolder ledger, JsonNode entry) {
        return new Found(ledger, time(text(entry, "time")), entry);
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException _) {
            return Instant.MIN;
        }
    }

    private static String text(JsonNode object, String member) {
        return object.path(member).asString("");
    }

    /** A member that is a text; empty for any other. */
    String text(String member) {
        return text(entry, member);
    }

    /** The number of the entry; −1 where it has none. */
    long number() {
        return entry.path("n").asLong(-1);
    }

    /** True where it tells of suspicious activity. */
    boolean isSignal() {
        return text("event").equals("signal");
    }

    /**
     * Server and name of what was asked for, and the method where that is no call of a tool; of a signal its name, of settings the sections
     * that changed, of a start the program, of signals that were lifted which.
     */
    String what() {
        if (isSignal()) {
            return text("signal");
        }
        String named = text("changed") + text("program") + text("signals");
        if (!named.isEmpty()) {
            return named;
        }
        String method = text("method");
        String name = text("name");
        String target = text("server") + (name.isEmpty() ? "" : "/" + name);
        return method.isEmpty() || method.equals("tools/call") ? target : (method + " " + target).strip();
    }

    /** The reason of the last verdict that was no pass, or what explains a signal; empty where there was none. */
    String reason() {
        if (isSignal()) {
            return text("explained");
        }
        JsonNode verdicts = entry.path("verdicts");
        return verdicts.isEmpty() ? text("reason") : text(verdicts.path(verdicts.size() - 1), "reason");
    }

    /** True where a verdict, or the entry itself, has a reason that begins with {@code prefix}, or it is a signal of such a name. */
    boolean hasReason(String prefix) {
        return text("reason").startsWith(prefix)
                || (isSignal() && text("signal").startsWith(prefix))
                || entry.path("verdicts").valueStream().anyMatch(verdict -> text(verdict, "reason")
                        .startsWith(prefix));
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("ledger", ledger.name());
        json.set("entry", entry);
        return json;
    }
}
