package dev.sallyport.path;

import dev.sallyport.Gateway;
import dev.sallyport.Trust;
import dev.sallyport.crypto.Certified;
import dev.sallyport.crypto.HostNames;
import dev.sallyport.crypto.LocalAuthority;
import dev.sallyport.settings.Settings;
import dev.sallyport.transport.http.HttpListener;
import dev.sallyport.transport.tls.ServerTls;
import dev.sallyport.transport.tls.TlsLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** The gateway on a free port with TLS, with an authority of its own that clients trust. */
final class TlsFixture implements AutoCloseable {
    static final SecureRandom RANDOM = new SecureRandom();

    final MemoryRecorder recorder = new MemoryRecorder();
    final LocalAuthority authority = LocalAuthority.create(HostNames.LOOPBACK, Instant.now(), RANDOM);
    final ServerTls tls;
    private final Gateway gateway;
    private final HttpListener listener;
    private final Path ca;

    private TlsFixture(Path folder, Settings settings, TlsLibrary library, ServerTls.Rules rules) throws IOException {
        ca = Files.writeString(folder.resolve("fixture-ca.pem"), Certified.pem(authority.root()));
        tls = new ServerTls(library, new ServerTls.Shown(certified(), Optional.empty()), rules);
        gateway = new Gateway(
                new Gateway.Start("test", settings, Mcp.TOKEN, recorder, true, Clock.systemUTC(), System.getenv()));
        listener = gateway.listen("", Optional.of(tls));
    }

    /** Guards {@code upstream} as server {@code up}; {@code folder} is for the file of the authority. */
    static TlsFixture before(FakeUpstream upstream, Path folder, TlsLibrary library, ServerTls.Rules rules)
            throws IOException {
        Settings settings = GatewayFixture.secure("servers: { up: { url: '" + upstream.url() + "' } }\n");
        return new TlsFixture(folder, settings, library, rules);
    }

    /** A fresh certificate for this machine. */
    Certified certified() {
        return authority.issue(HostNames.LOOPBACK, Instant.now(), RANDOM);
    }

    int port() {
        return listener.port();
    }

    HttpListener listener() {
        return listener;
    }

    Path ca() {
        return ca;
    }

    SSLContext trust() throws IOException {
        return Trust.of(ca);
    }

    /** A client that has shaken hands. */
    RawClient client() throws IOException {
        return client(trust());
    }

    RawClient client(SSLContext context) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port());
        socket.startHandshake();
        return new RawClient(socket);
    }

    RawClient.Answer ask(String request) throws IOException {
        try (RawClient client = client()) {
            return client.ask(request);
        }
    }

    @Override
    public void close() {
        listener.close();
        gateway.close();
        tls.close();
    }
}
