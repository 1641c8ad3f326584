package dev.sallyport.cli.audit;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.gateway.HomeOption;
import dev.sallyport.ledger.LedgerFolder;
import dev.sallyport.practice.access.approval.Visible;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine.Mixin;

/** The ledgers of a home, or of other folders. */
final class LedgerHome {
    private static final Pattern LEDGER = Pattern.compile("[a-z]+-[0-9]+");

    @Mixin
    private HomeOption home = new HomeOption();

    /** Where the home is, or would be. */
    Path home() {
        return home.folder();
    }

    /** Those of {@code named}, and of the home where none is named, each once; at least one. */
    List<LedgerFolder> ledgers(List<Path> named) throws IOException {
        Map<Path, LedgerFolder> ledgers = new LinkedHashMap<>();
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
            for (LedgerFolder ledger : found) {
                ledgers.putIfAbsent(ledger.folder().toRealPath(), ledger);
            }
        }
        return List.copyOf(ledgers.values());
    }

    private static List<LedgerFolder> in(Path folder) throws IOException {
        readable(folder);
        LedgerFolder self = new LedgerFolder(folder);
        if (self.isOne()) {
            return List.of(isDots(folder) ? new LedgerFolder(folder.toRealPath()) : self);
        }
        List<LedgerFolder> inside = LedgerFolder.in(folder);
        if (!inside.isEmpty()) {
            return inside;
        }
        readable(folder.resolve("audit"));
        return LedgerFolder.in(folder.resolve("audit"));
    }

    /** True where its last name does not say what it is called, as of {@code .} and {@code gateway-1/..}; of others links are kept. */
    private static boolean isDots(Path folder) {
        return Set.of("", ".", "..").contains(String.valueOf(folder.getFileName()));
    }

    /** Fails where this user may not read {@code folder}, or a ledger in it: that it is not seen must not look as if it were not there. */
    private static void readable(Path folder) throws IOException {
        if (isFolder(folder)) {
            check(folder);
            try (DirectoryStream<Path> inside = Files.newDirectoryStream(folder, LedgerHome::isNamedAsLedger)) {
                for (Path ledger : inside) {
                    check(ledger);
                }
            }
        }
    }

    private static boolean isFolder(Path folder) throws IOException {
        try {
            return Files.readAttributes(folder, BasicFileAttributes.class).isDirectory();
        } catch (NoSuchFileException _) {
            // whoever looks for ledgers says so
            return false;
        }
    }

    private static boolean isNamedAsLedger(Path path) {
        return LEDGER.matcher(String.valueOf(path.getFileName())).matches() && Files.isDirectory(path);
    }

    private static void check(Path folder) throws AccessDeniedException {
        if (!Files.isReadable(folder) || !Files.isExecutable(folder)) {
            throw new AccessDeniedException(folder.toString());
        }
    }
}
