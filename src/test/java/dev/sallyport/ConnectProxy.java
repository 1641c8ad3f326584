package dev.sallyport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A small HTTP proxy that knows CONNECT alone. Source: RFC 9110 §9.3.6. */
final class ConnectProxy implements AutoCloseable {
    private final ServerSocket socket;
    private final String answer;
    private final List<String> heads = new CopyOnWriteArrayList<>();

    /** A proxy that gives {@code answer}, for example {@code 200 OK}, and a tunnel where that is a 200. */
    ConnectProxy(String answer) throws IOException {
        this.answer = answer;
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.startVirtualThread(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    /** The heads of the requests so far. */
    List<String> heads() {
        return heads;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Thread.startVirtualThread(() -> serve(client));
            } catch (IOException _) {
                // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            heads.add(head);
            client.getOutputStream().write(("HTTP/1.1 " + answer + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            if (answer.startsWith("200")) {
                String[] target = head.split(" ", -1)[1].split(":", -1);
                try (Socket server = new Socket(target[0], Integer.parseInt(target[1]))) {
                    Thread back = Thread.startVirtualThread(() -> pump(server, client));
                    pump(client, server);
                    back.join();
                }
            }
        } catch (IOException _) {
            // the tunnel is over
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            head.write(in.read());
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException _) {
            // the tunnel is over
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
