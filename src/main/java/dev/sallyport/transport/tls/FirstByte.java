package dev.sallyport.transport.tls;

import dev.sallyport.transport.tls.Handshakes.End;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Tells by the first byte of a connection what the client speaks, and who speaks HTTP without TLS what to do about it. */
final class FirstByte extends ByteToMessageDecoder {
    /** The type of a record that holds a handshake. Source: RFC 8446 §5.1. */
    private static final int HANDSHAKE = 22;

    private static final long LINGER_SECONDS = 2;

    private final ServerTls tls;
    private final BiConsumer<ChannelHandlerContext, End> stranger;
    private boolean refused;

    FirstByte(ServerTls tls, BiConsumer<ChannelHandlerContext, End> stranger) {
        this.tls = tls;
        this.stranger = stranger;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (refused) {
            in.skipBytes(in.readableBytes());
            return;
        }
        int first = in.getUnsignedByte(in.readerIndex());
        if (first == HANDSHAKE) {
            context.pipeline().replace(this, null, new ServerName(tls));
            return;
        }
        refused = true;
        in.skipBytes(in.readableBytes());
        if (first >= 'A' && first <= 'Z') {
            stranger.accept(context, End.PLAIN_HTTP);
            answer(context);
        } else {
            stranger.accept(context, End.FOREIGN);
            context.close();
        }
    }

    /** The client reads the answer before the connection is closed. Source: RFC 9112 §9.6. */
    private static void answer(ChannelHandlerContext context) {
        String url = context.channel().localAddress() instanceof InetSocketAddress here
                ? "https://" + NetUtil.toSocketAddressString(here) + "/mcp"
                : "https";
        String body = "this port speaks HTTPS: use " + url + "\n";
        String answer = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
        context.writeAndFlush(Unpooled.copiedBuffer(answer, StandardCharsets.US_ASCII))
                .addListener(_ -> {
                    if (context.channel() instanceof DuplexChannel socket) {
                        socket.shutdownOutput();
                    }
                });
        context.executor().schedule(() -> context.close(), LINGER_SECONDS, TimeUnit.SECONDS);
    }
}
