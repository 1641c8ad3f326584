package dev.sallyport.cli;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.gateway.SettingsFile;
import dev.sallyport.crypto.PemException;
import dev.sallyport.crypto.PemFiles;
import dev.sallyport.practice.access.AccessRules;
import dev.sallyport.settings.Settings;
import dev.sallyport.settings.SettingsLoader;
import dev.sallyport.settings.SettingsRead;
import dev.sallyport.settings.TelemetrySettings;
import dev.sallyport.settings.binding.Environment;
import dev.sallyport.settings.binding.SettingsProblem;
import dev.sallyport.settings.home.Home;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Where the settings of a gateway come from, to be read again when they change.
 *
 * @param file the settings file; without one all is by default
 * @param policy the home's own policy, which counts where the file says nothing of what callers may do
 * @param adapted what the command line changes of what was read; fails with what is wrong where it is not fit for the command
 */
record SettingsSource(Optional<Path> file, Path policy, UnaryOperator<Settings> adapted) {
    /** The settings of {@code file}, or of no file, and the policy of {@code home}. */
    static SettingsSource of(Optional<Path> file, Home home, UnaryOperator<Settings> adapted) {
        return new SettingsSource(file, home.policyFile(), adapted);
    }

    /** What they say now. */
    SettingsRead read() {
        SettingsRead read = file.map(SettingsFile::read).orElseGet(SettingsLoader::defaults);
        return read instanceof SettingsRead.Loaded loaded
                ? adapted(SettingsLoader.withPolicy(loaded, policy, Environment.SYSTEM))
                : read;
    }

    private SettingsRead adapted(SettingsRead read) {
        if (!(read instanceof SettingsRead.Loaded loaded)) {
            return read;
        }
        try {
            Settings settings = adapted.apply(loaded.settings());
            return new SettingsRead.Loaded(settings, loaded.shown(), loaded.plainSecrets(), loaded.files());
        } catch (IllegalArgumentException unfit) {
            String why = String.valueOf(unfit.getMessage());
            return new SettingsRead.Refused(
                    List.of(new SettingsProblem(file.orElse(policy), 0, 0, "", why, "")), loaded.files());
        }
    }

    /** What they say now, for a start; all that is wrong with the settings is told at once, and then what is read at the start only. */
    SettingsRead.Loaded load() {
        SettingsRead.Loaded loaded = SettingsFile.loaded(read());
        TelemetrySettings telemetry = loaded.settings().telemetry();
        if (telemetry.otlp().isPresent() && telemetry.ca().isPresent()) {
            try {
                var _ = PemFiles.certificates(telemetry.ca().get());
            } catch (PemException unfit) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "telemetry",
                        "telemetry.ca: " + unfit.getMessage()
                                + "; name a file of the authorities that vouch for the collector");
            }
        }
        return loaded;
    }

    /**
     * What the ledger says of {@code loaded}: the policy, and the SHA-256 of each file, so that whoever kept a copy can show that it was that
     * one. Of files with secrets it says nothing.
     */
    Map<String, String> facts(SettingsRead.Loaded loaded) {
        Map<String, String> facts = new LinkedHashMap<>();
        file.ifPresent(known -> facts.put("settings_digest", loaded.files().digest(known)));
        facts.put("policy_digest", loaded.files().digest(policy));
        facts.put("policy_version", AccessRules.of(loaded.settings().access()).version());
        facts.values().removeIf(String::isEmpty);
        return facts;
    }

    /** What they come from, in words. */
    String text() {
        return file.orElse(policy).toAbsolutePath().toString();
    }
}
