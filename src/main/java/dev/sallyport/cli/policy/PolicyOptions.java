package dev.sallyport.cli.policy;

import dev.sallyport.cli.gateway.SettingsFile;
import dev.sallyport.practice.access.AccessRules;
import dev.sallyport.settings.Settings;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which policy is meant: that of a settings file. */
final class PolicyOptions {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            defaultValue = "sallyport.yaml",
            description = "The settings file whose policy is meant (default: ${DEFAULT-VALUE}).")
    private Path config = Path.of("sallyport.yaml");

    /** The settings file. */
    Path file() {
        return config;
    }

    /** What it says; all that is wrong with it is told at once. */
    Settings settings() {
        return SettingsFile.load(config).settings();
    }

    /** The policy in words: by its version and where it comes from. */
    String origin(Settings settings, AccessRules rules) {
        return rules.version() + " ("
                + (settings.access().isSilent()
                        ? "the cautious policy of the gateway's own; " + config + " says nothing of access"
                        : config.toString())
                + ")";
    }
}
