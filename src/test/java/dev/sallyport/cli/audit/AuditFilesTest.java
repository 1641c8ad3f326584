package dev.sallyport.cli.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.cli.Sallyport;
import dev.sallyport.cli.audit.AuditHome.Ran;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What files refuse to commands about the audit trail is said in one line, and is no bug. */
final class AuditFilesTest {
    @TempDir
    private Path folder;

    @Test
    void whatFilesRefuseIsSaidWithTheirPath() throws Exception {
        AuditHome home = new AuditHome(folder.resolve("home"));
        home.write("gateway", AuditHome.answered(1, "a-1", "alice", "git/push"));
        String taken = Files.writeString(folder.resolve("taken"), "").toString();
        String absent = folder.resolve("no/file").toString();
        expect(home, 2, "exists", taken, "export", "--out", taken);
        expect(home, 2, "exists", taken, "prove", "a-1", "--out", taken);
        expect(home, 3, "no-file", absent, "prove", "a-1", "--out", absent);
        expect(home, 2, "not-a-folder", taken + "/x", "export", "--out", taken + "/x");
        expect(home, 2, "arguments", folder.toString(), "show", "a-1", "--arguments", folder.toString());
    }

    @Test
    void aLedgerThatIsNamedTwiceIsReadOnce() throws Exception {
        AuditHome home = new AuditHome(folder.resolve("home"));
        home.write("gateway", AuditHome.answered(1, "a-1", "alice", "git/push"));
        String audit = home.folder.resolve("audit").toString();
        String linked = Files.createSymbolicLink(folder.resolve("linked"), home.ledger("gateway-1"))
                .toString();
        Ran once = home.audit("search", "--exchange", "a-1");
        assertEquals(once, home.audit("search", "--exchange", "a-1", home.folder.toString(), audit, linked, audit));
        assertEquals(0, home.audit("prove", "1", "--in", audit, "--in", audit).code());
    }

    private static void expect(AuditHome home, int code, String error, String path, String... words) {
        List<String> line = new ArrayList<>(List.of("audit"));
        line.addAll(List.of(words));
        line.addAll(List.of("--home", home.folder.toString()));
        String plain = failing(code, line);
        assertEquals(1, plain.lines().count(), plain);
        assertTrue(plain.startsWith("sallyport: " + path + " "), plain);
        line.add("--json");
        JsonNode json = JsonMapper.shared().readTree(failing(code, line));
        assertEquals(error, json.path("error").asString());
    }

    /** What the command says on standard error. */
    private static String failing(int code, List<String> line) {
        StringWriter err = new StringWriter();
        PrintWriter out = new PrintWriter(Writer.nullWriter());
        assertEquals(code, Sallyport.execute(out, new PrintWriter(err), line.toArray(String[]::new)));
        return err.toString();
    }
}
