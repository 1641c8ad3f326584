package dev.sallyport.transport.http;

import dev.sallyport.transport.Loops;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.function.Consumer;

/** Listening TCP sockets of this process. */
final class Sockets {
    private static final int BACKLOG = 1024;

    private Sockets() {}

    /** Listens on {@code address} at once; fails where the address cannot be had. */
    static Channel bind(InetSocketAddress address, Loops loops, Consumer<SocketChannel> accept) throws IOException {
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
                        accept.accept(channel);
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
}
