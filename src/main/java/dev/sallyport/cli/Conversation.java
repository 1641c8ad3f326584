package dev.sallyport.cli;

import dev.sallyport.Gateway;
import dev.sallyport.settings.Settings;
import dev.sallyport.transport.stdio.StdioListener;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Speaks MCP on standard input and output until either side ends. */
final class Conversation {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private Conversation() {}

    /** Holds the conversation; returns the exit code after {@code end} is done. */
    static int hold(Gateway gateway, String route, Settings settings, Shutdown.Step end) throws Exception {
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        // whatever a library prints must not break the protocol
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        StdioListener listener = gateway.converse(route, out);
        Thread asked = Shutdown.whenAsked(() -> {
            listener.close(Duration.ZERO);
            end.run();
        });
        StdioListener.End how = listener.serve(
                        new FileInputStream(FileDescriptor.in),
                        Math.toIntExact(settings.limits().body().bytes()))
                .toCompletableFuture()
                .get();
        if (Shutdown.withdraw(asked)) {
            listener.close(GRACE);
            end.run();
        }
        return how == StdioListener.End.CLIENT_DONE ? ExitCode.SUCCESS : ExitCode.UNAVAILABLE;
    }
}
