package dev.sallyport.cli.doctor;

import dev.sallyport.crypto.NoteSigner;
import dev.sallyport.ledger.SiblingLedgers;
import dev.sallyport.settings.home.HomeView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The ledgers of the home, where no process is there that would tell of them. */
final class LedgerChecks {
    private LedgerChecks() {}

    static List<Check> of(Examined examined) throws IOException {
        Optional<NoteSigner> signer = examined.home().flatMap(HomeView::ledgerSigner);
        if (signer.isEmpty() || !examined.living().isEmpty()) {
            return List.of();
        }
        Path audit = examined.home().get().folder().resolve("audit");
        return List.of(new Check(
                audit.toString(),
                Code.GATEWAY_LEDGER_DAMAGED,
                () -> findings(audit.toString(), look(audit, signer.get()))));
    }

    /** Those that are not what was written, by name, each with the place. */
    private static Map<String, String> look(Path audit, NoteSigner signer) throws IOException {
        // no ledger is that of this process
        SiblingLedgers ledgers = new SiblingLedgers(audit.resolve(".none"), signer);
        var _ = ledgers.look();
        return ledgers.damaged();
    }

    /** A finding for each of {@code damaged}. */
    static List<Finding> findings(String where, Map<String, String> damaged) {
        List<Finding> findings = new ArrayList<>();
        damaged.forEach((ledger, place) -> findings.add(new Finding(
                Code.GATEWAY_LEDGER_DAMAGED,
                where,
                "the ledger " + ledger + " is damaged: " + place,
                "somebody changed it, or the disk lost something; what sinks did not have of it is not sent",
                "`sallyport audit verify` says more; keep the folder for whoever looks into it, elsewhere")));
        return findings;
    }
}
