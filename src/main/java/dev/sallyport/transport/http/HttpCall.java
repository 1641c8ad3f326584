package dev.sallyport.transport.http;

import dev.sallyport.catalog.Definition;
import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.pipeline.event.UpstreamFailure;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.MessageDecoder;
import dev.sallyport.protocol.json.JsonRead;
import dev.sallyport.transport.Correlation;
import dev.sallyport.transport.NettyLoop;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.concurrent.Future;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request to a server and its reply: one JSON message, or a stream of events, each of them handed on as soon as it is
 * whole. Lives on one loop.
 */
final class HttpCall implements UpstreamCall, HttpReplies.Taker, ReplyReader.Texts {
    private static final long DRAIN_MILLIS = 2_000;
    private static final long HEARD_MILLIS = 2_000;
    private static final Hint ENCODED = new Hint.Mend("the server sent an encoded body, which cannot be judged");

    private static final Hint UNPROVED =
            new Hint.Mend("the server showed no certificate that this gateway trusts for its name");
    private static final Hint REFUSED = new Hint.Mend(
            "the server broke off TLS: it may demand a certificate of this gateway, or not accept the one it was shown");
    private static final Hint PROXIED = new Hint.Mend("the egress proxy gave no connection to the server");

    /** What the call is about. */
    record Subject(Leg leg, Optional<Correlation> correlation, HttpLinking linking) {}

    private final NettyLoop loop;
    private final HttpPool pool;
    private final HttpTarget target;
    private final Subject subject;
    private final ReplyReader reader;
    private @Nullable Channel channel;
    private @Nullable SseReader stream;
    private @Nullable BodyBuffer body;
    private int status;
    private boolean keepAlive;
    private boolean wanted = true;
    private boolean held;
    private boolean identified;
    private boolean over;
    private boolean left;

    HttpCall(NettyLoop loop, HttpPool pool, HttpTarget target, Subject subject) {
        this.reader = new ReplyReader(subject.leg(), loop, this);
        this.loop = loop;
        this.pool = pool;
        this.target = target;
        this.subject = subject;
    }

    /** Sends {@code due} as soon as there is a connection; what was given up before is not sent. */
    void start(Supplier<FullHttpRequest> due) {
        if (over) {
            return;
        }
        FullHttpRequest request = due.get();
        Future<Channel> taken = pool.take(loop);
        if (taken.isSuccess()) {
            write(taken.getNow(), request);
            return;
        }
        taken.addListener(result -> {
            if (!result.isSuccess()) {
                request.release();
                refused(result.cause());
            } else if (over) {
                request.release();
                pool.give(loop, taken.getNow());
            } else {
                write(taken.getNow(), request);
            }
        });
    }

    private void refused(Throwable cause) {
        Reason reason = UpstreamFailure.reasonOf(cause, Reasons.UNREACHABLE);
        Hint known = UpstreamFailure.hintOf(cause);
        Hint otherwise = target.proxy().isPresent() ? PROXIED : Hint.NONE;
        fail(reason, reason.equals(Reasons.TLS) ? UNPROVED : known.equals(Hint.NONE) ? otherwise : known);
    }

    private void write(Channel connection, FullHttpRequest request) {
        channel = connection;
        HttpReplies.of(connection).use(this);
        connection.write(request, connection.voidPromise());
        loop.flushSoon(connection);
    }

    @Override
    public void head(HttpResponse response) {
        status = response.status().code();
        keepAlive = HttpUtil.isKeepAlive(response);
        HttpPool.heed(response, channel);
        subject.linking().head(response.headers());
        String type = response.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
        String encoding = response.headers().get(HttpHeaderNames.CONTENT_ENCODING, "identity");
        if (!encoding.equals("identity")) {
            fail(Reasons.PROTOCOL, ENCODED);
        } else if (isStream(response)) {
            stream = new SseReader(target.bodyBytesMax(), this::event);
            emit(new UpstreamEvent.Opened());
        } else if (isType(type, "application/json") || status / 100 == 2) {
            body = BodyBuffer.of(HttpUtil.getContentLength(response, -1L), target.bodyBytesMax());
        }
    }

    static boolean isStream(HttpResponse response) {
        return response.status().code() == 200
                && isType(response.headers().get(HttpHeaderNames.CONTENT_TYPE, ""), "text/event-stream");
    }

    private static boolean isType(String value, String type) {
        return value.regionMatches(true, 0, type, 0, type.length())
                && (value.length() == type.length()
                        || value.charAt(type.length()) == ';'
                        || value.charAt(type.length()) == ' ');
    }

    @Override
    public void content(ByteBuf bytes) {
        if (over) {
            return;
        }
        if (stream != null) {
            byte[] part = new byte[bytes.readableBytes()];
            bytes.readBytes(part);
            if (!stream.read(part, 0, part.length)) {
                fail(Reasons.PROTOCOL, Hint.NONE);
            }
        } else if (body != null && !body.append(bytes)) {
            fail(Reasons.PROTOCOL, Hint.NONE);
        }
    }

    private void event(byte[] data, String id, String retry) {
        if (over) {
            return;
        }
        identified |= !id.isEmpty();
        if (data.length > 0) {
            reader.read(new ReplyReader.Raw(data, data.length, id));
        } else {
            reader.then(() -> prime(id, retry));
        }
    }

    private void prime(String id, String retry) {
        if (!over) {
            emit(new UpstreamEvent.Primed(id, retry));
        }
    }

