package dev.sallyport.path;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/**
 * A server that does as it is told, on raw sockets, and keeps every request. By itself it is a well-behaved MCP server of both eras
 * with one tool, {@code echo}; each method can be scripted otherwise.
 */
final class FakeUpstream implements AutoCloseable {
    static final String TOOLS =
            "{\"tools\":[{\"name\":\"echo\",\"inputSchema\":{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"},"
                    + "\"region\":{\"type\":\"string\",\"x-mcp-header\":\"Region\"}}}}],"
                    + "\"resultType\":\"complete\",\"ttlMs\":0,\"cacheScope\":\"public\"}";
    static final String DISCOVERED = "{\"resultType\":\"complete\",\"supportedVersions\":[\"2026-07-28\"],"
            + "\"capabilities\":{\"tools\":{}},\"ttlMs\":0,\"cacheScope\":\"public\"}";
    static final String INITIALIZED = "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
            + "\"serverInfo\":{\"name\":\"fake\",\"version\":\"1\"}}";

    private final ServerSocket socket;
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger sessions = new AtomicInteger();
    private volatile boolean forgetful;

    /** What to do with one request. */
    @FunctionalInterface
    interface Script {
        void answer(Received request, Wire wire) throws IOException, InterruptedException;
    }

    /** One request as it arrived; {@code raw} holds a byte of its body in each character. */
    record Received(Http.Head head, String raw) {
        String text() {
            return new String(raw.getBytes(ISO_8859_1), UTF_8);
        }

        JsonNode json() {
            return Mcp.json(text());
        }

        /** The JSON-RPC method; {@code response} for a response, or the HTTP method of a request without a body. */
        String method() {
            return raw.isEmpty()
                    ? head.first().substring(0, head.first().indexOf(' '))
                    : json().path("method").asString("response");
        }

        /** The id as JSON. */
        String id() {
            return json().path("id").toString();
        }
    }

    /** The server's end of one connection. */
    static final class Wire {
        private final Socket socket;
        private final InputStream in;
        private final List<String> sent;

        Wire(Socket socket, InputStream in, List<String> sent) {
            this.socket = socket;
            this.in = in;
            this.sent = sent;
        }

        Wire raw(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(UTF_8));
            socket.getOutputStream().flush();
            return this;
        }

        void json(String body, String... fields) throws IOException {
            status(200, "application/json", body, fields);
        }

        void status(int status, String type, String body, String... fields) throws IOException {
            sent.add(body);
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " x\r\n");
            for (String field : fields) {
                head.append(field).append("\r\n");
            }
            raw(head + "Content-Type: " + type + "\r\nContent-Length: " + body.getBytes(UTF_8).length + "\r\n\r\n"
                    + body);
        }

        Wire stream(String... fields) throws IOException {
            StringBuilder head = new StringBuilder("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n");
            for (String field : fields) {
                head.append(field).append("\r\n");
            }
            return raw(head + "Transfer-Encoding: chunked\r\n\r\n");
        }

        Wire event(String data) throws IOException {
            sent.add(data);
            return chunk("data: " + data + "\n\n");
        }

        Wire event(String id, String data) throws IOException {
            return chunk("id: " + id + "\ndata: " + data + "\n\n");
        }

        Wire chunk(String text) throws IOException {
            return raw(Integer.toHexString(text.getBytes(UTF_8).length) + "\r\n" + text + "\r\n");
        }

        void end() throws IOException {
            raw("0\r\n\r\n");
        }

        void cut() throws IOException {
            socket.close();
        }

        /** True where the gateway closes within {@code millis}. */
        boolean isClosedWithin(int millis) throws IOException {
            socket.setSoTimeout(millis);
            try {
                return in.read() < 0;
            } catch (SocketTimeoutException _) {
                return false;
            } catch (SocketException _) {
                return true;
            } finally {
                if (!socket.isClosed()) {
                    socket.setSoTimeout(0);
                }
            }
        }
    }

    FakeUpstream() throws IOException {
        this(0);
    }

    /** A server on {@code port}, or on a free one for 0. */
    FakeUpstream(int port) throws IOException {
        this(new ServerSocket(port, 512, InetAddress.getLoopbackAddress()));
    }

    /** A server on a socket that is there already, with TLS perhaps. */
    FakeUpstream(ServerSocket listening) {
        socket = listening;
        on("server/discover", (request, wire) -> wire.json(Mcp.result(request.id(), DISCOVERED)));
        on("tools/list", (request, wire) -> wire.json(Mcp.result(request.id(), TOOLS)));
        on("tools/call", (request, wire) -> wire.json(Mcp.result(request.id(), echo(request.json()))));
        on(
                "resources/read",
                (request, wire) ->
                        wire.json(Mcp.result(request.id(), "{\"contents\":[],\"resultType\":\"complete\"}")));
        on(
                "initialize",
                (request, wire) -> wire.json(
                        Mcp.result(request.id(), INITIALIZED),
                        "Mcp-Session-Id: upstream-secret-" + sessions.incrementAndGet()));
        on("GET", (_, wire) -> wire.status(405, "text/plain", "no"));
        on("DELETE", (_, wire) -> wire.raw("HTTP/1.1 204 x\r\n\r\n"));
        Thread.ofVirtual().start(this::accept);
    }

    /** The result of {@code echo}: the text that was sent. */
    static String echo(JsonNode call) {
        return "{\"resultType\":\"complete\",\"content\":[{\"type\":\"text\",\"text\":"
                + call.path("params").path("arguments").path("text") + "}]}";
    }

    /** Scripts {@code method}: a JSON-RPC method, {@code GET}, {@code DELETE} or {@code response}. */
    FakeUpstream on(String method, Script script) {
        scripts.put(method, script);
        return this;
    }

    /** From now on a server that keeps the latest request only. */
    FakeUpstream forgetful() {
        forgetful = true;
        return this;
    }

    /** From now on a server of the older era, which knows its sessions and nothing of the newer era. */
    FakeUpstream legacyOnly() {
        return on(
                "server/discover",
                (request, wire) ->
                        wire.status(400, "application/json", error(request.id(), -32000, "Server not initialized")));
    }

    /** From now on a server of the newer era alone. */
    FakeUpstream modernOnly() {
        return on(
                "initialize",
                (request, wire) -> wire.status(
                        400, "application/json", error(request.id(), -32022, "Unsupported protocol version")));
    }

    static String error(String id, int code, String message) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":{\"code\":" + code + ",\"message\":\"" + message
                + "\"}}";
    }

    int port() {
        return socket.getLocalPort();
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/mcp";
    }

    /** All requests so far. */
    List<Received> received() {
        return List.copyOf(received);
    }

    /** The messages that it has sent so far, alone or as events. */
    List<String> sent() {
        return List.copyOf(sent);
    }

    /** The requests of one method so far. */
    List<Received> received(String method) {
        return received.stream().filter(each -> each.method().equals(method)).toList();
    }

    /** The one request of a method, waited for. */
    Received only(String method) throws InterruptedException {
        Await.until("a request " + method, () -> !received(method).isEmpty());
        List<Received> all = received(method);
        if (all.size() != 1) {
            throw new AssertionError(all.size() + " requests " + method);
        }
        return all.getFirst();
    }

    int connectionCount() {
        return open.size();
    }

    private void accept() {
        try {
            while (true) {
                Socket next = socket.accept();
                accepted.incrementAndGet();
                next.setTcpNoDelay(true);
                open.add(next);
                Thread.ofVirtual().start(() -> serve(next));
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            while (!connection.isClosed()) {
                Http.Head head = Http.head(in);
                Received request = new Received(head, new String(Http.body(in, head), ISO_8859_1));
                if (forgetful) {
                    received.clear();
                    sent.clear();
                }
                received.add(request);
                scripts.getOrDefault(request.method(), FakeUpstream::unknown)
                        .answer(request, new Wire(connection, in, sent));
            }
        } catch (IOException | UncheckedIOException _) {
            // the other side is gone, or the test cut the connection
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(connection);
        }
    }

    private static void unknown(Received request, Wire wire) throws IOException {
        if (request.json().path("id").isMissingNode() || request.method().equals("response")) {
            wire.raw("HTTP/1.1 202 x\r\nContent-Length: 0\r\n\r\n");
        } else {
            wire.json("{\"jsonrpc\":\"2.0\",\"id\":" + request.id()
                    + ",\"error\":{\"code\":-32601,\"message\":\"no such method\"}}");
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket each : open) {
            each.close();
        }
    }
}
