package dev.sallyport.path;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import tools.jackson.databind.JsonNode;

/** A client that sends any bytes at all, and reads answers and events as they come. */
final class RawClient implements Closeable {
    private static final int PATIENCE_MILLIS = 15_000;

    private final Socket socket;
    private final InputStream in;
    private StringBuilder events = new StringBuilder();
    private String lastId = "";

    /** A whole answer. */
    record Answer(int status, Http.Head head, String text) {

        JsonNode json() {
            return Mcp.json(text);
        }

        /** The one message, whether it came alone or as the only event of a stream. */
        JsonNode message() {
            return head.value("Content-Type").equals("text/event-stream")
                    ? Mcp.json(text.substring(text.lastIndexOf("data: ") + 6).strip())
                    : json();
        }

        /** The reason of a refusal, {@code practice.code}, or empty. */
        String reason() {
            return text.isEmpty() ? "" : Mcp.reason(message());
        }
    }

    RawClient(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** A client on a connection that is there already, with TLS perhaps. */
    RawClient(Socket connected) throws IOException {
        socket = connected;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** A client whose system takes in little of what it does not read. */
    static RawClient slow(int port) throws IOException {
        Socket narrow = new Socket();
        narrow.setReceiveBufferSize(64 * 1024);
        narrow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return new RawClient(narrow);
    }

    /** Waits so long for what comes, instead of the usual. */
    RawClient patience(int millis) throws IOException {
        socket.setSoTimeout(millis);
        return this;
    }

    RawClient send(String text) throws IOException {
        return send(text.getBytes(UTF_8));
    }

    RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** The next answer, whole. */
    Answer read() throws IOException {
        Http.Head head = head();
        return new Answer(status(head), head, new String(Http.body(in, head), UTF_8));
    }

    /** Sends and reads one answer. */
    Answer ask(String request) throws IOException {
        return send(request).read();
    }

    /** The next head alone: what follows is read event by event. */
    Http.Head head() throws IOException {
        return Http.head(in);
    }

    byte[] body(Http.Head head) throws IOException {
        return Http.body(in, head);
    }

    static int status(Http.Head head) {
        return Integer.parseInt(head.first().split(" ", -1)[1]);
    }

    /** The data of the next event of a chunked stream; empty when the stream ends; comments are skipped. */
    String event() throws IOException {
        while (true) {
            String event = block();
            if (event.isEmpty()) {
                return "";
            }
            StringBuilder data = new StringBuilder();
            for (String line : event.split("\n", -1)) {
                if (line.startsWith("data: ")) {
                    data.append(line.substring(6));
                } else if (line.startsWith("id: ")) {
                    lastId = line.substring(4);
                }
            }
            if (!data.isEmpty()) {
                return data.toString();
            }
        }
    }

    /** The next event or comment as it was written, without its empty line; empty at the end of the stream. */
    String block() throws IOException {
        int end = events.indexOf("\n\n");
        while (end < 0) {
            byte[] chunk = Http.chunk(in);
            if (chunk.length == 0) {
                return "";
            }
            events.append(new String(chunk, UTF_8));
            end = events.indexOf("\n\n");
        }
        String block = events.substring(0, end);
        events = new StringBuilder(events.substring(end + 2));
        return block;
    }

    JsonNode message() throws IOException {
        String event = event();
        if (event.isEmpty()) {
            throw new EOFException("the stream has ended");
        }
        return Mcp.json(event);
    }

    /** The id of the latest event that had one. */
    String lastId() {
        return lastId;
    }

    /** True where the other side closes within {@code millis}, whatever it says before. */
    boolean isClosedWithin(int millis) throws IOException {
        long end = System.nanoTime() + millis * 1_000_000L;
        try {
            while (System.nanoTime() < end) {
                socket.setSoTimeout(Math.max(1, (int) ((end - System.nanoTime()) / 1_000_000)));
                if (in.read() < 0) {
                    return true;
                }
            }
        } catch (SocketTimeoutException _) {
            return false;
        } catch (SocketException _) {
            return true;
        } finally {
            socket.setSoTimeout(PATIENCE_MILLIS);
        }
        return false;
    }

    /** True where anything comes within {@code millis}. */
    boolean isReadableWithin(int millis) throws IOException, InterruptedException {
        for (int waited = 0; waited < millis && in.available() == 0; waited += 10) {
            Thread.sleep(10);
        }
        return in.available() > 0;
    }

    /** Everything that comes until the other side closes. */
    String all() throws IOException {
        return new String(in.readAllBytes(), ISO_8859_1);
    }

    /** Goes away without a word. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
