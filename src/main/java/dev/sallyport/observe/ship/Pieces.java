package dev.sallyport.observe.ship;

import dev.sallyport.ledger.LedgerFeed.Signed;
import dev.sallyport.practice.audit.form.EntryForm;
import dev.sallyport.practice.audit.form.FieldRules;
import dev.sallyport.practice.audit.form.OcsfEvent;
import dev.sallyport.protocol.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes pieces of what a ledger holds. */
final class Pieces {
    /** Keeps all digits of a number. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** What nobody needs to look at; what is not known here somebody may. */
    private static final Set<String> USUAL = Set.of(
            "answered",
            "answered-more",
            "opened",
            "intended",
            "session-ended",
            "segment",
            "checkpoint",
            "pruned",
            "held",
            "released",
            "started",
            "stopped",
            "settings-changed",
            "definition-accepted",
            "signals-lifted",
            "approval-asked",
            "approval-given",
            "approval-given-back",
            "approval-agreed",
            "approval-used");

    private final EntryForm form;
    private final FieldRules rules;
    private final String version;

    /** In the words of {@code form}, without what {@code rules} take out; {@code version} is that of this program. */
    Pieces(EntryForm form, FieldRules rules, String version) {
        this.form = form;
        this.rules = rules;
        this.version = version;
    }

    /** The entry {@code number} of {@code ledger}, whose line this is. */
    Piece entry(String ledger, long number, byte[] bytes, int from, int to) {
        byte[] line = Arrays.copyOfRange(bytes, from, to);
        JsonNode read;
        try {
            read = JSON.readTree(line);
        } catch (JacksonException _) {
            // the check of the line holds, so this is how it was written
            return new Piece(number, "unreadable", Instant.EPOCH, true, text(line));
        }
        if (!(read instanceof ObjectNode entry)) {
            return new Piece(number, "unreadable", Instant.EPOCH, true, text(line));
        }
        String event = entry.path("event").asString("");
        Instant time = time(entry);
        if (form == EntryForm.LEDGER && rules.isEmpty()) {
            return new Piece(number, event, time, isNotable(entry), Piece.Trace.of(entry), text(line));
        }
        rules.apply(entry);
        return made(ledger, number, entry, rules.isEmpty() ? HexFormat.of().formatHex(Sha256.of(line)) : "");
    }

    /** What the ledger signed, which is the same piece each time that it is sent. */
    Piece checkpoint(Signed signed) {
        ObjectNode entry = own("checkpoint", signed.time());
        entry.put("ledger", signed.checkpoint().origin());
        entry.put("size", signed.checkpoint().size());
        entry.put("root", signed.checkpoint().root());
        entry.put("note", signed.note());
        return made(signed.checkpoint().origin(), -1, entry, "");
    }

    /** That entries cannot be sent, because they are not there any more or not what was written. */
    Piece missing(Signed signed, long first, long last) {
        String ledger = signed.checkpoint().origin();
        ObjectNode entry = own("not-sent", signed.time()).put("ledger", ledger).put("first", first);
        return made(ledger, -1, entry.put("last", last), "");
    }

    /** That nothing from {@code first} on is sent of {@code ledger}, which is damaged: how many entries that are, nobody knows. */
    Piece lost(String ledger, long first, Instant when) {
        return made(ledger, -1, own("not-sent", when).put("ledger", ledger).put("first", first), "");
    }

    private static ObjectNode own(String event, Instant when) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("time", when.toString())
                .put("event", event);
    }

    private Piece made(String ledger, long number, ObjectNode entry, String sha256) {
        String event = entry.path("event").asString("");
        Instant time = time(entry);
        Piece.Trace trace = Piece.Trace.of(entry);
        ObjectNode said =
                form == EntryForm.OCSF ? OcsfEvent.of(entry, new OcsfEvent.Source(ledger, version, sha256)) : entry;
        return new Piece(number, event, time, isNotable(entry), trace, said.toString());
    }

    /** A segment before this one is abandoned where its disk failed. */
    private static boolean isNotable(ObjectNode entry) {
        return !USUAL.contains(entry.path("event").asString("")) || entry.has("abandoned");
    }

    private static String text(byte[] line) {
        return new String(line, StandardCharsets.UTF_8);
    }

    private static Instant time(ObjectNode entry) {
        try {
            return Instant.parse(entry.path("time").asString(""));
        } catch (DateTimeParseException _) {
            return Instant.EPOCH;
        }
    }
}
