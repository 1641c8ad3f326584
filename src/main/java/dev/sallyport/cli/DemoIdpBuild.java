package dev.sallyport.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;

/** The demo identity provider's build: separate from the gateway's, made once, and again after changes. */
final class DemoIdpBuild {
    private static final int ERRORS_SHOWN = 5;

    private final Path root;

    private DemoIdpBuild(Path root) {
        this.root = root;
    }

    /** That of the checkout whose launcher started this process. Throws {@link CommandFailure} where there is none. */
    static DemoIdpBuild ofCheckout() {
        String launcher = System.getProperty("sallyport.launcher", "");
        Path root = Path.of(launcher).toAbsolutePath().getParent();
        if (launcher.isEmpty() || root == null || !Files.isRegularFile(root.resolve("demo-idp/pom.xml"))) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "no-source",
                    "the demo identity provider is not part of the program: it is built from a checkout of the sources;"
                            + " start it there with ./sallyport demo-idp");
        }
        return new DemoIdpBuild(root);
    }

    /** Where the provider's own complaints go. */
    Path log() {
        return root.resolve("target/demo-idp.log");
    }

    /** The runnable jar, built if need be; one process builds at a time. */
    Path jar(PrintWriter err) throws IOException, InterruptedException {
        Path jar = root.resolve("demo-idp/target/demo-idp.jar");
        Files.createDirectories(root.resolve("target"));
        try (FileChannel lock = FileChannel.open(
                        root.resolve("target/.demo-idp.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = lock.lock()) {
            if (isStale(jar)) {
                err.println(
                        "sallyport: building the demo identity provider, once (a minute where libraries are fetched) …");
                err.flush();
                build();
            }
        }
        return jar;
    }

    private boolean isStale(Path jar) throws IOException {
        if (!Files.exists(jar)) {
            return true;
        }
        FileTime built = Files.getLastModifiedTime(jar);
        try (Stream<Path> sources = Files.walk(root.resolve("demo-idp/src"))) {
            for (Path source : Stream.concat(sources, Stream.of(root.resolve("demo-idp/pom.xml")))
                    .toList()) {
                if (Files.getLastModifiedTime(source).compareTo(built) > 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private void build() throws IOException, InterruptedException {
        Path log = root.resolve("target/demo-idp-build.log");
        ProcessBuilder maven = new ProcessBuilder(
                        "mvn",
                        "-B",
                        "-ntp",
                        "-f",
                        root.resolve("demo-idp/pom.xml").toString(),
                        "package")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process;
        try {
            process = maven.start();
        } catch (IOException absent) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "no-maven",
                    "Maven is needed to build the demo identity provider, once; install it and start again:\n"
                            + "  apt-get install maven · dnf install maven · brew install maven");
        }
        process.getOutputStream().close();
        if (process.waitFor() != 0) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE, "build-failed", "the build failed; " + log + " says why" + errors(log));
        }
    }

    private static String errors(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            List<String> errors = lines.filter(line -> line.startsWith("[ERROR]"))
                    .limit(ERRORS_SHOWN)
                    .toList();
            return errors.isEmpty() ? "" : ":\n" + String.join("\n", errors);
        }
    }
}
