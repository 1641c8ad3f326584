package dev.sallyport.cli;

import dev.sallyport.Gateway;
import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.exit.Shutdown;
import dev.sallyport.settings.Settings;
import dev.sallyport.transport.stdio.StdioListener;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.FutureTask;

/** Speaks MCP on standard input and output until either side ends. */
final class Conversation {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private Conversation() {}

    /** Holds the conversation, and does {@code end} once after it; fails where the server ended first. */
    static void hold(Gateway gateway, String route, Settings settings, Shutdown.Step end) throws Exception {
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        // whatever a library prints must not break the protocol
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        StdioListener listener = gateway.converse(route, out);
        FutureTask<Boolean> ending = new FutureTask<>(() -> {
            listener.close(GRACE);
            end.run();
            return true;
        });
        Shutdown shutdown = new Shutdown(() -> {
            listener.hurry();
            end(ending);
        });
        shutdown.listen();
        StdioListener.End how = listener.serve(
                        new FileInputStream(FileDescriptor.in),
                        Math.toIntExact(settings.limits().body().bytes()))
                .toCompletableFuture()
                .get();
        end(ending);
        if (shutdown.isBegun()) {
            return;
        }
        switch (how) {
            case CLIENT_DONE -> {}
            case SERVER_LOST ->
                throw new CommandFailure(
                        ExitCode.UNAVAILABLE,
                        "server-gone",
                        "the session with " + route
                                + " is lost, because it ended or forgot it; start this command again");
            case NO_LINE ->
                throw new CommandFailure(
                        ExitCode.UNAVAILABLE,
                        "no-line",
                        "the client sent a NUL byte, or a line of more than "
                                + settings.limits().body() + ", the most that limits.body lets through");
        }
    }

    /** Both the end of the conversation and a signal lead here: who comes second waits for the first. */
    private static void end(FutureTask<Boolean> ending) throws Exception {
        ending.run();
        var _ = ending.get();
    }
}
