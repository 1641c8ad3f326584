package dev.sallyport.transport.http;

import dev.sallyport.pipeline.Answers;
import dev.sallyport.pipeline.Downstream;
import dev.sallyport.pipeline.Envelope.Carrier;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Flow;
import dev.sallyport.pipeline.Outcome;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Refusal;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.transport.NettyLoop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Writes the answer of one exchange: one JSON message, or a stream of events. */
final class HttpDownstream implements Downstream {
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END_OF_EVENT = "\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] KEEP_ALIVE = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    /** Told when the answer is written. */
    interface Answered {
        /** {@code open} is false where the connection has to be closed. */
        void answered(ChannelHandlerContext context, boolean open);
    }

    private final ChannelHandlerContext context;
    private final HttpSettings settings;
    private final String origin;
    private final boolean takesChunks;
    private final boolean preflight;
    private final boolean takesJson;
    private final boolean takesStream;
    private final Runnable admitted;
    private final Answered answered;
    private @Nullable Exchange exchange;
    private HttpSettings.@Nullable Visit page;
    private boolean keepAlive;
    private boolean streaming;
    private boolean done;
    private boolean unread = true;
    private long wroteNanos = System.nanoTime();
    private long stuckNanos;

    HttpDownstream(
            ChannelHandlerContext context,
            HttpSettings settings,
            HttpRequest request,
            Runnable admitted,
            Answered answered) {
        this.context = context;
        this.settings = settings;
        this.origin = request.headers().get(HttpHeaderNames.ORIGIN, "");
        this.takesChunks = request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) >= 0;
        this.preflight = request.method().equals(HttpMethod.OPTIONS);
        this.keepAlive = HttpUtil.isKeepAlive(request);
        String accept = request.headers().get(HttpHeaderNames.ACCEPT, "*/*").toLowerCase(Locale.ROOT);
        boolean anything = accept.isBlank() || accept.contains("*/*");
        this.takesJson = anything || accept.contains("application/json") || accept.contains("application/*");
        this.takesStream = anything || accept.contains("text/event-stream") || accept.contains("text/*");
        this.admitted = admitted;
        this.answered = answered;
    }

    void serves(Exchange served) {
        exchange = served;
    }

    /** The request is read to its end: the connection may serve another. */
    void wholeRequestRead() {
        unread = false;
    }

    /** Answers with {@code shown}, once the exchange is over. */
    void shows(HttpSettings.Visit shown) {
        page = shown;
    }

    private Exchange exchange() {
        if (exchange == null) {
            throw new IllegalStateException("no exchange is served");
        }
        return exchange;
    }

    @Override
    public void admitted() {
        admitted.run();
    }

    @Override
    public void open() {
        if (!streaming && !done && takesStream) {
            stream();
            context.flush();
        }
    }

    @Override
    public void speak(Message.Spoken message, String eventId) {
        if (done || !takesStream) {
            return;
        }
        stream();
        context.writeAndFlush(event(message.body(), eventId), context.voidPromise());
    }

    @Override
    public void answer(Message.Response response, String eventId, int status) {
        if (streaming || !takesJson) {
            speak(response, eventId);
            end();
        } else {
            json(HttpResponseStatus.valueOf(status), response.body(), Hint.NONE);
        }
    }

    @Override
    public void prime(String eventId, String retry) {
        if (done || !takesStream) {
            return;
        }
        stream();
        StringBuilder text = new StringBuilder();
        if (!eventId.isEmpty()) {
            text.append("id: ").append(eventId).append('\n');
        }
        if (!retry.isEmpty()) {
            text.append("retry: ").append(retry).append('\n');
        }
        write(text.append("data: \n\n").toString().getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void accept() {
        Carrier carrier = exchange().envelope().carrier();
        if (carrier == Carrier.METADATA && !preflight) {
            settings.metadata().apply(exchange().envelope().route()).ifPresentOrElse(this::describe, this::end);
            return;
        }
        if (page != null) {
            show(page);
            return;
        }
        if (carrier == Carrier.LOGOUT) {
            HttpResponse heard =
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.EMPTY_BUFFER);
            HttpUtil.setContentLength(heard, 0);
            finish(heard);
            return;
        }
        HttpResponseStatus status =
                carrier == Carrier.POST ? HttpResponseStatus.ACCEPTED : HttpResponseStatus.NO_CONTENT;
        HttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER);
        if (carrier == Carrier.PREFLIGHT || carrier == Carrier.METADATA) {
            response.headers()
                    .set("Access-Control-Allow-Methods", "POST, GET, DELETE")
                    .set(
                            "Access-Control-Allow-Headers",
                            "authorization, content-type, dpop, last-event-id, mcp-method, mcp-name, mcp-protocol-version, mcp-session-id")
                    .set("Access-Control-Max-Age", "600");
        } else if (carrier == Carrier.POST) {
            HttpUtil.setContentLength(response, 0);
        }
        finish(response);
    }

    @Override
    public void refuse(Refusal refusal) {
        if (done) {
            return;
        }
        if (exchange().envelope().carrier() == Carrier.LOGOUT) {
            HttpResponseStatus status = HttpResponseStatus.valueOf(Answers.logoutStatus(refusal.reason()));
            json(status, Answers.logout(refusal), refusal.hint());
            return;
        }
        JsonNode body = Answers.body(exchange(), refusal);
        if (streaming) {
            if (exchange().readMessage() instanceof Message.Request) {
                context.write(event(body, ""), context.voidPromise());
            }
            end();
            return;
        }
        int status = Answers.form(refusal.reason()).status();
        boolean asked = exchange().readMessage() instanceof Message.Request;
        if (status == 200 && !asked) {
            // without a request there is no JSON-RPC answer, so the status has to say it
            status = refusal.reason().practice().equals("upstream") ? 502 : 403;
        }
        json(HttpResponseStatus.valueOf(status), body, refusal.hint());
    }

    @Override
    public void end() {
        if (done) {
            return;
        }
        if (!streaming) {
            stream();
        }
        done = true;
        context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)
                .addListener(_ -> answered.answered(context, keepAlive && !unread));
    }

    @Override
    public boolean isWritable() {
        return context.channel().isWritable();
    }

    /** Answers with what is said of a resource: public, and for a while the same. */
    private void describe(byte[] document) {
        HttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(document));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                .set(HttpHeaderNames.CONTENT_LENGTH, document.length)
                .set(HttpHeaderNames.CACHE_CONTROL, "public, max-age=300");
        finish(response);
    }

    /** Answers a person with a page. */
    private void show(HttpSettings.Visit shown) {
        byte[] html = shown.html().getBytes(StandardCharsets.UTF_8);
        HttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(shown.status()), Unpooled.wrappedBuffer(html));
        shown.headers().forEach(response.headers()::set);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/html; charset=utf-8")
                .set(HttpHeaderNames.CONTENT_LENGTH, html.length);
        finish(response);
    }

    private void json(HttpResponseStatus status, JsonNode message, Hint hint) {
        ByteBuf body = ((NettyLoop) exchange().loop()).json(message);
        HttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        HttpHeaders headers = response.headers();
        headers.set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
        headers.set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        switch (hint) {
            case Hint.Challenge challenge -> {
                headers.set(HttpHeaderNames.WWW_AUTHENTICATE, challenge.value());
                if (!challenge.nonce().isEmpty()) {
                    headers.set("DPoP-Nonce", challenge.nonce());
                }
            }
            case Hint.StepUp step -> headers.set(HttpHeaderNames.WWW_AUTHENTICATE, Answers.challenge(exchange(), step));
            case Hint.RetryAfter retry -> headers.set(HttpHeaderNames.RETRY_AFTER, retry.seconds());
            default -> {}
        }
        if (status.code() == 405) {
            headers.set(HttpHeaderNames.ALLOW, "POST");
        }
        finish(response);
    }

    /** Writes a whole response; the exchange at this connection is over with it. */
    private void finish(HttpResponse response) {
        done = true;
        boolean open = keepAlive && !unread;
        common(response.headers());
        HttpUtil.setKeepAlive(response, open);
        context.write(response, context.voidPromise());
        if (open) {
            ((NettyLoop) exchange().loop()).flushSoon(context.channel());
        } else {
            context.flush();
        }
        answered.answered(context, open);
    }

    /** Writes the head of a stream, once. */
    private void stream() {
        if (streaming) {
            return;
        }
        streaming = true;
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream")
                .set(HttpHeaderNames.CACHE_CONTROL, "no-cache, no-transform")
                .set("X-Accel-Buffering", "no");
        if (takesChunks) {
            HttpUtil.setTransferEncodingChunked(head, true);
        } else {
            // the end of the connection is the end of the stream. Source: RFC 9112 §6.1, §6.3
            keepAlive = false;
        }
        common(head.headers());
        HttpUtil.setKeepAlive(head, keepAlive && !unread);
        context.write(head, context.voidPromise());
    }

    private void common(HttpHeaders headers) {
        Exchange served = exchange();
        headers.set(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN);
        if (served.envelope().carrier().isOfGateway()) {
            headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        }
        if (served.envelope().carrier() == Carrier.METADATA) {
            headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        } else if (!origin.isEmpty() && settings.origins().test(origin)) {
            headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, "dpop-nonce, mcp-session-id, www-authenticate");
        }
        var session = served.session();
        if (session != null && !session.isEnded() && !served.sessionSecret().isEmpty()) {
            headers.set("Mcp-Session-Id", served.sessionSecret());
        }
    }

    private DefaultHttpContent event(JsonNode message, String eventId) {
        wroteNanos = System.nanoTime();
        byte[] json = exchange().loop().writer().write(message);
        ByteBuf buffer = context.alloc().buffer(json.length + eventId.length() + 16);
        if (!eventId.isEmpty()) {
            buffer.writeCharSequence("id: " + eventId + "\n", StandardCharsets.US_ASCII);
        }
        buffer.writeBytes(DATA).writeBytes(json).writeBytes(END_OF_EVENT);
        return new DefaultHttpContent(buffer);
    }

    private void write(byte[] text) {
        wroteNanos = System.nanoTime();
        context.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(text)), context.voidPromise());
    }

    /** The client has read most of what was written: it is slow at worst, and not stuck. */
    void read() {
        stuckNanos = 0;
    }

    /** Looks for an answer that takes too long, a client that does not read, and a stream that was silent. */
    void look(Flow flow) {
        Exchange served = exchange();
        long now = System.nanoTime();
        stuckNanos = isWritable() ? 0 : stuckNanos == 0 ? now : stuckNanos;
        if (stuckNanos != 0 && now - stuckNanos > settings.arrival().toNanos()) {
            served.end(Outcome.CLIENT_GONE);
            context.close();
        } else if (!isStream()
                && served.tookNanos() > served.snapshot().limits().timeout().toNanos()) {
            served.end(Outcome.TIMED_OUT);
        } else if (!done
                && !served.envelope().carrier().isOfGateway()
                && takesStream
                && isWritable()
                && now - wroteNanos > settings.keepAlive().toNanos()) {
            // an answer that takes long becomes a stream, so that nobody on the way takes the silence for an end
            stream();
            write(KEEP_ALIVE);
        }
    }

    /** True where the exchange lasts until somebody ends it. */
    boolean isStream() {
        return exchange().readMessage() instanceof Message.OpenStream
                || exchange().method().equals(McpMethod.LISTEN);
    }
}
