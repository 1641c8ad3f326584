package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sallyport.Gateway;
import dev.sallyport.Stores;
import dev.sallyport.crypto.Keyset;
import dev.sallyport.pipeline.Recorder;
import dev.sallyport.settings.Settings;
import dev.sallyport.settings.SettingsLoader;
import dev.sallyport.settings.SettingsRead;
import dev.sallyport.transport.http.HttpListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The gateway itself on a free port, with settings as a user writes them and a recorder that a test can read. */
final class GatewayFixture implements AutoCloseable {
    final MemoryRecorder recorder = new MemoryRecorder();
    final Gateway gateway;
    private final HttpListener listener;

    private GatewayFixture(Settings settings, Stores stores, UnaryOperator<Recorder> wrapping) throws IOException {
        SecureRandom random = new SecureRandom();
        gateway = new Gateway(new Gateway.Start(
                "test",
                settings,
                Mcp.TOKEN,
                Keyset.fresh(random, Instant.now()),
                stores,
                wrapping.apply(recorder),
                true,
                Clock.systemUTC(),
                System.getenv()));
        listener = gateway.listen("", Optional.empty());
    }

    /** Guards the servers and obeys the limits in {@code yaml}. */
    static GatewayFixture of(String yaml) throws IOException {
        return of(yaml, Stores.inMemory());
    }

    /** The same with what {@code stores} keep. */
    static GatewayFixture of(String yaml, Stores stores) throws IOException {
        return new GatewayFixture(settings(yaml), stores, recorder -> recorder);
    }

    /** The same with what {@code wrapping} puts around the recorder. */
    static GatewayFixture of(String yaml, UnaryOperator<Recorder> wrapping) throws IOException {
        return new GatewayFixture(settings(yaml), Stores.inMemory(), wrapping);
    }

    /** Guards {@code upstream} as server {@code up}; {@code more} are further lines of settings. */
    static GatewayFixture before(FakeUpstream upstream, String... more) throws IOException {
        return of("servers: { up: { url: '" + upstream.url() + "' } }\n" + String.join("\n", more));
    }

    /** Everybody may do everything: what is not about access control has to reach its own guard. */
    static final String PERMISSIVE =
            "access: { statements: [{ id: all, effect: permit, principal: ['*'], resource: ['*'], action: ['*'] }] }\n";

    /** Calls as often as it likes: a test that calls in a loop is no agent that has lost its way. */
    static final String UNLIMITED = "ratelimit: { per-peer: 1000000/s, per-principal: 1000000/s, calls: 1000000/s,"
            + " repeats: { calls: 1000000, safe-calls: 1000000 } }\n";

    /** Plain HTTP: the path is the same behind TLS, which has tests of its own. */
    static Settings settings(String yaml) throws IOException {
        return secure("tls: { insecure-http: true }\n" + yaml);
    }

    /** Settings as a user writes them, with access for all and no limits unless they say something of it. */
    static Settings secure(String yaml) throws IOException {
        Path file = Files.createTempFile("sallyport", ".yaml");
        try {
            Files.writeString(
                    file,
                    "listen: 127.0.0.1:0\n" + (yaml.contains("access:") ? "" : PERMISSIVE)
                            + (yaml.contains("ratelimit:") ? "" : UNLIMITED) + yaml);
            Map<String, String> variables = Map.of("KEY", "configured-secret");
            return switch (SettingsLoader.load(file, name -> Optional.ofNullable(variables.get(name)))) {
                case SettingsRead.Loaded loaded -> loaded.settings();
                case SettingsRead.Refused refused ->
                    throw new AssertionError(refused.problems().toString());
            };
        } finally {
            Files.delete(file);
        }
    }

    int port() {
        return listener.port();
    }

    RawClient client() throws IOException {
        return new RawClient(port());
    }

    /** One request on a connection of its own. */
    RawClient.Answer ask(String request) throws IOException {
        try (RawClient client = client()) {
            return client.ask(request);
        }
    }

    /** Begins a legacy session at server {@code up}; its id. */
    String session() throws IOException {
        RawClient.Answer answer = ask(Mcp.post("/mcp/up", Mcp.initialize("\"i\"")));
        assertEquals(200, answer.status(), answer.text());
        String session = answer.head().value("Mcp-Session-Id");
        assertEquals(
                202,
                ask(Mcp.legacy(session, Mcp.notification("notifications/initialized", "{}")))
                        .status());
        return session;
    }

    int connectionCount() {
        return listener.connectionCount();
    }

    /** Stops as the command does. */
    void drain(Duration grace) {
        listener.drain(grace);
    }

    @Override
    public void close() {
        listener.close();
        gateway.close();
    }
}
