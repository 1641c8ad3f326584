package dev.sallyport.observe.ship;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A receiver of syslog over TLS, as RFC 5425 has it. */
public final class SyslogReceiver implements AutoCloseable {
    public final Received received;
    final List<String> heads = new ArrayList<>();
    final AtomicInteger accepted = new AtomicInteger();
    volatile boolean reads = true;
    /** It takes a message of each connection and resets it, as a proxy does in front of a server that is gone. */
    volatile boolean resets;

    private volatile boolean dead;
    private final ServerSocket listener;
    private final SSLContext tls;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** Listens on {@code port} of this machine; 0 for any. */
    public SyslogReceiver(int port, SSLContext tls, Received received) throws IOException {
        this.tls = tls;
        this.received = received;
        listener = bound(port);
        Thread.ofPlatform().daemon().start(this::accept);
    }

    /** One that was closed may listen for a moment longer. */
    private static ServerSocket bound(int port) throws IOException {
        for (int attempt = 0; ; attempt++) {
            ServerSocket socket = new ServerSocket();
            try {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return socket;
            } catch (BindException taken) {
                socket.close();
                if (attempt == 100) {
                    throw taken;
                }
                LockSupport.parkNanos(20_000_000);
            }
        }
    }

    /** Where it listens. */
    public int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                accepted.incrementAndGet();
                if (dead) {
                    socket.close();
                    return;
                }
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void serve(Socket plain) {
        try (plain;
                SSLSocket socket =
                        (SSLSocket) tls.getSocketFactory().createSocket(plain, null, plain.getPort(), true)) {
            socket.setUseClientMode(false);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (true) {
                while (!reads) {
                    Thread.sleep(20);
                }
                int length = length(in);
                if (length < 0) {
                    return;
                }
                byte[] message = in.readNBytes(length);
                if (message.length < length) {
                    return;
                }
                if (resets) {
                    plain.setSoLinger(true, 0);
                    plain.close();
                    return;
                }
                take(new String(message, StandardCharsets.UTF_8));
            }
        } catch (IOException | InterruptedException _) {
            // the sender or this receiver ended
        } finally {
            open.remove(plain);
        }
    }

    private void take(String message) {
        int json = message.indexOf('{');
        synchronized (heads) {
            heads.add(message.substring(0, json));
        }
        received.add(message.substring(json));
    }

    private static int length(InputStream in) throws IOException {
        int length = 0;
        for (int c = in.read(); c != ' '; c = in.read()) {
            if (c < 0) {
                return -1;
            }
            if (c < '0' || c > '9') {
                throw new IOException("no octet count");
            }
            length = length * 10 + c - '0';
        }
        return length;
    }

    /** Ends as a process ends that is killed: connections are reset, and what was not read is lost. */
    void kill() throws IOException {
        dead = true;
        listener.close();
        for (Socket socket : open) {
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (SocketException _) {
                // it was closed
            }
        }
    }

    @Override
    public void close() throws IOException {
        reads = true;
        kill();
    }
}
