package dev.sallyport.transport.tls;

import dev.sallyport.transport.tls.Handshakes.End;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Waits for the handshake of one connection, not longer than its time; what is behind it comes about once that is done. */
public final class TlsDoor extends ChannelInboundHandlerAdapter {
    private final ServerTls tls;
    private final Handshakes handshakes;
    private final Duration patience;
    private final Consumer<Optional<X509Certificate>> behind;
    private @Nullable Future<?> waiting;
    private boolean over;

    /** Lets in whoever has shaken hands within {@code patience}; {@code behind} is given the client's certificate. */
    public TlsDoor(
            ServerTls tls, Handshakes handshakes, Duration patience, Consumer<Optional<X509Certificate>> behind) {
        this.tls = tls;
        this.handshakes = handshakes;
        this.patience = patience;
        this.behind = behind;
    }

    /** Puts the door, and what looks at the first byte, at the end of {@code pipeline}. */
    public void hang(ChannelPipeline pipeline) {
        pipeline.addLast(new FirstByte(tls, this::stranger)).addLast(this);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        waiting = context.executor()
                .schedule(
                        () -> {
                            fail(context, End.SLOW, "");
                            context.close();
                        },
                        patience.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (waiting != null) {
            waiting.cancel(false);
        }
    }

    private void stranger(ChannelHandlerContext context, End end) {
        fail(context, end, "");
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof SslHandshakeCompletionEvent shaken)) {
            context.fireUserEventTriggered(event);
            return;
        }
        if (!shaken.isSuccess()) {
            Throwable cause = shaken.cause();
            if (cause instanceof ClosedChannelException) {
                leave();
            } else {
                fail(context, End.FAILED, String.valueOf(cause.getMessage()));
            }
            context.close();
            return;
        }
        Optional<X509Certificate> certificate = certificate(context);
        try {
            if (certificate.isPresent()) {
                // a resumed session brings one that was verified when it began
                certificate.get().checkValidity();
            }
        } catch (CertificateExpiredException | CertificateNotYetValidException _) {
            fail(context, End.FAILED, "the certificate of a resumed session is over");
            context.close();
            return;
        }
        over = true;
        handshakes.ended(End.DONE);
        behind.accept(certificate);
        context.pipeline().remove(this);
    }

    /** The certificate that the client proved to hold, verified by then. */
    private Optional<X509Certificate> certificate(ChannelHandlerContext context) {
        SslHandler handler = context.pipeline().get(SslHandler.class);
        if (handler == null || !tls.asksClients()) {
            return Optional.empty();
        }
        try {
            return handler.engine().getSession().getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? Optional.of(certificate)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException _) {
            return Optional.empty();
        }
    }

    private void leave() {
        if (!over) {
            over = true;
            handshakes.ended(End.LEFT);
        }
    }

    private void fail(ChannelHandlerContext context, End end, String words) {
        if (over) {
            return;
        }
        over = true;
        String peer = context.channel().remoteAddress() instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress()
                : "local";
        handshakes.failed(end, peer, words);
    }

    /** Nothing is heard before the handshake. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object early) {
        ReferenceCountUtil.release(early);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        leave();
        context.fireChannelInactive();
    }

    /** What the handshake failed with was told already. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(context, End.FAILED, String.valueOf(cause.getMessage()));
        context.close();
    }
}
