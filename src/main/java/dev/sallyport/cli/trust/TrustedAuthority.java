package dev.sallyport.cli.trust;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.gateway.HomeOption;
import dev.sallyport.crypto.Certified;
import dev.sallyport.crypto.HostNames;
import dev.sallyport.crypto.PemException;
import dev.sallyport.crypto.PemFiles;
import dev.sallyport.settings.home.Home;
import dev.sallyport.settings.home.HomeView;
import dev.sallyport.settings.home.InstanceRecord;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which authority {@code trust} and {@code untrust} are about: that of the running gateway, else that of the home. */
public final class TrustedAuthority {
    @Mixin
    private HomeOption home = new HomeOption();

    @Option(
            names = "--pid",
            paramLabel = "PID",
            description = "The process id of the gateway, where several run in the home.")
    private long pid;

    @Option(
            names = {"-y", "--yes"},
            description = "Changes the store of the operating system without asking.")
    private boolean yes;

    /**
     * The file, the certificate in it, and the name under which people find it.
     *
     * @param running true where it is that of a gateway that runs, and so for all names of its settings
     */
    public record Found(Path file, X509Certificate certificate, boolean running) {
        /** The name under which stores keep it. */
        public String alias() {
            return certificate.getSubjectX500Principal().getName().replaceFirst("^CN=", "");
        }

        /** The SHA-256 of the certificate. */
        public String fingerprint() {
            return Certified.fingerprint(certificate);
        }

        /** The stores of all operating systems. */
        public List<TrustStore> stores() {
            return TrustStore.all(Path.of("/"), file, alias());
        }

        /** The store of this machine. */
        public TrustStore here() {
            return TrustStore.here(stores(), System.getProperty("os.name", ""))
                    .orElseThrow(() -> new CommandFailure(
                            ExitCode.UNAVAILABLE,
                            "no-store",
                            "the store of authorities of this system is not known; put " + file
                                    + " into it by hand, or tell each client"));
        }
    }

    /** The authority that is meant, and which is there already. */
    public Found existing() throws IOException {
        Optional<HomeView> view = HomeView.of(home.folder());
        if (view.isEmpty() && pid != 0) {
            throw noGateway(home.folder());
        }
        boolean none = view.isEmpty()
                || (view.get().living().isEmpty()
                        && view.get().authority(HostNames.LOOPBACK).isEmpty());
        if (none && pid == 0) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "no-authority",
                    "there is no authority in " + home.folder()
                            + "; one of a home that is gone is found in the store by its name, `Sallyport local authority`");
        }
        return find();
    }

    /** The authority that is meant; made where there is none. */
    public Found find() throws IOException {
        Home opened = home.open();
        List<String> files = opened.instances().stream()
                .filter(instance -> pid == 0 || instance.pid() == pid)
                .map(InstanceRecord::caFile)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        if (files.size() > 1) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "pid-needed",
                    "gateways with different authorities run in the home: say which with --pid");
        }
        if (files.isEmpty() && pid != 0) {
            throw noGateway(opened.folder());
        }
        Path file = files.isEmpty()
                ? opened.authority(HostNames.LOOPBACK, Instant.now(), new SecureRandom())
                        .caFile()
                : Path.of(files.getFirst());
        try {
            return new Found(file, PemFiles.certificates(file).getFirst(), !files.isEmpty());
        } catch (PemException broken) {
            throw new CommandFailure(ExitCode.USAGE, "authority", String.valueOf(broken.getMessage()));
        }
    }

    private CommandFailure noGateway(Path folder) {
        return new CommandFailure(
                ExitCode.UNAVAILABLE,
                "no-gateway",
                "no gateway with process id " + pid + " that speaks TLS runs in " + folder);
    }

    /** Lets a person say yes to {@code line}, which is about to be run; true where they did, or need not be asked. */
    public boolean agreed(String line) {
        if (yes) {
            return true;
        }
        Console console = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.USAGE, "yes-needed", "nobody can be asked here; say --yes to run: " + line));
        String answer = console.readLine("%s%nRun this? [y/N] ", line);
        return answer != null && answer.strip().equalsIgnoreCase("y");
    }

    /** Refuses where this user may not change {@code store}. */
    public static void checkWritable(TrustStore store, String line) {
        if (!store.isWritable()) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "root-needed",
                    "the store of " + store.name() + " belongs to root; run as root, or type: " + line);
        }
    }

    /** Refuses where the command of the store did not do it. */
    public static void check(int code, TrustStore store) {
        if (code != 0) {
            throw new CommandFailure(
                    ExitCode.UNEXPECTED,
                    "store",
                    "the store of " + store.name() + " was not changed (exit code " + code + ")");
        }
    }
}
