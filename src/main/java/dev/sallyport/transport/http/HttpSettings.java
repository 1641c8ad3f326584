package dev.sallyport.transport.http;

import dev.sallyport.transport.tls.ServerTls;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What the HTTP listener is told.
 *
 * @param soleRoute the server that {@code /mcp} itself stands for, or empty where it stands for the sum of all
 * @param headerBytes the largest head of a request
 * @param connectionsMax how many connections may be open at once
 * @param arrival how long a request may take to arrive whole
 * @param idle how long a connection may stay open without a request
 * @param keepAlive how long a stream stays silent before a comment is sent
 * @param origins true for an origin that may read answers in a browser
 * @param publicPath what stands before {@code /mcp} in the URL by which clients know the gateway
 * @param metadata what is said of a route to clients that need a token for it; empty where nothing is
 * @param trustedProxies the addresses whose forwarding headers are believed
 * @param tls what clients are shown; they speak HTTP without TLS where there is none
 * @param handshake how long a client may take to shake hands
 */
public record HttpSettings(
        String soleRoute,
        int headerBytes,
        int connectionsMax,
        Duration arrival,
        Duration idle,
        Duration keepAlive,
        Predicate<String> origins,
        String publicPath,
        Function<String, Optional<byte[]>> metadata,
        Predicate<InetAddress> trustedProxies,
        Optional<ServerTls> tls,
        Duration handshake) {}
