package dev.sallyport.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.ledger.verify.Note;
import dev.sallyport.ledger.verify.Proof;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the writer's side proves the verifier's side accepts, for every entry, range and growth of small ledgers; and nothing else. */
final class LedgerProofTest {
    private static final int ENTRIES = 18;

    @TempDir
    private Path folder;

    private final List<String> notes = new ArrayList<>();

    private LedgerFixture written() throws IOException {
        LedgerFixture fixture = new LedgerFixture(Files.createDirectory(folder.resolve("ledger")));
        fixture.segmentBytes = 700;
        try (Ledger ledger = fixture.open()) {
            for (int i = 0; i < ENTRIES; i++) {
                LedgerFixture.append(ledger, "entry " + i);
                ledger.tend();
                notes.add(fixture.note());
            }
        }
        return fixture;
    }

    private static Prover prover(LedgerFixture fixture) throws IOException {
        return Prover.of(new LedgerFolder(fixture.folder)).orElseThrow();
    }

    private static Proof proof(String text) {
        return Proof.of(text).orElseThrow();
    }

    private static Note signed(Proof proof) {
        return proof.signed(LedgerFixture.SIGNER.verifierKey()).orElseThrow();
    }

    @Test
    void everyEntryIsProvenInItsPlaceAndInNoOther() throws Exception {
        LedgerFixture fixture = written();
        List<String> lines = fixture.lines();
        for (int index = 0; index < lines.size(); index++) {
            Proof proof = proof(prover(fixture).entry(index));
            byte[] line = lines.get(index).getBytes(StandardCharsets.UTF_8);
            assertEquals(lines.get(index), proof.text().orElseThrow());
            assertTrue(proof.covers(line, signed(proof)), "entry " + index);
            for (int other = 0; other < lines.size(); other++) {
                byte[] another = lines.get(other).getBytes(StandardCharsets.UTF_8);
                assertEquals(other == index, proof.covers(another, signed(proof)));
            }
        }
    }

    @Test
    void everyGrowthIsProven() throws Exception {
        LedgerFixture fixture = written();
        for (String note : notes) {
            Checkpoint older = Checkpoint.read(note).orElseThrow();
            Proof proof = proof(prover(fixture).growth(older));
            Note held = Note.verified(note, LedgerFixture.SIGNER.verifierKey()).orElseThrow();
            assertTrue(proof.continues(held, signed(proof)), "from " + older.size());
            Note forged = new Note(held.origin(), held.size(), signed(proof).root(), held.key());
            assertEquals(held.size() == signed(proof).size(), proof.continues(forged, signed(proof)));
        }
    }

    @Test
    void noGrowthIsProvenOfAnotherHistory() throws Exception {
        LedgerFixture fixture = written();
        for (String note : notes) {
            Checkpoint older = Checkpoint.read(note).orElseThrow();
            String[] lines = note.split("\n", -1);
            lines[2] = "A".repeat(43) + "=";
            Checkpoint other = Checkpoint.read(String.join("\n", lines)).orElseThrow();
            assertEquals(older.size(), other.size());
            assertThrows(IOException.class, () -> prover(fixture).growth(other));
        }
    }

    @Test
    void everyRangeIsProvenAndNoneThatIsNotExactlyIt() throws Exception {
        LedgerFixture fixture = written();
        List<String> lines = fixture.lines();
        for (int first = 0; first < lines.size(); first++) {
            for (int end = first + 1; end <= lines.size(); end++) {
                Proof proof = proof(prover(fixture).range(first, end - first));
                assertTrue(covers(proof, lines.subList(first, end)), first + " to " + end);
                assertFalse(covers(proof, lines.subList(first, end - 1)), "an entry was left out");
                List<String> more = new ArrayList<>(lines.subList(first, end));
                more.add(lines.getLast());
                assertFalse(covers(proof, more), "an entry was added");
                if (first > 0) {
                    assertFalse(covers(proof, lines.subList(first - 1, end - 1)), "others");
                }
            }
        }
    }

    private static boolean covers(Proof proof, List<String> lines) throws IOException {
        byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        return proof.covers(new ByteArrayInputStream(bytes), signed(proof));
    }

    @Test
    void everyCharacterThatIsChangedInAProofIsFound() throws Exception {
        LedgerFixture fixture = written();
        String text = prover(fixture).entry(5);
        for (int i = 0; i < text.length(); i++) {
            for (int bit : new int[] {1, 4, 0x40}) {
                StringBuilder changed = new StringBuilder(text);
                changed.setCharAt(i, (char) (text.charAt(i) ^ bit));
                assertFalse(isRight(changed.toString()), "character " + i);
            }
        }
        for (int i = 0; i < text.length(); i++) {
            assertFalse(isRight(text.substring(0, i)), "cut at " + i);
        }
        assertTrue(isRight(text));
    }

    private static boolean isRight(String text) {
        Optional<Proof> proof = Proof.of(text);
        Optional<Note> note = proof.flatMap(read -> read.signed(LedgerFixture.SIGNER.verifierKey()));
        return note.isPresent()
                && proof.get().entry().isPresent()
                && proof.get().covers(proof.get().entry().get(), note.get());
    }

    @Test
    void aHashMoreOrLessIsFound() throws Exception {
        LedgerFixture fixture = written();
        String text = prover(fixture).entry(5);
        String hash = text.lines().skip(3).findFirst().orElseThrow() + "\n";
        assertFalse(isRight(text.replace(hash, "")));
        assertFalse(isRight(text.replace(hash, hash + hash)));
    }

    @Test
    void nothingIsProvenOfALedgerThatWasChanged() throws Exception {
        LedgerFixture fixture = written();
        Path segment = fixture.segments().getFirst();
        Files.writeString(segment, Files.readString(segment).replace("entry 1\"", "entry 7\""));
        boolean refused = false;
        try {
            String made = prover(fixture).entry(5);
            assertTrue(made.isEmpty());
        } catch (IOException expected) {
            refused = true;
        }
        assertTrue(refused);
    }
}
