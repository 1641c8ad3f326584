package dev.sallyport.cli;

import dev.sallyport.Gateway;
import dev.sallyport.settings.SettingsRead;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;

/** Takes over a settings file that changes: it is read whole first, and where anything is wrong the old settings stay. */
final class Reloading {
    private static final System.Logger LOG = System.getLogger("sallyport");
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Path file;
    private final Gateway gateway;
    private SettingsRead latest;
    private SettingsRead.Loaded inForce;

    Reloading(Path file, SettingsRead.Loaded first, Gateway gateway) {
        this.file = file;
        this.latest = first;
        this.inForce = first;
        this.gateway = gateway;
    }

    /** Looks once a second from now on. */
    void start() {
        Thread.ofPlatform().daemon().name("sallyport-settings").start(() -> {
            try {
                while (true) {
                    Thread.sleep(LOOK);
                    look();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void look() {
        if (!latest.files().changed()) {
            return;
        }
        latest = SettingsFile.read(file);
        switch (latest) {
            case SettingsRead.Refused refused -> {
                LOG.log(Level.ERROR, "{0} was changed but is not valid; the settings before stay in force", file);
                refused.problems().forEach(problem -> LOG.log(Level.ERROR, "{0}", problem));
            }
            case SettingsRead.Loaded loaded -> {
                boolean moved =
                        !loaded.settings().listen().equals(inForce.settings().listen());
                gateway.reload(loaded.settings());
                inForce = loaded;
                LOG.log(Level.INFO, "{0} was changed: the new settings are in force", file);
                loaded.warnings().forEach(warning -> LOG.log(Level.WARNING, "unsafe: {0}", warning));
                if (moved) {
                    LOG.log(Level.WARNING, "`listen` has changed: that needs a restart");
                }
            }
        }
    }
}
