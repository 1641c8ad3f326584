package dev.sallyport.cli.doctor;

import dev.sallyport.settings.home.Home;
import dev.sallyport.settings.home.Instance;
import dev.sallyport.settings.home.InstanceRecord;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An instance in a home that answers every question on its control socket with the same status. */
final class FakeGateway implements AutoCloseable {
    private final Instance instance;
    private final ServerSocketChannel server;

    /** One that listens for clients on {@code port}, and says {@code status}. */
    FakeGateway(Home home, int port, String status) throws IOException {
        this(home, port, "result", status);
    }

    /** One that answers whatever is asked with that. */
    static FakeGateway refusing(Home home, String message) throws IOException {
        return new FakeGateway(home, 1, "error", "{\"code\":-32000,\"message\":\"" + message + "\"}");
    }

    private FakeGateway(Home home, int port, String member, String said) throws IOException {
        instance = home.newInstance(new SecureRandom(), _ -> {});
        Path socket = instance.folder().resolve("control.sock");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        instance.publish(new InstanceRecord(
                ProcessHandle.current().pid(),
                Instant.now(),
                "run",
                "https://127.0.0.1:" + port + "/mcp",
                List.of(),
                List.of(),
                false,
                home.tokenFile().toString(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.of(socket.toString()),
                Optional.empty()));
        Thread.ofVirtual().start(() -> serve(member, said));
    }

    private void serve(String member, String said) {
        try {
            while (true) {
                try (SocketChannel client = server.accept()) {
                    ByteBuffer asked = ByteBuffer.allocate(4096);
                    while (client.read(asked) > 0 && asked.get(asked.position() - 1) != '\n') {
                        // the whole line
                    }
                    String answer = "{\"jsonrpc\":\"2.0\",\"id\":1,\"" + member + "\":" + said + "}\n";
                    client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
                }
            }
        } catch (IOException _) {
            // closed
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        instance.close();
    }
}
