package dev.sallyport.cli.audit;

import dev.sallyport.ledger.LedgerFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Which ledgers are meant: those of folders that are named, else those of a home. */
final class LedgerChoice {
    @Mixin
    private LedgerHome home = new LedgerHome();

    @Parameters(
            paramLabel = "DIR",
            arity = "0..*",
            description =
                    "Ledgers, or folders of ledgers such as the homes of several machines (default: those of the home).")
    private List<Path> folders = new ArrayList<>();

    /** Where the home is, or would be. */
    Path home() {
        return home.home();
    }

    /** True where folders are named. */
    boolean isNamed() {
        return !folders.isEmpty();
    }

    /** The ledgers; at least one. */
    List<LedgerFolder> ledgers() throws IOException {
        return home.ledgers(folders);
    }
}
