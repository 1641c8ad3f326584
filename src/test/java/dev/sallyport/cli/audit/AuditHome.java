package dev.sallyport.cli.audit;

import dev.sallyport.cli.Sallyport;
import dev.sallyport.crypto.NoteSigner;
import dev.sallyport.ledger.OwnLedger;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** A home with ledgers, and the commands about them. */
final class AuditHome {
    private NoteSigner signer = NoteSigner.fresh("sallyport.test/1", new SecureRandom());
    final Path folder;

    /** How a command ended, what it printed, and what it said on standard error. */
    record Ran(int code, String out, String err) {}

    AuditHome(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        Files.createDirectories(folder.resolve("audit"));
        Files.writeString(folder.resolve("ledger-key.pub"), signer.verifierKey() + "\n");
    }

    /** What signs from now on, as after somebody deleted the key; returns what verifies it. */
    String replaceKey() throws IOException {
        signer = NoteSigner.fresh("sallyport.test/2", new SecureRandom());
        Files.writeString(folder.resolve("ledger-key.pub"), signer.verifierKey() + "\n");
        return signer.verifierKey();
    }

    /** The private key as a file keeps it. */
    String privateKey() {
        return signer.text();
    }

    Path ledger(String name) {
        return folder.resolve("audit").resolve(name);
    }

    /** Writes entries into a ledger of that kind, in a segment of their own. */
    void write(String kind, String... entries) throws IOException {
        OwnLedger.Form form = new OwnLedger.Form(kind, signer, 1 << 20, Clock.systemUTC());
        try (OwnLedger own = OwnLedger.claim(folder.resolve("audit"), form)) {
            for (String entry : entries) {
                byte[] members = entry.getBytes(StandardCharsets.UTF_8);
                own.ledger().append(List.of(members));
            }
        }
    }

    /** An entry of an exchange that was answered, so many seconds after eight. */
    static String answered(int second, String exchange, String principal, String tool) {
        return entry(second, exchange, "answered", principal, tool)
                + ",\"took_us\":1500,\"bytes_in\":10,\"bytes_out\":20";
    }

    /** An entry of one that was refused. */
    static String denied(int second, String exchange, String principal, String tool, String reason) {
        return entry(second, exchange, "denied", principal, tool) + ",\"verdicts\":[{\"verdict\":\"deny\",\"reason\":\""
                + reason + "\"}]";
    }

    private static String entry(int second, String exchange, String event, String principal, String tool) {
        int slash = tool.indexOf('/');
        return "\"time\":\"2026-11-01T08:00:%02dZ\",\"exchange\":\"%s\",\"event\":\"%s\",\"principal\":\"%s\""
                        .formatted(second, exchange, event, principal)
                + ",\"peer\":\"127.0.0.1\",\"carrier\":\"http\",\"method\":\"tools/call\",\"server\":\""
                + tool.substring(0, slash) + "\",\"name\":\"" + tool.substring(slash + 1) + "\"";
    }

    Ran audit(String... arguments) {
        List<String> words = new ArrayList<>(List.of("audit"));
        words.addAll(List.of(arguments));
        words.addAll(List.of("--home", folder.toString()));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Sallyport.execute(new PrintWriter(out), new PrintWriter(err), words.toArray(String[]::new));
        return new Ran(code, out.toString(), err.toString());
    }
}
