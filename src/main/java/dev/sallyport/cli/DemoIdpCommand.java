package dev.sallyport.cli;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.exit.Shutdown;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sallyport demo-idp}: a real authorization server beside the gateway, so that logging in can be tried on a laptop. */
@Command(
        name = "demo-idp",
        description = {
            "Starts an identity provider to try logging in with; for demonstrations only.",
            "",
            "It listens on 127.0.0.1 alone. Users, passwords and keys are made anew at each start, are printed once and are"
                    + " gone when it ends. Built on first use from the checkout of the sources, with Maven."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: sallyport demo-idp"})
final class DemoIdpCommand implements Callable<Integer> {
    private static final int PORT_MAX = 65_535;
    private static final long STOPPING_SECONDS = 10;
    private static final int COMPLAINT_CHARS_MAX = 4096;
    /** It was told to end: by us, or with us by the terminal (128 and the number of the signal). */
    private static final Set<Integer> TOLD_TO_END = Set.of(0, 129, 130, 143);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "7338",
            description = "Where it listens on 127.0.0.1 (default: ${DEFAULT-VALUE}).")
    private int port;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (port < 1 || port > PORT_MAX) {
            throw new ParameterException(spec.commandLine(), "--port must be between 1 and " + PORT_MAX);
        }
        boolean json = Sallyport.isJson(spec);
        List<String> line = new ArrayList<>(List.of(program(), "--demo", "--port", Integer.toString(port)));
        if (json) {
            line.add("--json");
        }
        ProcessBuilder builder = new ProcessBuilder(line).redirectError(json ? Redirect.PIPE : Redirect.INHERIT);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process provider = builder.start();
        new Shutdown(() -> end(provider)).listen();
        relay(provider);
        int code = provider.waitFor();
        if (TOLD_TO_END.contains(code)) {
            return ExitCode.SUCCESS;
        }
        throw new CommandFailure(
                code == ExitCode.UNAVAILABLE ? code : ExitCode.UNEXPECTED,
                "demo-idp",
                "the demo identity provider ended with " + code + (json ? ": " + complaint(provider) : ""));
    }

    /** What builds and becomes the provider: another process and another class path, from the checkout of the launcher. */
    private static String program() {
        String launcher = System.getProperty("sallyport.launcher", "");
        Path start = Path.of(launcher).resolveSibling("demo-idp/start");
        if (launcher.isEmpty() || !Files.isExecutable(start)) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "no-source",
                    "the demo identity provider is no part of the program: it is built from a checkout of the sources;"
                            + " start it there with ./sallyport demo-idp");
        }
        return start.toString();
    }

    private void relay(Process provider) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        BufferedReader lines = provider.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            out.println(line);
            out.flush();
        }
    }

    private static String complaint(Process provider) throws IOException {
        try (var text = new InputStreamReader(provider.getErrorStream(), StandardCharsets.UTF_8)) {
            char[] read = new char[COMPLAINT_CHARS_MAX];
            int length = text.read(read);
            return length < 0 ? "" : new String(read, 0, length).strip();
        }
    }

    /** It lives as long as its standard input, so it also ends where this process is killed. */
    private static void end(Process provider) throws IOException, InterruptedException {
        provider.getOutputStream().close();
        if (!provider.waitFor(STOPPING_SECONDS, TimeUnit.SECONDS)) {
            provider.descendants().forEach(ProcessHandle::destroy);
            provider.destroyForcibly();
        }
    }
}
