package dev.sallyport.practice.audit.form;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An entry as an event of the Open Cybersecurity Schema Framework. What it has no word for stands in {@code unmapped}, so that nothing is
 * lost. Source: OCSF 1.9.0, classes API Activity (6003), Authentication (3002), Event Log Activity (1008) and Base Event (0), profiles
 * Security Control and Trace.
 */
public final class OcsfEvent {
    private static final String SCHEMA = "1.9.0";
    private static final int OTHER = 99;
    private static final int SUCCESS = 1;
    private static final int FAILURE = 2;

    /** What the ledger says of itself, and what is said of it. */
    private static final Set<String> OF_LEDGER = Set.of(
            "segment",
            "torn-tail-cut",
            "writable-again",
            "refusals-unrecorded",
            "damaged",
            "holds-changed",
            "checkpoint",
            "not-sent");

    /** What means that something of a ledger is lost or was changed. */
    private static final Set<String> GRAVE = Set.of("damaged", "holds-changed", "not-sent");

    /** Outcomes that let the message through to the server. */
    private static final Set<String> ALLOWED =
            Set.of("answered", "opened", "intended", "upstream-failed", "timed-out", "client-gone", "shut-down");

    /** What came of a signal where what the caller had open was ended. */
    private static final Set<String> ENDING = Set.of("end-session", "block");

    private final ObjectNode entry;
    private final Source source;
    private final String what;
    private final ObjectNode event = JsonNodeFactory.instance.objectNode();

    /**
     * Where an entry comes from.
     *
     * @param ledger the name of its ledger
     * @param version that of this program
     * @param sha256 of the entry's line, in hexadecimal, or empty
     */
    public record Source(String ledger, String version, String sha256) {}

    private OcsfEvent(ObjectNode entry, Source source) {
        this.entry = entry;
        this.source = source;
        this.what = entry.path("event").asString("");
    }

    /** The event that {@code entry} is; nothing of the entry is changed. */
    public static ObjectNode of(ObjectNode entry, Source source) {
        return new OcsfEvent(entry.deepCopy(), source).event();
    }

    private ObjectNode event() {
        long number = entry.path("n").asLong(-1);
        if (OF_LEDGER.contains(what)) {
            ofLedger();
        } else if (what.equals("session-ended")) {
            logoff();
        } else if (isActivity()) {
            activity();
        } else {
            classified(0, 0, OTHER, what);
            status(OTHER, what);
            severity(what.equals("signals-more") ? 3 : 1);
        }
        time();
        metadata(number);
        entry.remove(List.of("n", "crc"));
        if (!entry.isEmpty()) {
            event.set("unmapped", entry);
        }
        if (!source.sha256().isEmpty()) {
            event.putObject("raw_data_hash")
                    .put("algorithm", "SHA-256")
                    .put("algorithm_id", 3)
                    .put("value", source.sha256());
        }
        return event;
    }

    /** True where a caller did something; what an operator did about callers is nothing of theirs. */
    private boolean isActivity() {
        return !what.equals("signals-lifted")
                && Stream.of("exchange", "method", "server", "peer").anyMatch(entry::has);
    }

    private void classified(int category, int id, int activity, String name) {
        event.put("category_uid", category);
        event.put("class_uid", id);
        event.put("activity_id", activity);
        if (activity == OTHER && !name.isEmpty()) {
            event.put("activity_name", name);
        }
        event.put("type_uid", id * 100L + activity);
    }

    private void status(int id, String word) {
        event.put("status_id", id);
        event.put("status", id == SUCCESS ? "Success" : id == FAILURE ? "Failure" : word);
    }

    private void severity(int id) {
        event.put("severity_id", id);
    }

    private void activity() {
        String method = text("method");
        boolean reads = method.endsWith("/list") || method.endsWith("/read") || method.endsWith("/get");
        boolean exchange = entry.has("exchange");
        boolean call = exchange && !method.isEmpty();
        classified(6, 6003, call && reads ? 2 : OTHER, call ? method : what);
        outcome(exchange);
        caller();
        ObjectNode api = event.putObject("api");
        api.put("operation", method.isEmpty() ? what : method);
        String server = text("server");
        if (!server.isEmpty()) {
            api.putObject("service").put("name", server);
            event.putObject("dst_endpoint").put("svc_name", server);
        }
        take("exchange", id -> api.putObject("request").put("uid", id));
        endpoint();
        take("name", name -> event.putArray("resources")
                .addObject()
                .put("name", name)
                .put(
                        "type",
                        method.startsWith("prompts/")
                                ? "prompt"
                                : method.startsWith("resources/") ? "resource" : "tool"));
        verdicts(api);
        policy();
        take("trace", id -> event.putObject("trace").put("uid", id));
        if (entry.path("count").isIntegralNumber()) {
            event.set("count", entry.remove("count"));
        }
        entry.remove(List.of("method", "server"));
    }

    private void outcome(boolean exchange) {
        boolean changed = what.equals("definition-changed");
        boolean refused = what.equals("denied") || what.equals("denied-more") || what.equals("approval-denied");
        switch (what) {
            case "answered", "answered-more" -> status(SUCCESS, "");
            case "denied", "denied-more", "upstream-failed", "timed-out", "client-gone", "revoked", "shut-down" ->
                status(FAILURE, "");
            case "opened", "intended" -> status(OTHER, what);
            default -> status(exchange || changed ? OTHER : SUCCESS, what);
        }
        if (refused || ALLOWED.contains(what)) {
            event.put("action_id", refused ? 2 : 1);
            event.put("disposition_id", refused ? 2 : 1);
        } else if (what.equals("revoked")) {
            event.put("action_id", 2).put("disposition_id", 24);
        }
        boolean acted = what.equals("signal") && ENDING.contains(text("then"));
        boolean odd = changed || what.equals("signal");
        severity(isHijack() || acted ? 4 : odd ? 3 : status(refused));
        event.put("status_code", what);
    }

