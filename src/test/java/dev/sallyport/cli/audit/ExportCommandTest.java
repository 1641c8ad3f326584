package dev.sallyport.cli.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.cli.audit.AuditHome.Ran;
import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.ledger.LedgerFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is exported is what its proof says, or nothing. */
final class ExportCommandTest {
    @TempDir
    private Path folder;

    private AuditHome home;

    @BeforeEach
    void write() throws IOException {
        home = new AuditHome(folder.resolve("home"));
        home.write("gateway", AuditHome.answered(1, "a-1", "alice", "files/read_file"));
        home.write("gateway", AuditHome.answered(3, "a-2", "alice", "files/read_file"));
    }

    @Test
    void whatIsPrunedWhileItIsExportedIsNotSaidToBeThere() throws Exception {
        Path ledger = home.ledger("gateway-1");
        List<ExportCommand.Ready> ready = ExportCommand.ready(List.of(new LedgerFolder(ledger)), TimeSpan.ALL);
        Files.move(ledger.resolve("0000000000000000.jsonl"), ledger.resolve("0000000000000000.hashes"));
        CommandFailure failure =
                assertThrows(CommandFailure.class, () -> ExportCommand.write(ready.getFirst(), folder));
        assertEquals(3, failure.exitCode());
        assertTrue(String.valueOf(failure.getMessage()).contains("was pruned while it was exported"));
        assertFalse(Files.exists(folder.resolve("gateway-1.jsonl")));
    }

    @Test
    void aLedgerThatIsNamedByADotIsExportedUnderItsOwnName() {
        String out = folder.resolve("out").toString();
        String dot = home.ledger("gateway-1").resolve(".").toString();
        assertEquals(0, home.audit("export", dot, "--out", out).code());
        assertTrue(Files.exists(folder.resolve("out/gateway-1.jsonl")));
        assertTrue(Files.exists(folder.resolve("out/gateway-1.proof")));
    }

    @Test
    void whereOneOfTheFilesIsThereNoneIsWritten() throws Exception {
        Path out = Files.createDirectory(folder.resolve("out"));
        home.write("wrap", AuditHome.answered(2, "w-1", "local", "notes/add"));
        Path taken = Files.createFile(out.resolve("wrap-1.proof"));
        Ran refused = home.audit("export", "--out", out.toString());
        assertEquals(2, refused.code());
        assertTrue(refused.err().startsWith("sallyport: " + taken + " is there already"), refused.err());
        try (var files = Files.list(out)) {
            assertEquals(List.of(taken), files.toList());
        }
    }

    @Test
    void aTimeThatEndsBeforeItBeginsIsRefused() {
        String out = folder.resolve("out").toString();
        Ran refused = home.audit("export", "--out", out, "--since", "1h", "--until", "3h");
        assertEquals(2, refused.code(), refused.out());
        assertTrue(refused.err().contains("--since must be before --until"), refused.err());
        assertEquals(2, home.audit("export", "--out", out, "--until", "soon").code());
    }
}
