package dev.sallyport.transport.http;

import dev.sallyport.transport.Loops;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Set;

/**
 * Serves pages for operators on an address of its own: GET and HEAD, one request a connection. It asks for no credential, so it
 * answers only where it is called by a loopback name, which no page of a browser can make it be.
 */
public final class PageListener implements AutoCloseable {
    private static final int CONNECTIONS_MAX = 64;
    private static final int ARRIVAL_SECONDS = 10;
    private static final int HEADER_BYTES_MAX = 8 * 1024;
    private static final Set<String> HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Pages pages;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Channel socket;

    /** Listens on {@code address} at once; fails where the address cannot be had. */
    public PageListener(InetSocketAddress address, Pages pages, Loops loops) throws IOException {
        this.pages = pages;
        this.socket = Sockets.bind(address, loops, this::accept);
    }

    private void accept(SocketChannel channel) {
        if (connections.size() >= CONNECTIONS_MAX) {
            channel.close();
            return;
        }
        connections.add(channel);
        channel.pipeline()
                .addLast(new ReadTimeoutHandler(ARRIVAL_SECONDS))
                .addLast(new HttpServerCodec(HEADER_BYTES_MAX / 2, HEADER_BYTES_MAX, HEADER_BYTES_MAX))
                .addLast(new Answering());
    }

    /** The port that it listens on. */
    public int port() {
        return ((InetSocketAddress) socket.localAddress()).getPort();
    }

    @Override
    public void close() {
        socket.close().awaitUninterruptibly();
        connections.close().awaitUninterruptibly();
    }

    private final class Answering extends SimpleChannelInboundHandler<HttpObject> {
        private boolean answered;

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
            if (answered || !(part instanceof HttpRequest request)) {
                return; // a body, or a second request: the connection closes after the first answer
            }
            answered = true;
            boolean head = request.method().equals(HttpMethod.HEAD);
            if (request.decoderResult().isFailure()) {
                answer(context, Pages.Page.text(400, "no valid request\n"), false);
            } else if (!head && !request.method().equals(HttpMethod.GET)) {
                answer(context, Pages.Page.text(405, "only GET and HEAD are served here\n"), false);
            } else if (!HOSTS.contains(host(request))) {
                answer(context, Pages.Page.text(403, "only loopback names are served here\n"), head);
            } else {
                pages.open(path(request.uri()), page -> answer(context, page, head));
            }
        }

        private static String host(HttpRequest request) {
            String host = request.headers().get(HttpHeaderNames.HOST, "").toLowerCase(Locale.ROOT);
            int colon = host.lastIndexOf(':');
            return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
        }

        private static String path(String target) {
            int end = target.indexOf('?');
            return end < 0 ? target : target.substring(0, end);
        }

        private static void answer(ChannelHandlerContext context, Pages.Page page, boolean head) {
            byte[] body = page.bytes();
            FullHttpResponse response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1,
                    HttpResponseStatus.valueOf(page.status()),
                    head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
            response.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, page.type())
                    .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                    .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                    .set("X-Content-Type-Options", "nosniff");
            HttpUtil.setKeepAlive(response, false);
            context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
