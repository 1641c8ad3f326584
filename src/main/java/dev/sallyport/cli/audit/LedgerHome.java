package dev.sallyport.cli.audit;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.gateway.HomeOption;
import dev.sallyport.ledger.LedgerFolder;
import dev.sallyport.practice.access.approval.Visible;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;

/** The ledgers of a home, or of other folders. */
final class LedgerHome {
    @Mixin
    private HomeOption home = new HomeOption();

    /** Where the home is, or would be. */
    Path home() {
        return home.folder();
    }

    /** Those of {@code named}, and of the home where none is named; at least one. */
    List<LedgerFolder> ledgers(List<Path> named) throws IOException {
        List<LedgerFolder> ledgers = new ArrayList<>();
        for (Path folder : named.isEmpty() ? List.of(home()) : named) {
            List<LedgerFolder> found = in(folder);
            if (found.isEmpty()) {
                throw new CommandFailure(
                        ExitCode.UNAVAILABLE,
                        "no-ledger",
                        "there is no ledger in " + Visible.of(folder.toString())
                                + "; a ledger is a folder with files such as "
                                + "0000000000000000.jsonl, and the home has its ledgers in audit/");
            }
            ledgers.addAll(found);
        }
        return ledgers;
    }

    private static List<LedgerFolder> in(Path folder) throws IOException {
        LedgerFolder self = new LedgerFolder(folder);
        if (self.isOne()) {
            return List.of(self);
        }
        List<LedgerFolder> inside = LedgerFolder.in(folder);
        return inside.isEmpty() ? LedgerFolder.in(folder.resolve("audit")) : inside;
    }
}
