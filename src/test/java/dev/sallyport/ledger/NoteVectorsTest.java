package dev.sallyport.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.crypto.NoteSigner;
import dev.sallyport.ledger.verify.Note;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Notes are those of the format's reference implementation, byte for byte; whatever is not that is none. */
final class NoteVectorsTest {
    /** The key and the note in the documentation of golang.org/x/mod/sumdb/note. */
    private static final String VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    private static final String SEED = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    private static final String TEXT =
            "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    private static final String NOTE = TEXT
            + "\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    /** A private key as PKCS #8 writes it is this, and its 32 bytes. Source: RFC 8410 §7. */
    private static final String PKCS8 = "302e020100300506032b657004220420";

    private static NoteSigner reference() {
        byte[] seed = Base64.getDecoder().decode(SEED);
        String der = PKCS8 + HexFormat.of().formatHex(seed, 1, seed.length);
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(der)) + "\n-----END PRIVATE KEY-----\n";
        return NoteSigner.of(VERIFIER + "\n" + pem).orElseThrow();
    }

    @Test
    void theReferenceKeySignsTheReferenceNote() {
        assertEquals(VERIFIER, reference().verifierKey());
        assertEquals(NOTE, reference().sign(TEXT));
        assertEquals(VERIFIER, NoteSigner.of(reference().text()).orElseThrow().verifierKey());
    }

    @Test
    void aCheckpointOfThatKeyIsVerified() {
        String note = reference().sign("ledger\n17\nroot=\n");
        assertEquals(Optional.of(new Note("ledger", 17, "root=", VERIFIER)), Note.verified(note, VERIFIER));
        assertEquals(
                Optional.of(new Note("ledger", 17, "root=", VERIFIER + "\n")), Note.verified(note, VERIFIER + "\n"));
        String witnessed = note + "\u2014 witness.example AAAAAAAA\n";
        assertTrue(Note.verified(witnessed, VERIFIER).isPresent(), "others may sign as well");
    }

    @Test
    void nothingElseIs() {
        String note = reference().sign("ledger\n17\nroot=\n");
        for (int i = 0; i < note.length(); i++) {
            StringBuilder changed = new StringBuilder(note);
            changed.setCharAt(i, (char) (note.charAt(i) ^ 1));
            assertEquals(Optional.empty(), Note.verified(changed.toString(), VERIFIER), "character " + i);
            assertEquals(Optional.empty(), Note.verified(note.substring(0, i), VERIFIER), "cut to " + i);
        }
        for (int i = 0; i < VERIFIER.length(); i++) {
            StringBuilder changed = new StringBuilder(VERIFIER);
            changed.setCharAt(i, (char) (VERIFIER.charAt(i) ^ 1));
            assertEquals(Optional.empty(), Note.verified(note, changed.toString()), "character " + i + " of the key");
        }
        for (String text : List.of("ledger\n017\nroot=\n", "\n17\nroot=\n", "ledger\n-1\nroot=\n", "ledger\n17\n")) {
            assertEquals(Optional.empty(), Note.verified(reference().sign(text), VERIFIER), text);
        }
        assertEquals(Optional.empty(), Note.verified(note + note.substring(note.indexOf('\u2014')), VERIFIER));
        String other = reference().sign("ledger\n18\nroot=\n");
        String wrong = other.substring(other.indexOf('\u2014'));
        for (int i = 1; i < 6; i++) {
            assertEquals(
                    Optional.empty(), Note.verified(note + wrong.repeat(i), VERIFIER), i + " wrong ones beside it");
        }
        assertEquals(Optional.empty(), Note.verified("", VERIFIER));
    }
}
