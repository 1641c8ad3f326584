package dev.sallyport.settings.home;

import dev.sallyport.crypto.HostNames;
import dev.sallyport.crypto.LocalAuthority;
import dev.sallyport.crypto.NoteSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A home as it is now: looking at it makes, mends and deletes nothing. */
public final class HomeView {
    private final Home home;

    private HomeView(Home home) {
        this.home = home;
    }

    /**
     * The home in {@code folder}; empty where there is none.
     *
     * @throws HomeException as {@link Home#open} does
     */
    public static Optional<HomeView> of(Path folder) throws IOException {
        return Home.existing(folder).map(HomeView::new);
    }

    /** The folder itself, absolute. */
    public Path folder() {
        return home.folder();
    }

    /** Where native libraries are unpacked; empty where nothing has made it yet. */
    public Optional<Path> nativeFolder() {
        return Optional.of(folder().resolve("native")).filter(Files::isDirectory);
    }

    /** What is wrong with the secrets in it, a sentence for each, with how to mend it; one that is not there yet is not wrong. */
    public List<String> faults() throws IOException {
        List<String> faults = new ArrayList<>();
        look(home.tokenFile(), Home::readToken, faults);
        look(home.keysetFile(), Home::readKeyset, faults);
        look(home.argumentKeyFile(), Home::argumentKey, faults);
        look(home.ledgerSecretFile(), Home::readLedgerKey, faults);
        return faults;
    }

    /** What has signed the checkpoints of the ledgers here; empty where there is no such key, or none that can be read and used. */
    public Optional<NoteSigner> ledgerSigner() {
        try {
            return Optional.of(Home.readLedgerKey(home.ledgerSecretFile()));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** What is wrong with the mode of the database; nothing where it is not there yet. */
    public Optional<String> storeFault() throws IOException {
        List<String> faults = new ArrayList<>();
        look(
                folder().resolve("store.db"),
                file -> {
                    PrivateFiles.checkPrivate(file, "600");
                    return file;
                },
                faults);
        return faults.stream().findFirst();
    }

    @FunctionalInterface
    private interface Reading {
        Object read(Path file) throws IOException;
    }

    private static void look(Path file, Reading reading, List<String> faults) throws IOException {
        try {
            reading.read(file);
        } catch (NoSuchFileException _) {
            // made when it is first needed
        } catch (HomeException fault) {
            faults.add(String.valueOf(fault.getMessage()));
        }
    }

    /**
     * The authority for {@code names}; empty where there is none yet.
     *
     * @throws HomeException where its file is open to others or does not hold an authority
     */
    public Optional<LocalAuthority> authority(HostNames names) throws IOException {
        return HomeAuthority.existing(home.authorityFolder(names));
    }

    /** The processes that have an instance now. */
    public List<LivingInstance> living() throws IOException {
        List<LivingInstance> living = new ArrayList<>();
        try (var folders = Files.list(folder().resolve("instances"))) {
            for (Path instance : folders.filter(Files::isDirectory).toList()) {
                Instance.see(instance).ifPresent(living::add);
            }
        }
        return List.copyOf(living);
    }
}
