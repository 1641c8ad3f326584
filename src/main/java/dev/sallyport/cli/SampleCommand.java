package dev.sallyport.cli;

import java.nio.file.Path;
import java.util.List;

/** How the bundled sample server is started. */
final class SampleCommand {
    private SampleCommand() {}

    /** The command line: this Java, this class path, another main class. */
    static List<String> line() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.sallyport.sample.SampleServer");
    }
}
