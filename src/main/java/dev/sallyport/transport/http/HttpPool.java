package dev.sallyport.transport.http;

import dev.sallyport.pipeline.event.UpstreamFailure;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.transport.Loops;
import dev.sallyport.transport.NettyLoop;
import dev.sallyport.transport.tls.ClientTls;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Keep-alive connections to one server: each loop has its own, so that nothing is locked and nothing changes thread. */
final class HttpPool implements AutoCloseable {
    private static final AttributeKey<Long> PATIENCE = AttributeKey.valueOf("sallyport.patience");
    private static final int IDLE_MAX = 256;
    private static final long IDLE_NANOS_MAX = 30_000_000_000L;

    private final HttpTarget target;
    private final Loops loops;
    private final @Nullable ClientTls tls;
    private final List<ArrayDeque<Idle>> idle = new ArrayList<>();
    private final Reaching reaching;
    private volatile boolean closed;

    private record Idle(Channel channel, long sinceNanos) {}

    HttpPool(HttpTarget target, Loops loops, RandomGenerator random) {
        this.reaching = new Reaching(random);
        this.target = target;
        this.loops = loops;
        this.tls = target.isSecure() ? new ClientTls(target.tls()) : null;
        for (int i = 0; i < loops.count(); i++) {
            idle.add(new ArrayDeque<>());
        }
    }

    /** A connection of {@code loop} that nobody uses, or a new one. */
    Future<Channel> take(NettyLoop loop) {
        ArrayDeque<Idle> mine = idle.get(loop.index());
        long now = System.nanoTime();
        while (true) {
            Idle kept = mine.pollLast();
            if (kept == null) {
                return connect(loop);
            }
            if (kept.channel().isActive() && now - kept.sinceNanos() < patienceNanos(kept.channel())) {
                return loop.eventLoop().newSucceededFuture(kept.channel());
            }
            kept.channel().close();
        }
    }

    /** Gives back a connection on which the last exchange has ended cleanly. */
    void give(NettyLoop loop, Channel channel) {
        ArrayDeque<Idle> mine = idle.get(loop.index());
        if (closed || !channel.isActive() || mine.size() >= IDLE_MAX) {
            channel.close();
        } else {
            mine.addLast(new Idle(channel, System.nanoTime()));
        }
    }

    /** How long a connection may rest: shorter where the server said when it will close it. */
    private static long patienceNanos(Channel channel) {
        Long said = channel.attr(PATIENCE).get();
        return said == null ? IDLE_NANOS_MAX : Math.min(IDLE_NANOS_MAX, said);
    }

    /** Heeds the server's {@code Keep-Alive: timeout}, with a second to spare. Source: RFC 2068 §19.7.1. */
    static void heed(HttpResponse response, @Nullable Channel channel) {
        String hint = response.headers().get("Keep-Alive", "");
        int at = hint.indexOf("timeout=");
        if (channel == null || at < 0) {
            return;
        }
        int end = at + 8;
        while (end < hint.length() && end < at + 14 && Character.isDigit(hint.charAt(end))) {
            end++;
        }
        if (end > at + 8) {
            long seconds = Long.parseLong(hint.substring(at + 8, end)) - 1;
            channel.attr(PATIENCE).set(Math.max(0, seconds) * 1_000_000_000L);
        }
    }

    /** Names are looked up on a thread that may wait; the loop goes on meanwhile. */
    private Future<Channel> connect(NettyLoop loop) {
        Optional<UpstreamFailure> refusal = reaching.refusal(System.nanoTime());
        if (refusal.isPresent()) {
            return loop.eventLoop().newFailedFuture(refusal.get());
        }
        Promise<Channel> ready = loop.eventLoop().newPromise();
        ready.addListener(tried -> {
            if (tried.isSuccess()) {
                reaching.reached();
            } else {
                reaching.failed(tried.cause(), System.nanoTime());
            }
        });
        Thread.ofVirtual().name("sallyport-lookup").start(() -> {
            InetSocketAddress next = nextHop();
            if (tls != null) {
                tls.refresh();
            }
            loop.execute(() -> {
                if (next.isUnresolved()) {
                    ready.setFailure(new UpstreamFailure(Reasons.UNREACHABLE));
                } else {
                    open(loop, next, ready);
                }
            });
        });
        return ready;
    }

