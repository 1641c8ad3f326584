package dev.sallyport.cli;

import dev.sallyport.settings.binding.Environment;
import dev.sallyport.settings.home.Home;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says where state lives. */
final class HomeOption {
    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "Where all state lives (default: $SALLYPORT_HOME, else ~/.sallyport).")
    private @Nullable Path folder;

    /** Opens the home, and makes it where there is none. */
    Home open() throws IOException {
        Home home = Home.open(folder == null ? Home.defaultFolder(Environment.SYSTEM) : folder);
        // read by Netty when its first class is loaded, so before any loop is made
        System.setProperty(
                "io.netty.native.workdir", home.nativeFolder(Instant.now()).toString());
        return home;
    }
}
