package dev.sallyport.transport.tls;

import dev.sallyport.transport.Loops;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Connects to servers as the gateway does, to see whether it could, and says nothing to them. */
public final class ServerProbe implements AutoCloseable {
    private final Loops loops = new Loops(1);
    private final Duration patience;

    /** A step that takes longer than {@code patience} has failed. */
    public ServerProbe(Duration patience) {
        this.patience = patience;
    }

    /** What came of it. */
    public sealed interface Result {
        /** Nobody knows an address of {@code host}. */
        record UnknownHost(String host) implements Result {}

        /** There is no connection. */
        record Unreachable(String why) implements Result {}

        /** There is a connection, and no TLS on it as the rules demand. */
        record NoTls(String why) implements Result {}

        /** There is a connection; with TLS, what the server showed, verified. */
        record Reached(List<X509Certificate> chain) implements Result {}
    }

    /** Connects to {@code host}, through {@code proxy} where there is one, and with {@code tls} where it is spoken; blocks. */
    public Result reach(String host, int port, Optional<URI> proxy, Optional<ClientTls> tls) {
        InetSocketAddress next = proxy.map(url -> new InetSocketAddress(url.getHost(), url.getPort()))
                .orElseGet(() -> new InetSocketAddress(host, port));
        if (next.isUnresolved()) {
            return new Result.UnknownHost(next.getHostString());
        }
        // held here, because a pipeline forgets its handlers when it fails
        Optional<HttpProxyHandler> tunnel = proxy.map(_ -> new HttpProxyHandler(next));
        Optional<SslHandler> secure = tls.flatMap(client -> client.handler(ByteBufAllocator.DEFAULT, host, port));
        ChannelFuture connecting = new Bootstrap()
                .group(loops.group())
                .channel(loops.socket())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis())
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        tunnel.ifPresent(channel.pipeline()::addLast);
                        secure.ifPresent(channel.pipeline()::addLast);
                        channel.pipeline().addLast(new Deaf());
                    }
                })
                .connect(proxy.isPresent() ? InetSocketAddress.createUnresolved(host, port) : next);
        try {
            Optional<String> failure =
                    failure(connecting).or(() -> tunnel.flatMap(through -> failure(through.connectFuture())));
            return failure.<Result>map(Result.Unreachable::new)
                    .orElseGet(() -> tls.isPresent() ? shaken(secure) : new Result.Reached(List.of()));
        } finally {
            connecting.channel().close();
        }
    }

    /** What a server says is not heard, and what fails is told by the futures. */
    private static final class Deaf extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object said) {
            ReferenceCountUtil.release(said);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    private Result shaken(Optional<SslHandler> secure) {
        if (secure.isEmpty()) {
            return new Result.NoTls("the files of `tls` are not fit");
        }
        return failure(secure.get().handshakeFuture())
                .<Result>map(Result.NoTls::new)
                .orElseGet(() -> new Result.Reached(chain(secure.get())));
    }

    private static List<X509Certificate> chain(SslHandler handler) {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            for (var certificate : handler.engine().getSession().getPeerCertificates()) {
                if (certificate instanceof X509Certificate shown) {
                    chain.add(shown);
                }
            }
        } catch (SSLPeerUnverifiedException _) {
            // gone meanwhile
        }
        return List.copyOf(chain);
    }

    /** Why the step failed, in the words of whoever knew; empty where it did not. */
    private Optional<String> failure(Future<?> step) {
        if (!step.awaitUninterruptibly(millis(), TimeUnit.MILLISECONDS)) {
            return Optional.of("no answer in " + patience.toSeconds() + " s");
        }
        Throwable cause = step.cause();
        if (cause == null) {
            return Optional.empty();
        }
        while (cause.getCause() != null && cause.getCause().getMessage() != null) {
            cause = cause.getCause();
        }
        // epoll's own words stand before those of the system
        return Optional.of(String.valueOf(cause.getMessage())
                .replaceFirst("^\\S+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ", ""));
    }

    private int millis() {
        return Math.toIntExact(patience.toMillis());
    }

    @Override
    public void close() {
        loops.close();
    }
}
