package dev.sallyport.observe.ship;

import dev.sallyport.crypto.PeerTls;
import dev.sallyport.observe.Failures;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A syslog receiver, over TLS. Syslog acknowledges nothing, so what was sent is confirmed by ending the connection: the receiver closes
 * its side once it has read everything, and resets it where it has not. Source: RFC 5424, RFC 5425 §4.3 and §4.4.
 */
public final class ToSyslog implements Sink {
    private static final Duration CONFIRM_WITHIN = Duration.ofSeconds(5);
    private static final int CONNECT_MILLIS = 5_000;
    private static final int ANSWER_MILLIS = 10_000;
    private static final long SEND_MILLIS = 60_000;
    /** Facility 13, log audit. */
    private static final int FACILITY = 13 * 8;

    private static final int NOTICE = 5;
    private static final int INFORMATIONAL = 6;
    private static final int HOST_CHARS_MAX = 255;
    private static final int EVENT_CHARS_MAX = 32;
    private static final int PROCESS_CHARS_MAX = 128;

    private final String host;
    private final int port;
    private final PeerTls peer;
    private final String self;
    private volatile @Nullable Connection connection;

    private record Connection(WatchedSocket plain, SSLSocket tls, BufferedOutputStream out) {}

    /** The receiver at {@code host}; {@code self} is the name of this machine. */
    public ToSyslog(String host, int port, PeerTls peer, String self) {
        this.host = host;
        this.port = port;
        this.peer = peer;
        this.self = self;
    }

    @Override
    public int send(String ledger, List<Piece> pieces) throws IOException {
        Connection to = connection == null ? connect() : connection;
        Thread watch = Thread.ofVirtual().start(() -> closeLate(to.plain()));
        try {
            for (Piece piece : pieces) {
                to.out().write(frame(ledger, piece));
            }
            to.out().flush();
        } catch (IOException failed) {
            close();
            throw new IOException(
                    "the connection to " + where() + " was lost; the log of the receiver says more", failed);
        } finally {
            watch.interrupt();
        }
        return 0;
    }

    /** A receiver that takes nothing for a minute is left. */
    private static void closeLate(Socket socket) {
        try {
            Thread.sleep(SEND_MILLIS);
            socket.close();
        } catch (InterruptedException | IOException _) {
            // it was sent
        }
    }

    private String where() {
        return "syslog at " + host + ":" + port;
    }

    private IOException unconfirmed() {
        return new IOException(where()
                + " did not confirm what was sent by closing the connection; the log of the receiver says more");
    }

    private Connection connect() throws IOException {
        SSLContext context = peer.context();
        WatchedSocket plain = new WatchedSocket();
        try {
            plain.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
            plain.setSoTimeout(ANSWER_MILLIS);
            SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
            tls.startHandshake();
            Connection made = new Connection(plain, tls, new BufferedOutputStream(tls.getOutputStream(), 16 * 1024));
            connection = made;
            return made;
        } catch (IOException failed) {
            plain.close();
            throw new IOException(Failures.reaching(where(), failed), failed);
        }
    }

    /** A message with its length before it. Source: RFC 5425 §4.3, RFC 5424 §6. */
    private byte[] frame(String ledger, Piece piece) {
        int priority = FACILITY + (piece.isNotable() ? NOTICE : INFORMATIONAL);
        String head = "<" + priority + ">1 " + piece.time().truncatedTo(ChronoUnit.MICROS) + " "
                + printable(self, HOST_CHARS_MAX) + " sallyport "
                + printable(ledger.substring(ledger.lastIndexOf('/') + 1), PROCESS_CHARS_MAX) + " "
                + printable(piece.event(), EVENT_CHARS_MAX) + " - ";
        byte[] message = (head + piece.json()).getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream frame = new ByteArrayOutputStream(message.length + 8);
        frame.writeBytes((message.length + " ").getBytes(StandardCharsets.US_ASCII));
        frame.writeBytes(message);
        return frame.toByteArray();
    }

    /** A field of the head: visible ASCII, or {@code -} for none. */
    private static String printable(String text, int charsMax) {
        String clean = text.replaceAll("[^!-~]", "_");
        return clean.isEmpty() ? "-" : clean.substring(0, Math.min(charsMax, clean.length()));
    }

    @Override
    public void confirm() throws IOException {
        Connection to = connection;
        if (to == null) {
            return;
        }
        try {
            to.tls().shutdownOutput();
            if (!to.plain().isOutputShutdown()) {
                to.plain().shutdownOutput();
            }
            try {
                drain(to.tls().getInputStream());
            } catch (SSLException _) {
                // it may have ended without a farewell; the socket knows
            }
            if (!to.plain().isOver()) {
                drain(to.plain().getInputStream());
            }
        } catch (IOException failed) {
            IOException unconfirmed = unconfirmed();
            unconfirmed.addSuppressed(failed);
            throw unconfirmed;
        } finally {
            close();
        }
        if (!to.plain().endedWell()) {
            throw unconfirmed();
        }
    }

    /** A receiver has nothing to say. */
    private static void drain(InputStream in) throws IOException {
        byte[] ignored = new byte[256];
        while (in.read(ignored) >= 0) {
            // until it ends
        }
    }

    @Override
    public Duration confirmWithin() {
        return CONFIRM_WITHIN;
    }

    @Override
    public void abort() {
        close();
    }

    @Override
    public void close() {
        Connection to = connection;
        connection = null;
        try {
            if (to != null) {
                to.plain().close();
            }
        } catch (IOException _) {
            // what is not confirmed is sent again
        }
    }
}
