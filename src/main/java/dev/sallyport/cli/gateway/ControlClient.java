package dev.sallyport.cli.gateway;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.RequestId;
import dev.sallyport.protocol.json.JsonRead;
import dev.sallyport.protocol.json.JsonReader;
import dev.sallyport.protocol.json.JsonWriter;
import dev.sallyport.settings.home.InstanceRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Asks a running gateway over its control socket. */
public final class ControlClient {
    /** The name of the failure where a gateway answers, and says no. */
    public static final String REFUSED = "control-refused";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int ANSWER_BYTES_MAX = 4 << 20;

    private ControlClient() {}

    /** The result of {@code method}; fails where the gateway cannot be reached, or says no. */
    public static ObjectNode ask(InstanceRecord gateway, String method) throws IOException, InterruptedException {
        return ask(gateway, method, JsonNodeFactory.instance.objectNode());
    }

    /** The same with {@code params}. */
    public static ObjectNode ask(InstanceRecord gateway, String method, ObjectNode params)
            throws IOException, InterruptedException {
        String path = gateway.control()
                .orElseThrow(() ->
                        unreachable(gateway, "it has no control socket, because the path of its home is too long"));
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            CompletableFuture<byte[]> answer = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> exchange(channel, method, params, answer));
            return result(gateway, answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException _) {
            throw unreachable(gateway, "it does not answer");
        } catch (IOException | ExecutionException broken) {
            throw unreachable(gateway, String.valueOf(broken.getMessage()));
        }
    }

    private static void exchange(
            SocketChannel channel, String method, ObjectNode params, CompletableFuture<byte[]> answer) {
        try {
            OutputStream out = Channels.newOutputStream(channel);
            out.write(new JsonWriter()
                    .write(JsonRpc.request(RequestId.of(1), method, params).body()));
            out.write('\n');
            answer.complete(line(Channels.newInputStream(channel)));
        } catch (IOException broken) {
            answer.completeExceptionally(broken);
        }
    }

    private static byte[] line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        byte[] part = new byte[8192];
        int count = in.read(part);
        while (count > 0) {
            line.write(part, 0, count);
            if (part[count - 1] == '\n') {
                return line.toByteArray();
            }
            if (line.size() > ANSWER_BYTES_MAX) {
                throw new IOException("its answer is too long");
            }
            count = in.read(part);
        }
        throw new IOException("it closed the connection");
    }

    private static ObjectNode result(InstanceRecord gateway, byte[] line) {
        JsonNode body = new JsonReader().read(line, 0, line.length - 1) instanceof JsonRead.Value value
                ? value.root()
                : JsonNodeFactory.instance.missingNode();
        if (body.path("result") instanceof ObjectNode result) {
            return result;
        }
        String message = body.path("error").path("message").asString("");
        throw message.isEmpty()
                ? unreachable(gateway, "its answer is none")
                : new CommandFailure(
                        ExitCode.UNAVAILABLE,
                        REFUSED,
                        "the gateway with process id " + gateway.pid() + " answers, and refuses: " + message);
    }

    private static CommandFailure unreachable(InstanceRecord gateway, String why) {
        return new CommandFailure(
                ExitCode.UNAVAILABLE,
                "no-control",
                "the gateway with process id " + gateway.pid() + " cannot be controlled: " + why
                        + "; it stops with: kill -TERM " + gateway.pid());
    }
}
