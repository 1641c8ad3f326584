package dev.sallyport.transport.stdio;

import dev.sallyport.pipeline.Envelope.Carrier;
import dev.sallyport.pipeline.Exchanges;
import dev.sallyport.transport.Loops;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A Unix domain socket on which this user's own programs speak to the gateway, one message a line, as on standard input. The file
 * has mode 0600 and lies in a folder that no other user may enter.
 */
public final class SocketListener implements AutoCloseable {
    /** The longest path, in bytes, that every system takes. Source: sun_path is 108 bytes on Linux, 104 on macOS and BSD. */
    public static final int PATH_BYTES_MAX = 103;

    private static final int CONNECTIONS_MAX = 16;
    private static final int LINE_BYTES_MAX = 64 * 1024;
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Exchanges exchanges;
    private final Loops loops;
    private final String route;
    private final Path path;
    private final ServerSocketChannel socket;
    private final Map<SocketChannel, StdioListener> open = new ConcurrentHashMap<>();

    /** Listens at {@code path}, where nothing is yet, for messages to {@code route}; fails where the path is too long. */
    public SocketListener(Path path, Exchanges exchanges, Loops loops, String route) throws IOException {
        this.exchanges = exchanges;
        this.loops = loops;
        this.route = route;
        this.path = path;
        this.socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            socket.bind(UnixDomainSocketAddress.of(path), CONNECTIONS_MAX);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException broken) {
            socket.close();
            throw broken;
        }
        Thread.ofPlatform().daemon().name("sallyport-control").start(this::accept);
    }

    private void accept() {
        while (socket.isOpen()) {
            try {
                SocketChannel channel = socket.accept();
                if (open.size() >= CONNECTIONS_MAX) {
                    channel.close();
                } else {
                    converse(channel);
                }
            } catch (IOException _) {
                // closed, or the other end went away first
            }
        }
    }

    private void converse(SocketChannel channel) {
        StdioListener listener =
                new StdioListener(exchanges, loops.any(), Carrier.CONTROL, route, Channels.newOutputStream(channel));
        listener.peer(SocketUser.peer(channel));
        open.put(channel, listener);
        listener.serve(Channels.newInputStream(channel), LINE_BYTES_MAX)
                .whenCompleteAsync((_, _) -> end(channel, listener), Thread::startVirtualThread);
    }

    private void end(SocketChannel channel, StdioListener listener) {
        try (channel) {
            listener.close(GRACE);
        } catch (IOException _) {
            // it is closed, one way or the other
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(channel);
        }
    }

    /** Takes no new connection, and ends those that are open once what they asked is answered. */
    @Override
    public void close() throws IOException {
        socket.close();
        Files.deleteIfExists(path);
        open.forEach(this::end);
    }
}
