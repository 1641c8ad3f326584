package dev.sallyport.cli.gateway;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.practice.audit.AuditRecorder;
import dev.sallyport.practice.audit.AuditSettings;
import dev.sallyport.practice.token.redact.Redaction;
import dev.sallyport.settings.home.Home;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;

/** The ledger of this process in its home. */
public final class HomeLedger {
    private HomeLedger() {}

    /** Opens it; nothing starts that cannot be recorded. */
    public static AuditRecorder open(Home home, String kind, AuditSettings settings, SecureRandom random)
            throws IOException {
        var means = new AuditRecorder.Means(home.ledgerSigner(random), home.argumentKey(random), Redaction::clean);
        try {
            return AuditRecorder.open(home.auditFolder(), kind, means, settings, Clock.systemUTC());
        } catch (IOException cannot) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "ledger",
                    "the ledger in " + home.folder().resolve("audit") + " cannot be written (" + cannot.getMessage()
                            + "), and nothing runs unrecorded; make room there, or give this user the right to write");
        }
    }
}
