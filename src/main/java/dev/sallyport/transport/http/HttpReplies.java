package dev.sallyport.transport.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The reading end of one connection to a server: hands what arrives to the call that is using the connection. */
final class HttpReplies extends ChannelInboundHandlerAdapter {
    /** Who is using the connection. */
    interface Taker {
        /** The head of the reply. */
        void head(HttpResponse response);

        /** Some bytes of the body; the taker copies what it keeps. */
        void content(ByteBuf bytes);

        /** The reply is complete: the connection may serve another call. */
        void complete();

        /** The connection is lost; {@code refused} where the server broke off TLS. */
        void lost(boolean refused);
    }

    private static final Taker NOBODY = new Taker() {
        @Override
        public void head(HttpResponse response) {}

        @Override
        public void content(ByteBuf bytes) {}

        @Override
        public void complete() {}

        @Override
        public void lost(boolean refused) {}
    };

    private @Nullable Taker taker;
    private boolean interim;
    private boolean refused;

    /** The reading end of {@code channel}. */
    static HttpReplies of(Channel channel) {
        return channel.pipeline().get(HttpReplies.class);
    }

    /** Hands everything to {@code next} from now on. */
    void use(@Nullable Taker next) {
        taker = next;
    }

    /** Lets what arrives pass unheard, on a connection that is about to be closed. */
    void ignore() {
        taker = NOBODY;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object part) {
        try {
            Taker current = taker;
            if (current == null) {
                // nobody asked: such a connection can not be trusted any more
                context.close();
                return;
            }
            if (part instanceof HttpResponse response) {
                if (response.decoderResult().isFailure() || response.status().code() == 101) {
                    context.close();
                    return;
                }
                // an interim response says nothing that is passed on. Source: RFC 9110 §15.2
                interim = response.status().code() < 200;
                if (!interim) {
                    current.head(response);
                }
            }
            if (part instanceof HttpContent content && !interim) {
                if (content.decoderResult().isFailure()) {
                    context.close();
                    return;
                }
                if (content.content().isReadable()) {
                    current.content(content.content());
                }
                if (part instanceof LastHttpContent) {
                    current.complete();
                }
            }
        } finally {
            ReferenceCountUtil.release(part);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        Taker current = taker;
        taker = null;
        if (current != null) {
            current.lost(refused);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        refused |= cause instanceof SSLException || cause.getCause() instanceof SSLException;
        context.close();
    }
}
