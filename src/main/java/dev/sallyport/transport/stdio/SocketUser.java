package dev.sallyport.transport.stdio;

import dev.sallyport.pipeline.Envelope.Carrier;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;

/** The user at the other end of a Unix domain socket, as the system knows him. Source: unix(7), SO_PEERCRED. */
final class SocketUser {
    private SocketUser() {}

    /** The peer of {@code channel} as an envelope writes it: {@code control:} and the name of the user, where the system says it. */
    static String peer(SocketChannel channel) {
        String carrier = Carrier.CONTROL.text();
        try {
            return carrier + ":"
                    + channel.getOption(ExtendedSocketOptions.SO_PEERCRED)
                            .user()
                            .getName();
        } catch (IOException | UnsupportedOperationException _) {
            return carrier;
        }
    }
}
