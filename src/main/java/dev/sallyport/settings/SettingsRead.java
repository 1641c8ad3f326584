package dev.sallyport.settings;

import dev.sallyport.settings.binding.SettingsFiles;
import dev.sallyport.settings.binding.SettingsProblem;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What reading a settings file gave. */
public sealed interface SettingsRead {
    /** The files that were read, to see whether it is worth reading again. */
    SettingsFiles files();

    /**
     * Settings that hold.
     *
     * @param shown by settings path, how a text that came from a variable or a file is printed
     * @param plainSecrets what looks like a secret and is written in the file itself
     */
    record Loaded(Settings settings, Map<String, String> shown, List<SettingsProblem> plainSecrets, SettingsFiles files)
            implements SettingsRead {
        /** Each unsafe setting in force, by its name, and each secret in the file itself; reported at start. */
        public List<String> warnings() {
            return Stream.concat(
                            settings.unsafe().stream(), plainSecrets.stream().map(Object::toString))
                    .toList();
        }
    }

    /** A file with problems, at least one, in the order of the file. */
    record Refused(List<SettingsProblem> problems, SettingsFiles files) implements SettingsRead {}
}
