package dev.sallyport.observe.ship;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToIntFunction;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A receiver of webhooks or of OTLP logs. */
public final class HttpReceiver implements AutoCloseable {
    /** One post. */
    public record Post(HttpExchange exchange, String body) {
        /** A header of it. */
        public String header(String name) {
            return exchange.getRequestHeaders().getFirst(name);
        }

        /** Its body. */
        public JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }
    }

    public final Received received;
    final List<Post> posts = new ArrayList<>();
    /** Those that were refused too. */
    final List<Post> tried = new CopyOnWriteArrayList<>();

    volatile ToIntFunction<Post> status = _ -> 200;
    volatile String answer = "{}";
    volatile String retryAfter = "";
    private final HttpServer server;

    /** Listens on {@code port} of this machine; 0 for any. */
    public HttpReceiver(int port, Optional<SSLContext> tls, Received received) throws IOException {
        this.received = received;
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        if (tls.isPresent()) {
            HttpsServer secure = HttpsServer.create(address, 0);
            secure.setHttpsConfigurator(new HttpsConfigurator(tls.get()));
            server = secure;
        } else {
            server = HttpServer.create(address, 0);
        }
        server.createContext("/", this::take);
        server.start();
    }

    /** Where it listens. */
    public int port() {
        return server.getAddress().getPort();
    }

    private void take(HttpExchange exchange) throws IOException {
        Post post = new Post(exchange, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        int code = status.applyAsInt(post);
        tried.add(post);
        if (code == 200) {
            keep(post);
        }
        if (!retryAfter.isEmpty()) {
            exchange.getResponseHeaders().add("Retry-After", retryAfter);
        }
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private synchronized void keep(Post post) {
        posts.add(post);
        post.json().path("entries").forEach(received::add);
        post.json()
                .path("resourceLogs")
                .path(0)
                .path("scopeLogs")
                .path(0)
                .path("logRecords")
                .forEach(record ->
                        received.add(record.path("body").path("stringValue").asString()));
    }

    /** What was taken. */
    public synchronized List<Post> posts() {
        return List.copyOf(posts);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
