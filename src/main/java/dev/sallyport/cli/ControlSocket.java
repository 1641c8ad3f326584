package dev.sallyport.cli;

import dev.sallyport.Gateway;
import dev.sallyport.console.Controls;
import dev.sallyport.settings.home.Instance;
import dev.sallyport.transport.stdio.SocketListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** The socket by which the operator reaches a process. */
final class ControlSocket {
    private static final System.Logger LOG = System.getLogger("sallyport");

    private ControlSocket() {}

    /** Where it is, or would be. */
    static Path path(Instance instance) {
        return instance.folder().resolve("control.sock");
    }

    /** Lets the operator ask {@code controls}; empty where the path of the home is too long for a socket. */
    static Optional<SocketListener> of(Gateway gateway, Instance instance, Controls controls) throws IOException {
        Path path = path(instance);
        int tooLong = path.toString().getBytes(StandardCharsets.UTF_8).length - SocketListener.PATH_BYTES_MAX;
        if (tooLong > 0) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the path of the home is {0} bytes too long for a control socket: status, reload, approvals and stop do not reach"
                            + " this gateway; choose a shorter --home, or use signals",
                    tooLong);
            return Optional.empty();
        }
        return Optional.of(gateway.control(path, controls));
    }
}
