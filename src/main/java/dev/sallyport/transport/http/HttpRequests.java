package dev.sallyport.transport.http;

import dev.sallyport.catalog.Definition;
import dev.sallyport.pipeline.trace.TraceContext;
import dev.sallyport.protocol.HeaderText;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.Meta;
import dev.sallyport.protocol.ParameterHeaders;
import dev.sallyport.transport.NettyLoop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Optional;

/**
 * Builds every upstream request from nothing: the body is our own encoding of the judged message, the fields that repeat it are
 * derived from it, and the rest is configured. No field of a client passes.
 */
final class HttpRequests {
    private static final String ACCEPT = "application/json, text/event-stream";
    private static final int SESSION_ID_CHARS_MAX = 1024;

    private final HttpTarget target;

    HttpRequests(HttpTarget target) {
        this.target = target;
    }

    /** The request that carries {@code message} outside or inside of a legacy session. */
    FullHttpRequest of(NettyLoop loop, Message message, Definition definition, Optional<HttpLink> link) {
        FullHttpRequest request =
                switch (message) {
                    case Message.Spoken spoken -> post(loop, spoken);
                    case Message.OpenStream stream -> open(stream);
                    case Message.EndSession _ -> bodiless(HttpMethod.DELETE);
                };
        if (link.isPresent()) {
            within(request.headers(), link.get());
        } else if (message instanceof Message.Request modern) {
            mirror(request.headers(), modern, definition);
        }
        return request;
    }

    /** The request that carries {@code message} in the legacy session of {@code link}. */
    FullHttpRequest of(NettyLoop loop, Message message, HttpLink link) {
        return of(loop, message, Definition.NONE, Optional.of(link));
    }

    /** The request that ends the legacy session of {@code link}. */
    FullHttpRequest end(HttpLink link) {
        FullHttpRequest request = bodiless(HttpMethod.DELETE);
        within(request.headers(), link);
        return request;
    }

    private FullHttpRequest post(NettyLoop loop, Message.Spoken spoken) {
        ByteBuf body = loop.json(spoken.body());
        FullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.POST, target.path(), body, fields(), EmptyHttpHeaders.INSTANCE);
        request.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .set(HttpHeaderNames.ACCEPT, ACCEPT)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        trace(request.headers(), spoken);
        return request;
    }

    /** The trace for whatever sees no more than HTTP. Source: W3C Trace Context, §3. */
    private static void trace(HttpHeaders fields, Message.Spoken spoken) {
        TraceContext sent =
                spoken instanceof Message.Response ? TraceContext.NONE : TraceContext.of(Meta.of(spoken.content()));
        if (!sent.isNone()) {
            fields.set(Meta.TRACEPARENT, sent.traceparent());
            if (!sent.state().isEmpty()) {
                fields.set(Meta.TRACESTATE, sent.state());
            }
        }
    }

    private FullHttpRequest open(Message.OpenStream stream) {
        FullHttpRequest request = bodiless(HttpMethod.GET);
        request.headers().set(HttpHeaderNames.ACCEPT, "text/event-stream");
        if (!stream.lastEventId().isEmpty()) {
            request.headers().set("Last-Event-ID", stream.lastEventId());
        }
        return request;
    }

    private FullHttpRequest bodiless(HttpMethod method) {
        return new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                method,
                target.path(),
                Unpooled.EMPTY_BUFFER,
                fields(),
                EmptyHttpHeaders.INSTANCE);
    }

    private HttpHeaders fields() {
        HttpHeaders fields = io.netty.handler.codec.http.DefaultHttpHeadersFactory.headersFactory()
                .newHeaders();
        fields.set(HttpHeaderNames.HOST, target.authority());
        target.headers().forEach(fields::set);
        return fields;
    }

    private static void within(HttpHeaders fields, HttpLink link) {
        if (!link.sessionId().isEmpty()) {
            fields.set("Mcp-Session-Id", link.sessionId());
        }
        if (!link.version().isEmpty()) {
            fields.set("MCP-Protocol-Version", link.version());
        }
    }

    private static void mirror(HttpHeaders fields, Message.Request request, Definition definition) {
        String version = Meta.of(request.params()).path(Meta.PROTOCOL_VERSION).asString("");
        if (version.isEmpty()) {
            return;
        }
        fields.set("MCP-Protocol-Version", version);
        fields.set("Mcp-Method", request.method());
        String member = McpMethod.nameMember(request.method());
        if (!member.isEmpty()) {
            fields.set(
                    "Mcp-Name", HeaderText.encode(request.params().path(member).asString("")));
        }
        if (!definition.isNone()) {
            ParameterHeaders.of(
                            definition.member("inputSchema"), request.params().path("arguments"))
                    .forEach(fields::set);
        }
    }

    /** True for what a server may give as a session id. Source: MCP 2025-11-25, Transports, Session Management. */
    static boolean isSessionId(String given) {
        return !given.isEmpty()
                && given.length() <= SESSION_ID_CHARS_MAX
                && given.chars().allMatch(c -> c >= 0x21 && c <= 0x7e);
    }
}
