package dev.sallyport.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sallyport.crypto.NoteSigner;
import dev.sallyport.ledger.disk.FaultyDisk;
import dev.sallyport.ledger.disk.FolderDisk;
import dev.sallyport.ledger.verify.LedgerVerifier;
import dev.sallyport.ledger.verify.Report;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A ledger in a folder, its key, and how tests look at it. */
final class LedgerFixture {
    static final NoteSigner SIGNER = NoteSigner.fresh("sallyport.test/1", new SecureRandom());
    static final String ORIGIN = "sallyport.test/1/gateway-1";

    final Path folder;
    final FaultyDisk disk;
    long segmentBytes = 1 << 20;

    LedgerFixture(Path folder) {
        this.folder = folder;
        this.disk = new FaultyDisk(new FolderDisk(folder));
    }

    Optional<Ledger> tryOpen() throws IOException {
        return Ledger.open(new Ledger.Place(disk, ORIGIN, SIGNER, segmentBytes, Clock.systemUTC()));
    }

    Ledger open() throws IOException {
        return tryOpen().orElseThrow();
    }

    static void append(Ledger ledger, String text) throws IOException {
        byte[] members = bytes(text);
        ledger.append(List.of(members));
    }

    static byte[] bytes(String text) {
        return ("\"event\":\"answered\",\"text\":\"" + text + "\"").getBytes(StandardCharsets.UTF_8);
    }

    /** The line of entry {@code number}, its end included. */
    static byte[] line(long number, String text) {
        byte[] members = bytes(text);
        ByteBuffer line = ByteBuffer.allocate(EntryLine.roomBytes(members.length));
        EntryLine.write(number, members, line);
        return Arrays.copyOf(line.array(), line.position());
    }

    /** Writes and signs that entries of a ledger were pruned, into a segment of its own. */
    void tell(String ledger, long first, long entries) throws IOException {
        try (Ledger own = open()) {
            byte[] members = ("\"time\":\"2026-11-26T08:00:00Z\",\"event\":\"pruned\",\"ledger\":\"" + ledger
                            + "\",\"first\":" + first + ",\"entries\":" + entries + ",\"why\":\"age\"")
                    .getBytes(StandardCharsets.UTF_8);
            own.append(List.of(members));
        }
    }

    /** The same of all that is in it now. */
    void tellAll() throws IOException {
        tell("gateway-1", 0, Checkpoint.read(note()).orElseThrow().size());
    }

    Report verify(String... held) throws IOException {
        return new LedgerVerifier(folder, SIGNER.verifierKey()).verify(List.of(held));
    }

    void assertWhole(String... held) throws IOException {
        assertEquals(List.of(), verify(held).faults());
    }

    String note() throws IOException {
        return Files.readString(folder.resolve("checkpoint"));
    }

    List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().contains(".jsonl"))
                    .sorted()
                    .toList();
        }
    }

    /** All lines, in order. */
    List<String> lines() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path segment : segments()) {
            all.append(Files.readString(segment));
        }
        return all.toString().lines().toList();
    }

    /** How often the text was written. */
    long count(String text) throws IOException {
        return lines().stream()
                .filter(line -> line.contains("\"text\":\"" + text + "\""))
                .count();
    }

    /** A copy of the folder in {@code other}. */
    LedgerFixture copy(Path other) throws IOException {
        Files.createDirectories(other);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.write(other.resolve(file.getFileName()), Files.readAllBytes(file));
            }
        }
        return new LedgerFixture(other);
    }
}
