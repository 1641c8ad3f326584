package dev.sallyport.transport.http;

import dev.sallyport.pipeline.Exchanges;
import dev.sallyport.transport.Loops;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;

/** The downstream listener: Streamable HTTP for clients of both eras, one connection after the other on its own loop. */
public final class HttpListener implements AutoCloseable {
    private static final int BACKLOG = 1024;

    private final Exchanges exchanges;
    private final Loops loops;
    private final HttpSettings settings;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Channel socket;

    /** Listens on {@code address} at once; fails where the address cannot be had. */
    public HttpListener(InetSocketAddress address, Exchanges exchanges, Loops loops, HttpSettings settings)
            throws IOException {
        this.exchanges = exchanges;
        this.loops = loops;
        this.settings = settings;
        this.socket = bind(address);
    }

    private Channel bind(InetSocketAddress address) throws IOException {
        var bound = new ServerBootstrap()
                .group(loops.group())
                .channel(loops.serverSocket())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(64 * 1024, 256 * 1024))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accept(channel);
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            // the native transport has exceptions of its own; those of the JDK say what is wrong
            try (ServerSocket plain = new ServerSocket()) {
                plain.bind(address);
            }
            throw new IOException("cannot listen on " + address, bound.cause());
        }
        return bound.channel();
    }

    private void accept(SocketChannel channel) {
        if (connections.size() >= settings.connectionsMax()) {
            channel.close();
            return;
        }
        connections.add(channel);
        HttpDecoderConfig strict = new HttpDecoderConfig()
                .setMaxInitialLineLength(8 * 1024)
                .setMaxHeaderSize(settings.headerBytes())
                .setMaxChunkSize(64 * 1024)
                .setAllowDuplicateContentLengths(false)
                .setChunkedSupported(true)
                .setValidateHeaders(true);
        channel.pipeline()
                .addLast(new HttpServerCodec(strict))
                .addLast(new HttpConnection(exchanges, loops.of(channel.eventLoop()), settings));
    }

    /** The port that it listens on. */
    public int port() {
        return ((InetSocketAddress) socket.localAddress()).getPort();
    }

    /** How many connections are open. */
    public int connectionCount() {
        return connections.size();
    }

    /** Takes no new connection, and ends those that are open as soon as they are idle, at the latest after {@code grace}. */
    public void drain(Duration grace) {
        socket.close().awaitUninterruptibly();
        connections.forEach(channel -> channel.pipeline().fireUserEventTriggered(HttpConnection.Drain.SOON));
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
