package dev.sallyport.cli.doctor;

import dev.sallyport.cli.gateway.HomeOption;
import dev.sallyport.settings.Settings;
import dev.sallyport.transport.tls.ServerProbe;
import dev.sallyport.transport.web.GuardedWeb;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sallyport doctor}: what is wrong or unsafe, found before it hurts. */
@Command(
        name = "doctor",
        description = {
            "Looks for what is wrong or unsafe: Java and the TLS library, the home, the settings, certificates, the ports, identity"
                    + " providers, servers, and the gateways that run.",
            "",
            "It changes nothing that lasts and sends no token: a server is connected to and not spoken to, a gateway that runs is asked"
                    + " for its status. All is asked at once, and the whole ends within seconds."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "It ends with 0 where nothing worse than a warning was found; with 2 where a problem is in the home, the settings or a"
                    + " certificate; else with 3 where something is not there.",
            "",
            "Examples:",
            "  sallyport doctor",
            "  sallyport doctor -c sallyport.yaml --json"
        })
public final class DoctorCommand implements Callable<Integer> {
    /** What one step towards another machine may take. */
    private static final Duration STEP = Duration.ofSeconds(2);
    /** What all of it may take: a connection has three steps at most. */
    private static final Duration WHOLE = STEP.multipliedBy(3);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private HomeOption home = new HomeOption();

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The settings file to look at; without it, the defaults are looked at.")
    private @Nullable Path config;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Report report = examine(home.folder(), Optional.ofNullable(config), version());
        PrintWriter out = spec.commandLine().getOut();
        if (spec.root().findOption("--json").<Boolean>getValue()) {
            out.println(report.json());
        } else {
            report.lines().forEach(out::println);
        }
        out.flush();
        return report.exitCode();
    }

    /** What is found in {@code folder} and with {@code file} by a program of {@code version}. */
    static Report examine(Path folder, Optional<Path> file, String version) throws IOException, InterruptedException {
        Examined examined = Examined.of(folder, file, Instant.now());
        // libraries are unpacked where the gateway unpacks them, so that what fails there fails here
        examined.libraries()
                .ifPresent(libraries -> System.setProperty("io.netty.native.workdir", libraries.toString()));
        return new Report(findings(examined, version));
    }

    private static List<Finding> findings(Examined examined, String version) throws IOException, InterruptedException {
        List<Check> checks = new ArrayList<>(ProgramChecks.of(examined));
        checks.addAll(HomeChecks.of(examined));
        checks.addAll(SettingsChecks.of(examined));
        checks.addAll(CertificateChecks.of(examined));
        checks.addAll(ListeningChecks.of(examined));
        checks.addAll(new GatewayChecks(version).checks(examined));
        checks.addAll(LedgerChecks.of(examined));
        if (examined.settings().isEmpty()) {
            return Checks.run(checks, WHOLE);
        }
        Settings settings = examined.settings().get();
        try (GuardedWeb web = new GuardedWeb(settings.egressProxy());
                ServerProbe probe = new ServerProbe(STEP)) {
            Programs programs =
                    new Programs(Optional.ofNullable(System.getenv("PATH")).orElse(""));
            checks.addAll(IssuerChecks.of(settings, web));
            checks.addAll(new ServerChecks(settings, probe, programs, examined.now()).checks());
            checks.addAll(StoreChecks.of(settings));
            return Checks.run(checks, WHOLE);
        }
    }

    private String version() {
        return spec.version()[0].replaceFirst("^sallyport ", "");
    }
}