    private int status(boolean refused) {
        return refused || event.path("status_id").asInt(0) == FAILURE ? 2 : 1;
    }

    private boolean isHijack() {
        return entry.path("verdicts")
                .valueStream()
                .anyMatch(verdict -> verdict.path("verdict").asString("").equals("hijack"));
    }

    private void caller() {
        ObjectNode actor = event.putObject("actor");
        user(actor.putObject("user"));
        take("client", client -> actor.put("app_name", client));
        take("session", session -> actor.putObject("session").put("uid", session));
        take("issuer", issuer -> actor.putObject("idp").put("name", issuer));
    }

    private void user(ObjectNode user) {
        String principal = text("principal");
        user.put("uid", principal.isEmpty() ? "unknown" : principal);
        entry.remove("principal");
        take("subject", subject -> user.put("name", subject));
        take("tenant", tenant -> user.put("domain", tenant));
        take("credential", credential -> user.put("credential_uid", credential));
        if (entry.path("groups").isArray()) {
            ArrayNode groups = user.putArray("groups");
            entry.path("groups").forEach(group -> groups.addObject().put("name", group.asString("")));
            entry.remove("groups");
        }
    }

    private void endpoint() {
        ObjectNode peer = event.putObject("src_endpoint");
        String from = text("peer");
        entry.remove("peer");
        if (from.matches("[0-9a-fA-F.:]{2,45}") && (from.contains(".") || from.contains(":"))) {
            peer.put("ip", from);
        } else {
            peer.put("name", from.isEmpty() ? "sallyport" : from);
        }
    }

    /** The last reason is that of the outcome; all of them stay in {@code unmapped}. */
    private void verdicts(ObjectNode api) {
        JsonNode verdicts = entry.path("verdicts");
        String reason = verdicts.isEmpty()
                ? text("reason")
                : verdicts.path(verdicts.size() - 1).path("reason").asString("");
        if (!reason.isEmpty()) {
            event.put("status_detail", reason);
            if (event.path("status_id").asInt(0) == FAILURE) {
                api.putObject("response").put("error", reason);
            }
        }
        entry.remove("reason");
    }

    private void policy() {
        JsonNode policy = entry.path("policy");
        String version = policy.isObject() ? policy.path("version").asString("") : policy.asString("");
        if (!version.isEmpty()) {
            String statement = policy.path("statement").asString("");
            ObjectNode shown = event.putObject("policy").put("uid", statement.isEmpty() ? version : statement);
            shown.put("version", version);
        }
    }

    private void logoff() {
        classified(3, 3002, 2, "");
        status(SUCCESS, "");
        severity(1);
        user(event.putObject("user"));
        event.putObject("service").put("name", "sallyport");
        take("session", session -> {
            ObjectNode shown = event.putObject("session").put("uid", session);
            take("why", why -> shown.put("expiration_reason", why));
        });
        take("client", client -> event.putObject("actor").put("app_name", client));
    }

    private void ofLedger() {
        int activity =
                switch (what) {
                    case "segment" -> 5;
                    case "writable-again" -> 8;
                    default -> OTHER;
                };
        classified(1, 1008, activity, what);
        boolean lost = !entry.path("abandoned").path("lost").isMissingNode();
        boolean harmless = !lost && (what.equals("segment") || what.equals("checkpoint"));
        status(SUCCESS, "");
        severity(GRAVE.contains(what) ? 4 : harmless ? 1 : 3);
        event.put("status_code", what);
        event.put("log_type_id", 2);
        event.put("log_name", source.ledger());
    }

    private void time() {
        try {
            event.put("time", Instant.parse(text("time")).toEpochMilli());
            entry.remove("time");
        } catch (DateTimeParseException _) {
            event.put("time", 0);
        }
    }

    private void metadata(long number) {
        ObjectNode metadata = event.putObject("metadata");
        metadata.put("version", SCHEMA);
        metadata.putObject("product")
                .put("name", "Sallyport")
                .put("vendor_name", "Sallyport")
                .put("version", source.version());
        metadata.put("log_name", source.ledger());
        metadata.put("event_code", what);
        entry.remove("event");
        if (number >= 0) {
            metadata.put("uid", source.ledger() + "/" + number);
            metadata.put("sequence", number);
        }
        String request = event.path("api").path("request").path("uid").asString("");
        if (!request.isEmpty()) {
            metadata.put("correlation_uid", request);
        }
        ArrayNode profiles = metadata.putArray("profiles");
        if (event.has("action_id") || event.has("policy")) {
            profiles.add("security_control");
        }
        if (event.has("trace")) {
            profiles.add("trace");
        }
        if (profiles.isEmpty()) {
            metadata.remove("profiles");
        }
    }

    private String text(String member) {
        return entry.path(member).asString("");
    }

    /** Gives the text of a member to {@code taker}, and takes it out of what is left; nothing where it has none. */
    private void take(String member, Taker taker) {
        if (entry.path(member).isString()) {
            String text = text(member);
            entry.remove(member);
            if (!text.isEmpty()) {
                taker.take(text);
            }
        }
    }

    @FunctionalInterface
    private interface Taker {
        void take(String text);
    }
}
