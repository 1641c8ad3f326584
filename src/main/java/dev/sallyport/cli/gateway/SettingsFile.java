package dev.sallyport.cli.gateway;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.settings.SettingsLoader;
import dev.sallyport.settings.SettingsRead;
import dev.sallyport.settings.binding.Environment;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Settings files as commands use them. */
public final class SettingsFile {
    private SettingsFile() {}

    /** What reading {@code file} gives. */
    public static SettingsRead read(Path file) {
        return SettingsLoader.load(file, Environment.SYSTEM);
    }

    /** The settings in {@code file}; all that is wrong with it is told at once. */
    public static SettingsRead.Loaded load(Path file) {
        return loaded(read(file));
    }

    /** The settings that were read; all that is wrong with them is told at once. */
    public static SettingsRead.Loaded loaded(SettingsRead read) {
        return switch (read) {
            case SettingsRead.Loaded loaded -> loaded;
            case SettingsRead.Refused refused -> throw failure(refused);
        };
    }

    /** All that is wrong with a settings file, as the failure of a command. */
    public static CommandFailure failure(SettingsRead.Refused refused) {
        return new CommandFailure(
                ExitCode.USAGE,
                "settings",
                refused.problems().stream().map(Object::toString).collect(Collectors.joining(System.lineSeparator())));
    }
}