    @Override
    public void text(JsonRead json, ReplyReader.Raw raw) {
        if (over) {
            return;
        }
        if (!(json instanceof JsonRead.Value value)
                || !(MessageDecoder.decode(value.root()) instanceof Message.Spoken spoken)) {
            noAnswer();
            return;
        }
        Definition resumed = subject.correlation().isPresent()
                ? Definition.NONE
                : subject.linking().resumed(spoken);
        Optional<Message.Spoken> known = subject.linking().inward(subject.correlation(), spoken);
        if (known.isEmpty()) {
            noAnswer();
            return;
        }
        Message.Spoken message = known.get();
        if (stream == null && !(message instanceof Message.Response)) {
            noAnswer();
            return;
        }
        if (message instanceof Message.Response response
                && subject.correlation().isPresent()) {
            subject.linking().response(response);
            answered();
        }
        emit(new UpstreamEvent.Spoke(message, raw.eventId(), status, raw.lengthBytes(), resumed));
    }

    /** An HTTP error whose body answers nothing is that error: servers of the older era so refuse what has no session. */
    private void noAnswer() {
        if (status == 200) {
            fail(Reasons.PROTOCOL, Hint.NONE);
        } else {
            fail(Reasons.STATUS, statusHint());
        }
    }

    @Override
    public void arriving(boolean on) {
        held = !on;
        reading(wanted);
    }

    /** The final response is here: a stream may take a moment to end, and then its connection serves the next call. */
    private void answered() {
        if (stream == null) {
            free(true);
        } else {
            finish();
            loop.eventLoop().schedule(() -> free(false), DRAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void complete() {
        reader.then(this::completed);
    }

    private void completed() {
        if (over) {
            free(true);
        } else if (stream != null) {
            broken(true);
        } else if (status == 404 && subject.linking().isBound()) {
            fail(Reasons.SESSION_LOST, statusHint());
        } else if (body != null
                && body.lengthBytes() > 0
                && subject.correlation().isPresent()
                && isAnswer(status)) {
            reader.read(new ReplyReader.Raw(body.bytes(), body.lengthBytes(), ""));
        } else if (status / 100 == 2 && subject.correlation().isEmpty()) {
            free(true);
            emit(new UpstreamEvent.Accepted());
        } else {
            fail(status == 405 ? Reasons.NO_STREAM : Reasons.STATUS, statusHint());
        }
    }

    private Hint statusHint() {
        String credentials = status == 401 || status == 403
                ? ": it does not accept the credentials that this gateway has for it"
                : "";
        return new Hint.Mend("the server answered with HTTP " + status + credentials);
    }

    /** Protocol errors come with 400 or 404. Source: MCP 2026-07-28, Streamable HTTP. */
    private static boolean isAnswer(int status) {
        return status == 200 || status == 400 || status == 404;
    }

    @Override
    public void lost(boolean refused) {
        reader.then(() -> gone(refused));
    }

    private void gone(boolean refused) {
        channel = null;
        if (over) {
            return;
        }
        if (stream != null) {
            broken(false);
        } else if (refused && status == 0) {
            // with TLS 1.3 a server judges the client after the client's handshake is done. Source: RFC 8446 §4.4.2.4
            fail(Reasons.TLS, REFUSED);
        } else {
            fail(Reasons.CONNECTION_LOST, Hint.NONE);
        }
    }

    /** The stream is over without an answer, which comes later only where the client has an event to resume after. */
    private void broken(boolean clean) {
        boolean later = identified && subject.linking().resumable(subject.correlation());
        if (subject.correlation().isPresent() && !later) {
            fail(Reasons.CONNECTION_LOST, Hint.NONE);
        } else {
            free(clean);
            emit(new UpstreamEvent.Ended());
        }
    }

    /** Ends the call, unless it has ended. */
    void fail(Reason reason, Hint hint) {
        if (!over) {
            free(false);
            subject.leg().events().accept(new UpstreamEvent.Failed(reason, hint));
        }
    }

    /** After this nothing is heard of the call; a connection in good order serves the next one. */
    private void free(boolean clean) {
        finish();
        Channel connection = channel;
        channel = null;
        if (connection == null) {
            return;
        }
        HttpReplies.of(connection).use(null);
        if (clean && keepAlive) {
            connection.config().setAutoRead(true);
            pool.give(loop, connection);
        } else {
            connection.close();
        }
    }

    private void finish() {
        over = true;
        subject.linking().over();
    }

    private void emit(UpstreamEvent event) {
        subject.leg().events().accept(event);
    }

    @Override
    public void abandon() {
        if (!over) {
            subject.linking().resumable(subject.correlation());
            free(false);
            left = true;
        }
    }

    @Override
    public void withdraw(String why) {
        subject.correlation().flatMap(ids -> ids.cancellation(why)).ifPresent(this::tell);
    }

    @Override
    public void cancel(Message.Notification cancelled) {
        tell(subject.correlation().map(ids -> ids.cancelled(cancelled)).orElse(cancelled));
    }

    /** Ends the call; a server that may have begun with it hears {@code note}, where its era knows such notes. */
    private void tell(Message.Notification note) {
        if (left) {
            left = false;
            subject.linking().tell(note, () -> {});
        }
        if (over) {
            return;
        }
        Channel connection = channel;
        if (connection == null) {
            free(false);
            return;
        }
        finish();
        channel = null;
        // who sees the connection close first takes the client for gone, and knows no more what is taken back
        HttpReplies.of(connection).ignore();
        subject.linking().tell(note, connection::close);
        loop.eventLoop().schedule(() -> connection.close(), HEARD_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void reply(Message.Response response) {
        subject.linking().tell(response, () -> {});
    }

    @Override
    public void reading(boolean on) {
        wanted = on;
        if (channel != null) {
            channel.config().setAutoRead(wanted && !held);
        }
    }
}
