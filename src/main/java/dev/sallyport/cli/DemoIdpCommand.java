package dev.sallyport.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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
        DemoIdpBuild build = DemoIdpBuild.ofCheckout();
        Path jar = build.jar(spec.commandLine().getErr());
        Process provider = new ProcessBuilder(line(jar))
                .redirectError(build.log().toFile())
                .start();
        new Shutdown(() -> end(provider)).listen();
        announce(ready(provider, build));
        int code = provider.waitFor();
        throw new CommandFailure(
                ExitCode.UNEXPECTED, "ended", "the demo identity provider ended with " + code + "; see " + build.log());
    }

    /** Another process and another class path: nothing of an authorization server is in the gateway. */
    private List<String> line(Path jar) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-jar",
                jar.toString(),
                "--demo",
                "--port",
                Integer.toString(port));
    }

    /** It lives as long as its standard input, so it also ends where this process is killed. */
    private static void end(Process provider) throws IOException, InterruptedException {
        provider.getOutputStream().close();
        if (!provider.waitFor(STOPPING_SECONDS, TimeUnit.SECONDS)) {
            provider.destroyForcibly();
        }
    }

    private JsonNode ready(Process provider, DemoIdpBuild build) throws IOException, InterruptedException {
        BufferedReader out =
                new BufferedReader(new InputStreamReader(provider.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line != null) {
            return JsonMapper.shared().readTree(line);
        }
        if (provider.waitFor() == ExitCode.UNAVAILABLE) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "port",
                    "the demo identity provider cannot listen on 127.0.0.1:" + port
                            + "; is it running already? Another port: --port PORT");
        }
        throw new CommandFailure(
                ExitCode.UNEXPECTED, "not-started", "the demo identity provider did not start; see " + build.log());
    }

    private void announce(JsonNode ready) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(Sallyport.isJson(spec) ? ready.toString() : DemoIdpWelcome.of(ready));
        out.flush();
    }
}
