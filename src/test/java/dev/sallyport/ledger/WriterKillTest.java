package dev.sallyport.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.Java;
import dev.sallyport.ledger.verify.LedgerVerifier;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A writer that is killed at moments of chance, again and again: what it said to have written is in the ledger, which every next process goes
 * on with. {@code -Dledger.kills=N} for more of them.
 */
final class WriterKillTest {
    private static final int KILLS = Integer.getInteger("ledger.kills", 200);
    private static final long SEED = 6;

    @TempDir
    private Path folder;

    @Test
    void whatWasAcknowledgedIsThereAfterEveryKill() throws Exception {
        Path ledger = Files.createDirectory(folder.resolve("ledger"));
        Path key = Files.writeString(folder.resolve("key"), LedgerFixture.SIGNER.text());
        Random random = new Random(SEED);
        Set<String> acknowledged = new HashSet<>();
        int torn = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            int last = writeAndDie(ledger, key, kill, random.nextInt(400));
            for (int i = 0; i <= last; i++) {
                acknowledged.add(kill + "-" + i);
            }
            if (kill % 20 == 19) {
                var report = new LedgerVerifier(ledger, LedgerFixture.SIGNER.verifierKey()).verify(List.of());
                assertEquals(List.of(), report.faults(), "after kill " + kill);
                torn += report.tornBytes() > 0 ? 1 : 0;
            }
        }
        Set<String> missing = new TreeSet<>(acknowledged);
        new LedgerFolder(ledger).read(Instant.MIN, (bytes, from, to) -> {
            String line = new String(bytes, from, to - from, java.nio.charset.StandardCharsets.UTF_8);
            int at = line.indexOf("\"text\":\"");
            if (at >= 0) {
                missing.remove(line.substring(at + 8, line.indexOf('"', at + 8)));
            }
            return true;
        });
        assertEquals(Set.of(), missing);
        assertTrue(acknowledged.size() > 50 * KILLS, "too little was written: " + acknowledged.size());
        System.out.println("ledger: " + KILLS + " kills of a writer, " + acknowledged.size()
                + " acknowledged entries, none missing; " + torn + " torn tails seen");
    }

    /** The last entry that the process said to have written before it was killed, after so many more than the first. */
    private static int writeAndDie(Path ledger, Path key, int number, int after)
            throws IOException, InterruptedException {
        List<String> command = Java.command(BareWriter.class);
        command.addAll(List.of(ledger.toString(), key.toString(), Integer.toString(number)));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int last = -1;
        try (DataInputStream said = new DataInputStream(process.getInputStream())) {
            while (true) {
                last = said.readInt();
                if (last == after) {
                    process.toHandle().destroyForcibly();
                }
            }
        } catch (EOFException _) {
            // it is dead, and all that it said was read
        }
        process.waitFor();
        assertTrue(last >= after, "the writer ended by itself");
        return last;
    }
}
