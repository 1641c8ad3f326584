package dev.sallyport.path;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A client that agrees on keys in one way only. */
final class GroupClient {
    private GroupClient() {}

    /** True where a handshake over {@code group} succeeds. Source: RFC 8446 §4.2.7. */
    static boolean agrees(int port, Path ca, String group) throws Exception {
        SslContext context = SslContextBuilder.forClient()
                .sslProvider(SslProvider.OPENSSL_REFCNT)
                .option(OpenSslContextOption.GROUPS, new String[] {group})
                .trustManager(ca.toFile())
                .build();
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            Channel channel = new Bootstrap()
                    .group(loops)
                    .channel(NioSocketChannel.class)
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel fresh) {
                            fresh.pipeline().addLast(context.newHandler(fresh.alloc(), "127.0.0.1", port));
                        }
                    })
                    .connect("127.0.0.1", port)
                    .sync()
                    .channel();
            SslHandler handler = channel.pipeline().get(SslHandler.class);
            return handler != null
                    && handler.handshakeFuture().await(10, TimeUnit.SECONDS)
                    && handler.handshakeFuture().isSuccess();
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
            ReferenceCountUtil.release(context);
        }
    }
}
