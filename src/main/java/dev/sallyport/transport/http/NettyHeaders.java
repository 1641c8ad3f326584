package dev.sallyport.transport.http;

import dev.sallyport.pipeline.Headers;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;

/** The fields of an HTTP request as an envelope shows them. */
final class NettyHeaders implements Headers {
    private final HttpHeaders headers;

    NettyHeaders(HttpHeaders headers) {
        this.headers = headers;
    }

    @Override
    public String value(String name) {
        String value = headers.get(name);
        return value == null ? "" : value;
    }

    @Override
    public List<String> values(String name) {
        return headers.getAll(name);
    }

    @Override
    public boolean isRepeated(String name) {
        return headers.getAll(name).size() > 1;
    }
}
