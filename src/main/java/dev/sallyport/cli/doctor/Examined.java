package dev.sallyport.cli.doctor;

import dev.sallyport.settings.Settings;
import dev.sallyport.settings.SettingsLoader;
import dev.sallyport.settings.SettingsRead;
import dev.sallyport.settings.binding.Environment;
import dev.sallyport.settings.home.HomeView;
import dev.sallyport.settings.home.LivingInstance;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is examined.
 *
 * @param folder where the home is, or would be
 * @param home the home; empty where there is none, or none that can be used
 * @param homeFault why it cannot be used
 * @param file the settings file, where one was named
 * @param read what the settings file says, or the defaults
 * @param now the time
 */
record Examined(
        Path folder,
        Optional<HomeView> home,
        Optional<String> homeFault,
        Optional<Path> file,
        SettingsRead read,
        Instant now) {
    /** Looks at the home and reads the settings. */
    static Examined of(Path folder, Optional<Path> file, Instant now) {
        SettingsRead read = file.map(named -> SettingsLoader.load(named, Environment.SYSTEM))
                .orElseGet(SettingsLoader::defaults);
        try {
            return new Examined(folder, HomeView.of(folder), Optional.empty(), file, read, now);
        } catch (IOException unfit) {
            return new Examined(folder, Optional.empty(), Optional.of(words(unfit)), file, read, now);
        }
    }

    /** What a person makes of a failure: those of the file system say the path alone. */
    static String words(IOException failure) {
        String said = String.valueOf(failure.getMessage());
        return failure instanceof FileSystemException
                ? said + " (" + failure.getClass().getSimpleName() + ")"
                : said;
    }

    /** The settings, where they hold. */
    Optional<Settings> settings() {
        return read instanceof SettingsRead.Loaded loaded ? Optional.of(loaded.settings()) : Optional.empty();
    }

    /** Where the home has its native libraries unpacked; empty where nothing has made the folder yet. */
    Optional<Path> libraries() {
        return home.flatMap(HomeView::nativeFolder);
    }

    /** The processes that live in the home. */
    List<LivingInstance> living() throws IOException {
        return home.isPresent() ? home.get().living() : List.of();
    }
}
