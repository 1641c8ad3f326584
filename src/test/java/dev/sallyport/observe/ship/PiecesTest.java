package dev.sallyport.observe.ship;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.practice.audit.form.EntryForm;
import dev.sallyport.practice.audit.form.FieldRules;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is made of entries. */
final class PiecesTest {
    private static final FieldRules NO_PEER = new FieldRules(List.of("peer"), List.of());

    private static Piece piece(EntryForm form, FieldRules rules, String entry) {
        byte[] line = entry.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return new Pieces(form, rules, "0.1.0").entry("l", 0, line, 0, line.length);
    }

    private static List<String> notable(EntryForm form, String events) {
        return Stream.of(events.split(" "))
                .filter(event -> piece(form, FieldRules.NONE, "{'n':0,'event':'" + event + "'}")
                        .isNotable())
                .toList();
    }

    @Test
    void refusalsFailuresSignalsAndDamageAreNotableAndOrdinaryStepsAreNot() {
        String ordinary = "answered answered-more opened intended session-ended segment checkpoint started stopped"
                + " settings-changed pruned held released approval-asked approval-given approval-given-back"
                + " approval-agreed approval-used definition-accepted signals-lifted";
        String others = "denied denied-more upstream-failed timed-out client-gone revoked shut-down approval-denied"
                + " approval-expired definition-changed settings-refused signal signals-more torn-tail-cut"
                + " writable-again refusals-unrecorded damaged holds-changed not-sent unheard-of";
        for (EntryForm form : EntryForm.values()) {
            assertEquals(List.of(), notable(form, ordinary));
            assertEquals(List.of(others.split(" ")), notable(form, others));
            assertTrue(
                    piece(form, FieldRules.NONE, "{'n':0,'event':'segment','abandoned':{'first':0,'bytes':9,'lost':0}}")
                            .isNotable());
        }
    }

    @Test
    void numbersAreSentAsTheyWereWritten() {
        for (String number : List.of(
                "12345678901234567.25", "0.1234567890123456789", "123456789012345678901234567890", "1.0", "1E+400")) {
            String entry = "{'n':0,'event':'answered','arguments':{'kept':[{'at':'/q','value':" + number + "}]}}";
            for (Piece piece : List.of(
                    piece(EntryForm.LEDGER, FieldRules.NONE, entry),
                    piece(EntryForm.LEDGER, NO_PEER, entry),
                    piece(EntryForm.OCSF, FieldRules.NONE, entry))) {
                assertTrue(piece.json().contains("\"value\":" + number + "}"), piece.json());
            }
        }
    }
}
