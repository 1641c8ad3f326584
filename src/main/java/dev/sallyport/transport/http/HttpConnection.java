package dev.sallyport.transport.http;

import dev.sallyport.pipeline.Envelope;
import dev.sallyport.pipeline.Envelope.Carrier;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Exchanges;
import dev.sallyport.pipeline.Flow;
import dev.sallyport.pipeline.Outcome;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.protocol.Message;
import dev.sallyport.transport.NettyLoop;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One downstream connection: one exchange at a time, in order. What arrives while an answer is pending is held, up to a bound, and
 * not started. A slow or silent peer is looked at once a second.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {
    private static final Reason HTTP_FORM = new Reason("validation", "http-form");
    private static final Reason HEAD_SIZE = new Reason("validation", "head-size");
    private static final Reason BODY_LATE = new Reason("validation", "body-late");
    private static final Reason TARGET_SIZE = new Reason("validation", "target-size");
    private static final int HELD_BYTES_MAX = 64 * 1024;
    private static final int NOTICE_BYTES_MAX = 32 * 1024;
    private static final long LOOK_MILLIS = 1_000;
    private static final long LINGER_NANOS = 2_000_000_000L;

    /** How an open connection is to end. */
    enum Drain {
        /** After the exchange at hand. */
        SOON,
        /** At once. */
        NOW
    }

    private final Exchanges exchanges;
    private final NettyLoop loop;
    private final HttpSettings settings;
    private final Optional<X509Certificate> certificate;
    private final Peers peers;
    private final ArrayDeque<Object> held = new ArrayDeque<>(0);
    private InetAddress tcp = InetAddress.getLoopbackAddress();
    private String peer = "local";
    private int heldBytes;
    private @Nullable HttpDownstream downstream;
    private @Nullable Flow flow;
    private @Nullable BodyBuffer body;
    private String visited = "";
    private long sinceNanos;
    private boolean draining;
    private boolean lingering;
    private boolean closed;
    private boolean atTheDoor;
    private boolean broken;
    private boolean expectsContinue;
    private @Nullable ScheduledFuture<?> looking;

    HttpConnection(Exchanges exchanges, NettyLoop loop, HttpSettings settings, Optional<X509Certificate> certificate) {
        this.certificate = certificate;
        this.exchanges = exchanges;
        this.loop = loop;
        this.settings = settings;
        this.peers = new Peers(settings.trustedProxies());
        this.sinceNanos = System.nanoTime();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        if (context.channel().remoteAddress() instanceof InetSocketAddress address) {
            tcp = address.getAddress();
            peer = tcp.getHostAddress();
        }
        looking = context.executor()
                .scheduleWithFixedDelay(() -> look(context), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object part) {
        if (closed) {
            ReferenceCountUtil.release(part);
        } else if (!held.isEmpty() || isEarly(part)) {
            hold(context, part);
        } else {
            taken(context, part);
        }
    }

    /** True for the next request while one is answered, and for a body while the door still thinks about its envelope. */
    private boolean isEarly(Object part) {
        return part instanceof HttpRequest ? downstream != null : atTheDoor;
    }

    private void hold(ChannelHandlerContext context, Object part) {
        held.add(part);
        heldBytes += sizeBytes(part);
        if (heldBytes <= HELD_BYTES_MAX) {
            return;
        }
        if (atTheDoor) {
            context.channel().config().setAutoRead(false);
        } else {
            close(context);
        }
    }

    private int sizeBytes(Object part) {
        return part instanceof HttpContent content ? content.content().readableBytes() : settings.headerBytes() / 4;
    }

    private void close(ChannelHandlerContext context) {
        closed = true;
        context.close();
    }

    /** Takes what was held, as far as it may go on. */
    private void resume(ChannelHandlerContext context) {
        while (!closed && !held.isEmpty() && !isEarly(held.peek())) {
            Object part = held.poll();
            heldBytes -= sizeBytes(part);
            taken(context, part);
        }
        if (heldBytes <= HELD_BYTES_MAX) {
            context.channel().config().setAutoRead(true);
        }
    }

    private void taken(ChannelHandlerContext context, Object part) {
        try {
            take(context, part);
        } finally {
            ReferenceCountUtil.release(part);
        }
    }

    private void take(ChannelHandlerContext context, Object part) {
        if (part instanceof HttpRequest request) {
            begin(context, request);
        }
        if (part instanceof HttpContent content) {
            content(content);
        }
    }

    private void begin(ChannelHandlerContext context, HttpRequest request) {
        sinceNanos = System.nanoTime();
        broken = request.decoderResult().isFailure() || isAmbiguous(request);
        NettyHeaders headers = new NettyHeaders(request.headers());
        String described = broken ? Envelope.NOWHERE : described(request);
        Carrier carrier =
                broken ? Carrier.OTHER : described.equals(Envelope.NOWHERE) ? carrier(request) : Carrier.METADATA;
        Envelope envelope = new Envelope(
                carrier,
                carrier == Carrier.METADATA
                        ? described
                        : broken ? Envelope.NOWHERE : HttpPaths.route(request.uri(), settings.soleRoute()),
                settings.trustedProxies().test(tcp) ? peers.of(tcp, headers) : peer,
                headers,
                broken ? -1 : HttpUtil.getContentLength(request, -1L),
                certificate,
                broken ? "" : HttpPaths.query(request.uri()));
        visited = envelope.carrier().isOfGateway() ? request.uri() : "";
        Exchange exchange = exchanges.open(envelope, loop);
        HttpDownstream answering =
                new HttpDownstream(context, settings, request, () -> admitted(context), this::answered);
        downstream = answering;
        Flow started = new Flow(exchange, answering);
        answering.serves(exchange);
        flow = started;
        if (broken) {
            refuse(started, request.decoderResult().cause());
        } else {
            expectsContinue = HttpUtil.is100ContinueExpected(request);
            atTheDoor = true;
            started.start();
        }
    }

    /** The route that the request wants to hear of, or none where it wants something else, or there is nothing to say. */
    private String described(HttpRequest request) {
        boolean asks =
                request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.OPTIONS);
        String route = asks ? HttpPaths.described(request.uri(), settings) : Envelope.NOWHERE;
        return route.equals(Envelope.NOWHERE)
                        || settings.metadata().apply(route).isEmpty()
                ? Envelope.NOWHERE
                : route;
    }

    /** Source: RFC 9110 §15.5.15; RFC 6585 §5. */
    private static void refuse(Flow flow, @Nullable Throwable cause) {
        switch (cause) {
            case TooLongHttpLineException _ -> flow.unreadable(TARGET_SIZE);
            case TooLongHttpHeaderException _ -> flow.unreadable(HEAD_SIZE);
            case null, default -> flow.unreadable(HTTP_FORM);
        }
    }

    /** True where two programs could read different bodies. Source: RFC 9112 §6.1, §6.3. */
    private static boolean isAmbiguous(HttpRequest request) {
        List<String> codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        return !codings.isEmpty()
                && (codings.size() > 1
                        || !codings.getFirst().equalsIgnoreCase("chunked")
                        || request.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
                        || !request.protocolVersion().equals(HttpVersion.HTTP_1_1));
    }

    private Carrier carrier(HttpRequest request) {
        return switch (request.method().name()) {
            case "POST" ->
                HttpPaths.isLogout(request.uri())
                                && settings.notices().isHeard().getAsBoolean()
                        ? Carrier.LOGOUT
                        : isPage(request) ? Carrier.FORM : Carrier.POST;
            case "GET" -> isPage(request) ? Carrier.PAGE : Carrier.GET;
            case "DELETE" -> Carrier.DELETE;
            case "OPTIONS" -> Carrier.PREFLIGHT;
            default -> Carrier.OTHER;
        };
    }

    private boolean isPage(HttpRequest request) {
        return settings.visits().isPage().test(request.uri());
    }

    private void admitted(ChannelHandlerContext context) {
        if (expectsContinue) {
            context.writeAndFlush(new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
        }
        Exchange exchange = exchange();
        int usual = exchange.snapshot().limits().bodyBytes();
        int limit = exchange.envelope().carrier().isOfGateway() ? Math.min(usual, NOTICE_BYTES_MAX) : usual;
        long declared = exchange.envelope().sizeBytes();
        body = BodyBuffer.of(declared, limit);
        atTheDoor = false;
        resume(context);
    }

    private Exchange exchange() {
        if (flow == null) {
            throw new IllegalStateException("no exchange is open");
        }
        return flow.exchange();
    }

    private void content(HttpContent content) {
        Flow current = flow;
        BodyBuffer collecting = body;
        if (current == null || collecting == null) {
            // nobody knows where a request ends that two programs could read differently: nothing behind it is taken
            if (content instanceof LastHttpContent && downstream != null && !broken) {
                downstream.wholeRequestRead();
            }
            return;
        }
        if (content.decoderResult().isFailure()) {
            body = null;
            current.unreadable(HTTP_FORM);
            return;
        }
        if (!collecting.append(content.content())) {
            body = null;
            current.tooLarge();
            return;
        }
        if (content instanceof LastHttpContent) {
            body = null;
            if (downstream != null) {
                downstream.wholeRequestRead();
            }
            arrived(current, collecting);
        }
    }

    private void arrived(Flow flow, BodyBuffer body) {
        Envelope envelope = flow.exchange().envelope();
        switch (envelope.carrier()) {
            case GET -> flow.message(new Message.OpenStream(envelope.headers().value("Last-Event-ID")));
            case DELETE -> flow.message(new Message.EndSession());
            case PREFLIGHT, METADATA -> flow.nothingMore();
            case LOGOUT ->
                flow.judged(() -> settings.notices().hearing().hear(flow.exchange(), body.bytes(), body.lengthBytes()));
            case PAGE, FORM -> visited(flow, body);
            default -> flow.body(body.bytes(), body.lengthBytes());
        }
    }

    private void visited(Flow flow, BodyBuffer form) {
        HttpDownstream answering = downstream;
        String path = visited;
        flow.judged(() -> {
            HttpSettings.Visit page =
                    settings.visits().visiting().visit(flow.exchange(), path, form.bytes(), form.lengthBytes());
            if (answering != null) {
                answering.shows(page);
            }
            return Verdict.PASS;
        });
    }

    /** The answer is written: the next request may begin. */
    private void answered(ChannelHandlerContext context, boolean open) {
        downstream = null;
        flow = null;
        body = null;
        atTheDoor = false;
        sinceNanos = System.nanoTime();
        if (!open || draining) {
            linger(context);
        } else {
            resume(context);
        }
    }

    /**
     * Ends our side, and lets the client read the answer before the connection is closed: to close it with unread data would take
     * the answer back. Source: RFC 9112 §9.6.
     */
    private void linger(ChannelHandlerContext context) {
        closed = true;
        lingering = true;
        if (context.channel() instanceof DuplexChannel socket) {
            // behind everything that was written before
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> endOutput(context, socket));
        } else {
            context.close();
        }
    }

    /** With TLS, the end is said there first: a client takes a mere end of the connection for a cut. Source: RFC 8446 §6.1. */
    private static void endOutput(ChannelHandlerContext context, DuplexChannel socket) {
        SslHandler tls = context.pipeline().get(SslHandler.class);
        if (tls == null) {
            socket.shutdownOutput();
        } else {
            tls.closeOutbound().addListener(_ -> socket.shutdownOutput());
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (flow != null && downstream != null && context.channel().isWritable()) {
            downstream.read();
            flow.writable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (looking != null) {
            looking.cancel(false);
        }
        held.forEach(ReferenceCountUtil::release);
        held.clear();
        end(Outcome.CLIENT_GONE);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == Drain.SOON) {
            draining = true;
            if (downstream == null) {
                context.close();
            } else if (downstream.isStream()) {
                end(Outcome.SHUT_DOWN);
            }
        } else if (event == Drain.NOW) {
            draining = true;
            end(Outcome.SHUT_DOWN);
        }
    }

    private void end(Outcome how) {
        Flow open = flow;
        if (open != null) {
            open.exchange().end(how);
        }
    }

    /** Looks for what takes too long. */
    private void look(ChannelHandlerContext context) {
        long age = System.nanoTime() - sinceNanos;
        Flow open = flow;
        if (lingering) {
            if (age > LINGER_NANOS) {
                context.close();
            }
        } else if (open == null) {
            if (age > settings.idle().toNanos()) {
                context.close();
            }
        } else if (body != null) {
            if (age > settings.arrival().toNanos()) {
                body = null;
                open.unreadable(BODY_LATE);
            }
        } else if (downstream != null) {
            downstream.look(open);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
