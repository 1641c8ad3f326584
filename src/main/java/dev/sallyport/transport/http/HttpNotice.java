package dev.sallyport.transport.http;

import dev.sallyport.transport.NettyLoop;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.concurrent.Future;

/** One request whose reply nobody waits for: the end of a session, a cancellation, an answer in the client's place. */
final class HttpNotice implements HttpReplies.Taker {
    private final NettyLoop loop;
    private final HttpPool pool;
    private final Channel channel;
    private final Runnable whenOver;
    private boolean keepAlive;

    private HttpNotice(NettyLoop loop, HttpPool pool, Channel channel, Runnable whenOver) {
        this.loop = loop;
        this.pool = pool;
        this.channel = channel;
        this.whenOver = whenOver;
    }

    /**
     * Sends {@code request} as soon as there is a connection, and says when nothing more can come of it; where there is no
     * connection, it is forgotten.
     */
    static void send(NettyLoop loop, HttpPool pool, FullHttpRequest request, Runnable whenOver) {
        Future<Channel> taken = pool.take(loop);
        taken.addListener(_ -> {
            if (taken.isSuccess()) {
                Channel channel = taken.getNow();
                HttpReplies.of(channel).use(new HttpNotice(loop, pool, channel, whenOver));
                channel.writeAndFlush(request, channel.voidPromise());
            } else {
                request.release();
                whenOver.run();
            }
        });
    }

    @Override
    public void head(HttpResponse response) {
        // a stream would hold the connection for as long as the server likes
        keepAlive = HttpUtil.isKeepAlive(response) && !HttpCall.isStream(response);
    }

    @Override
    public void content(ByteBuf bytes) {
        if (!keepAlive) {
            channel.close();
        }
    }

    @Override
    public void complete() {
        HttpReplies.of(channel).use(null);
        if (keepAlive) {
            pool.give(loop, channel);
        } else {
            channel.close();
        }
        whenOver.run();
    }

    @Override
    public void lost(boolean refused) {
        whenOver.run();
    }
}
