package dev.sallyport.cli.doctor;

import dev.sallyport.settings.home.HomeView;
import dev.sallyport.store.sqlite.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The home folder: its owner, its modes, its secrets and its space. */
final class HomeChecks {
    private static final long SPACE_MIN_BYTES = 256L << 20;

    private HomeChecks() {}

    static List<Check> of(Examined examined) {
        return List.of(new Check(examined.folder().toString(), Code.HOME_UNFIT, () -> look(examined)));
    }

    private static List<Finding> look(Examined examined) throws IOException {
        String where = examined.folder().toString();
        if (examined.homeFault().isPresent()) {
            return List.of(
                    new Finding(Code.HOME_UNFIT, where, examined.homeFault().get(), "no gateway starts with it", ""));
        }
        return examined.home().isEmpty()
                ? List.of(Finding.ok(Code.HOME_NONE, where, "there is no home yet; `sallyport run` makes one there"))
                : look(examined.home().get(), System.getProperty("user.name", ""), SPACE_MIN_BYTES);
    }

    /** What is wrong with the database; one that is not there yet, or was never written, is not wrong. */
    private static Optional<String> store(HomeView home) throws IOException {
        Path file = home.folder().resolve("store.db");
        Optional<Path> libraries = home.nativeFolder();
        if (!Files.isRegularFile(file)) {
            return Files.exists(file) ? Optional.of(file + " is no file; move it away") : Optional.empty();
        }
        Optional<String> open = home.storeFault();
        return open.isPresent() || Files.size(file) == 0 || libraries.isEmpty()
                ? open
                : Database.problem(file, libraries.get());
    }

    /** How the home is for {@code user}, who needs {@code spaceMin} bytes. */
    static List<Finding> look(HomeView home, String user, long spaceMin) throws IOException {
        List<Finding> findings = new ArrayList<>();
        Path folder = home.folder();
        String where = folder.toString();
        String owner = Files.getOwner(folder).getName();
        if (!owner.equals(user)) {
            findings.add(new Finding(
                    Code.HOME_OWNER,
                    where,
                    "belongs to " + owner + ", and this is " + user,
                    "whoever owns the folder owns the token and the keys in it",
                    "run as " + owner + ", or name a folder of your own with --home"));
        } else if (!Files.isWritable(folder)) {
            findings.add(new Finding(
                    Code.HOME_READ_ONLY,
                    where,
                    "cannot be written",
                    "without an audit trail nothing is sent",
                    "name a folder that this user may write with --home"));
        }
        Optional<String> store = store(home);
        store.ifPresent(
                fault -> findings.add(new Finding(Code.HOME_STORE, where, fault, "no gateway starts with it", "")));
        for (String fault : home.faults()) {
            findings.add(new Finding(Code.HOME_SECRET, where, fault, "no gateway starts with it", ""));
        }
        long space = Files.getFileStore(folder).getUsableSpace();
        if (space < spaceMin) {
            findings.add(new Finding(
                    Code.HOME_SPACE,
                    where,
                    (space >> 20) + " MiB are free",
                    "where the audit trail cannot be written nothing is sent",
                    "make room, or lower `audit`'s sizes"));
        }
        return findings.isEmpty()
                ? List.of(Finding.ok(Code.HOME_SOUND, where, "private to " + user + ", " + (space >> 20) + " MiB free"))
                : findings;
    }
}
