package dev.sallyport.transport.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Chooses the certificate by the name in the client's first words, and by where the client is. Source: RFC 6066 §3. */
final class ServerName extends AbstractSniHandler<Boolean> {
    private static final int HELLO_BYTES_MAX = 16 * 1024;

    private final ServerTls tls;

    ServerName(ServerTls tls) {
        super(HELLO_BYTES_MAX, 0);
        this.tls = tls;
    }

    @Override
    protected Future<Boolean> lookup(ChannelHandlerContext context, @Nullable String name) {
        boolean local = isHere(context) && (name == null || name.equalsIgnoreCase("localhost"));
        return context.executor().newSucceededFuture(local);
    }

    /** True for a client on this machine: it may have found us by what our home says, and knows our authority. */
    private static boolean isHere(ChannelHandlerContext context) {
        if (context.channel().remoteAddress() instanceof InetSocketAddress peer
                && context.channel().localAddress() instanceof InetSocketAddress own) {
            InetAddress address = peer.getAddress();
            return address.isLoopbackAddress() || address.equals(own.getAddress());
        }
        return false;
    }

    @Override
    protected void onLookupComplete(ChannelHandlerContext context, @Nullable String name, Future<Boolean> local) {
        SslHandler handler = tls.handler(context.alloc(), local.isSuccess() && local.getNow());
        // the door behind has the time of it
        handler.setHandshakeTimeoutMillis(0);
        context.pipeline().replace(this, null, handler);
    }
}
