package dev.sallyport.cli.gateway;

import dev.sallyport.settings.binding.Environment;
import dev.sallyport.settings.home.Home;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says where state lives. */
public final class HomeOption {
    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "Where all state lives (default: $SALLYPORT_HOME, else ~/.sallyport).")
    private @Nullable Path folder;

    /** Where it is, or would be. */
    public Path folder() {
        return folder == null ? Home.defaultFolder(Environment.SYSTEM) : folder;
    }

    /** The home; empty where there is none, and then nothing is made: a command that only looks leaves no trace of a slip. */
    public Optional<Home> existing() throws IOException {
        return Home.existing(folder());
    }

    /** Opens the home, and makes it where there is none. */
    public Home open() throws IOException {
        Home home = Home.open(folder());
        // read by Netty when its first class is loaded, so before any loop is made
        System.setProperty(
                "io.netty.native.workdir", home.nativeFolder(Instant.now()).toString());
        return home;
    }
}