    /** The address to connect to: the server's, or that of the egress proxy. */
    private InetSocketAddress nextHop() {
        if (target.proxy().isPresent()) {
            URI proxy = target.proxy().get();
            return new InetSocketAddress(proxy.getHost(), proxy.getPort());
        }
        InetSocketAddress resolved = new InetSocketAddress(target.host(), target.port());
        boolean elsewhere = target.host().equalsIgnoreCase("localhost")
                && !resolved.isUnresolved()
                && !resolved.getAddress().isLoopbackAddress();
        // plain HTTP is allowed to this machine only, whatever a name server calls localhost
        return elsewhere ? new InetSocketAddress(InetAddress.getLoopbackAddress(), target.port()) : resolved;
    }

    private void open(NettyLoop loop, InetSocketAddress next, Promise<Channel> ready) {
        // behind an egress proxy the name is the proxy's to resolve
        InetSocketAddress server =
                target.proxy().isPresent() ? InetSocketAddress.createUnresolved(target.host(), target.port()) : next;
        new Bootstrap()
                .group(loop.eventLoop())
                .channel(loops.socket())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(target.connectTimeout().toMillis()))
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        assemble(channel.pipeline(), next);
                    }
                })
                .connect(server)
                .addListener((ChannelFuture connected) -> {
                    if (connected.isSuccess()) {
                        tunnel(connected.channel(), ready);
                    } else {
                        ready.setFailure(new UpstreamFailure(Reasons.UNREACHABLE));
                    }
                });
    }

    /** Behind an egress proxy a connection is one to the server once the proxy says so. */
    private void tunnel(Channel channel, Promise<Channel> ready) {
        HttpProxyHandler proxy = channel.pipeline().get(HttpProxyHandler.class);
        if (proxy == null) {
            secure(channel, ready);
            return;
        }
        proxy.connectFuture().addListener(tunnelled -> {
            if (tunnelled.isSuccess()) {
                secure(channel, ready);
            } else {
                channel.close();
                ready.setFailure(new UpstreamFailure(Reasons.UNREACHABLE));
            }
        });
    }

    /** With TLS a connection is ready once the server has proved who it is; nothing is written before. */
    private void secure(Channel channel, Promise<Channel> ready) {
        if (tls == null) {
            ready.setSuccess(channel);
            return;
        }
        SslHandler handler = channel.pipeline().get(SslHandler.class);
        if (handler == null) {
            channel.close();
            ready.setFailure(new UpstreamFailure(Reasons.TLS));
            return;
        }
        handler.handshakeFuture().addListener(shaken -> {
            if (shaken.isSuccess()) {
                ready.setSuccess(channel);
            } else {
                channel.close();
                ready.setFailure(new UpstreamFailure(Reasons.TLS));
            }
        });
    }

    private void assemble(ChannelPipeline pipeline, InetSocketAddress next) {
        long patience = target.connectTimeout().toMillis();
        if (target.proxy().isPresent()) {
            HttpProxyHandler proxy = new HttpProxyHandler(next);
            proxy.setConnectTimeoutMillis(patience);
            pipeline.addLast(proxy);
        }
        if (tls != null) {
            tls.handler(pipeline.channel().alloc(), target.host(), target.port())
                    .ifPresent(handler -> {
                        handler.setHandshakeTimeoutMillis(patience);
                        pipeline.addLast(handler);
                    });
        }
        pipeline.addLast(new HttpClientCodec(4096, 16 * 1024, 16 * 1024));
        pipeline.addLast(new HttpReplies());
    }

    @Override
    public void close() {
        closed = true;
        for (NettyLoop loop : loops.all()) {
            loop.execute(() -> {
                ArrayDeque<Idle> mine = idle.get(loop.index());
                mine.forEach(kept -> kept.channel().close());
                mine.clear();
            });
        }
        if (tls != null) {
            tls.close();
        }
    }
}
