package dev.sallyport.path;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.sallyport.practice.token.verify.FakeIssuer;
import dev.sallyport.practice.token.verify.IdentityWeb;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.node.ObjectNode;

/** An issuer on a port of its own, which signs tokens by hand and keeps what it was asked. */
final class IssuerFixture implements AutoCloseable {
    final FakeIssuer issuer;
    final List<String> asked = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    IssuerFixture() throws IOException {
        this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0), "http://127.0.0.1:");
    }

    /** One that is asked over TLS, as {@code localhost}. */
    static IssuerFixture secure(SSLContext shown) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(shown));
        return new IssuerFixture(server, "https://localhost:");
    }

    private IssuerFixture(HttpServer server, String origin) {
        this.server = server;
        this.issuer = new FakeIssuer(origin + server.getAddress().getPort() + "/idp");
        issuer.clock.at(Instant.now());
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(exchange.getRequestURI() + " " + body);
            URI url = issuer.url().resolve(exchange.getRequestURI());
            IdentityWeb.Answer answer = issuer.get(url, url);
            exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        }
    }

    /** The line of the settings that trusts it. */
    String trusted() {
        return "identity: { issuers: [ { url: '" + issuer.name + "', profile: generic } ] }";
    }

    /** A token for {@code resource}. */
    String token(String resource) {
        return token(resource, _ -> {});
    }

    String token(String resource, Consumer<ObjectNode> change) {
        return issuer.token(claims -> {
            claims.putArray("aud").add(resource);
            change.accept(claims);
        });
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
