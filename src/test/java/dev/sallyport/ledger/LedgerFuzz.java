package dev.sallyport.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sallyport.crypto.NoteSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever is in a ledger's files, it is read, verified and opened without an error, and what is no ledger is not taken for one. */
final class LedgerFuzz {
    private Path folder;
    private LedgerFixture fixture;
    private byte[] whole;

    @BeforeEach
    void write() throws IOException {
        folder = Files.createTempDirectory("ledger");
        fixture = new LedgerFixture(folder);
        try (Ledger ledger = fixture.open()) {
            LedgerFixture.append(ledger, "one");
            LedgerFixture.append(ledger, "two");
        }
        whole = Files.readAllBytes(fixture.segments().getFirst());
    }

    @AfterEach
    void delete() throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    /** The bytes in place of a part of the segment. */
    private byte[] spliced(byte[] data) {
        int at = data.length == 0 ? 0 : (data[0] & 0xff) * whole.length / 256;
        byte[] changed = Arrays.copyOf(whole, Math.max(whole.length, at + data.length));
        System.arraycopy(data, 0, changed, at, data.length);
        return changed;
    }

    @FuzzTest
    void aSegmentOfAnyBytesIsJudged(byte[] data) throws IOException {
        Path file = fixture.segments().getFirst();
        for (byte[] segment : new byte[][] {data, spliced(data)}) {
            Files.write(file, segment);
            if (!Arrays.equals(segment, whole)) {
                assertFalse(fixture.verify().isWhole());
            }
            new LedgerFolder(folder).read(Instant.MIN, (_, _, _) -> true);
            if (!Arrays.equals(segment, whole)) {
                assertFalse(fixture.tryOpen().isPresent(), "it was gone on with");
                assertArrayEquals(segment, Files.readAllBytes(file));
            }
        }
        Files.write(file, whole);
    }

    @FuzzTest
    void aCheckpointOfAnyBytesIsJudged(byte[] data) throws IOException {
        Path checkpoint = folder.resolve("checkpoint");
        byte[] good = Files.readAllBytes(checkpoint);
        Files.write(checkpoint, data);
        assertFalse(fixture.verify().isWhole());
        assertFalse(fixture.verify(new String(data, java.nio.charset.StandardCharsets.UTF_8))
                .isWhole());
        Checkpoint.read(data);
        NoteSigner.of(new String(data, java.nio.charset.StandardCharsets.UTF_8));
        Files.write(checkpoint, good);
        assertArrayEquals(whole, Files.readAllBytes(fixture.segments().getFirst()));
    }

    @Test
    void nothingRandomIsALedger() throws IOException {
        Random dice = new Random(34);
        for (int i = 0; i < 300; i++) {
            byte[] data = new byte[dice.nextInt(60)];
            dice.nextBytes(data);
            aSegmentOfAnyBytesIsJudged(data);
            aCheckpointOfAnyBytesIsJudged(data);
        }
    }
}
