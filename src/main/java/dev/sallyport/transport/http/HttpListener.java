package dev.sallyport.transport.http;

import dev.sallyport.pipeline.Exchanges;
import dev.sallyport.transport.Loops;
import dev.sallyport.transport.tls.Handshakes;
import dev.sallyport.transport.tls.TlsDoor;
import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;

/** The downstream listener: Streamable HTTP for clients of both eras, one connection after the other on its own loop. */
public final class HttpListener implements AutoCloseable {
    private final Exchanges exchanges;
    private final Loops loops;
    private final HttpSettings settings;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Handshakes handshakes = new Handshakes();
    private final Channel socket;

    /** Listens on {@code address} at once; fails where the address cannot be had. */
    public HttpListener(InetSocketAddress address, Exchanges exchanges, Loops loops, HttpSettings settings)
            throws IOException {
        this.exchanges = exchanges;
        this.loops = loops;
        this.settings = settings;
        this.socket = Sockets.bind(address, loops, this::accept);
    }

    private void accept(SocketChannel channel) {
        if (connections.size() >= settings.connectionsMax()) {
            channel.close();
            return;
        }
        connections.add(channel);
        if (settings.tls().isPresent()) {
            new TlsDoor(
                            settings.tls().get(),
                            handshakes,
                            settings.handshake(),
                            certificate -> speak(channel, certificate))
                    .hang(channel.pipeline());
        } else {
            speak(channel, Optional.empty());
        }
    }

    private void speak(SocketChannel channel, Optional<X509Certificate> certificate) {
        HttpDecoderConfig strict = new HttpDecoderConfig()
                .setMaxInitialLineLength(8 * 1024)
                .setMaxHeaderSize(settings.headerBytes())
                .setMaxChunkSize(64 * 1024)
                .setAllowDuplicateContentLengths(false)
                .setChunkedSupported(true)
                .setValidateHeaders(true);
        channel.pipeline()
                .addLast(new HttpServerCodec(strict))
                .addLast(new HttpConnection(exchanges, loops.of(channel.eventLoop()), settings, certificate));
    }

    /** What became of connections before their first request. */
    public Handshakes handshakes() {
        return handshakes;
    }

    /** The port that it listens on. */
    public int port() {
        return ((InetSocketAddress) socket.localAddress()).getPort();
    }

    /** True while new connections are taken. */
    public boolean isOpen() {
        return socket.isOpen();
    }

    /** How many connections are open. */
    public int connectionCount() {
        return connections.size();
    }

    /** Takes no new connection, and ends those that are open as soon as they are idle, at the latest after {@code grace}. */
    public void drain(Duration grace) {
        socket.close().awaitUninterruptibly();
        connections.forEach(channel -> {
            if (channel.pipeline().get(HttpConnection.class) == null) {
                channel.close(); // still shakes hands
            } else {
                channel.pipeline().fireUserEventTriggered(HttpConnection.Drain.SOON);
            }
        });
        connections.newCloseFuture().awaitUninterruptibly(grace.toMillis());
        connections.forEach(channel -> channel.pipeline().fireUserEventTriggered(HttpConnection.Drain.NOW));
        connections.newCloseFuture().awaitUninterruptibly(500);
    }

    @Override
    public void close() {
        socket.close().awaitUninterruptibly();
        connections.close().awaitUninterruptibly();
    }
}
