package dev.sallyport.transport.http;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.transport.tls.ServerTls;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
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
 * @param notices who is told what issuers say of their own accord
 * @param visits the pages of the gateway itself
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
        Notices notices,
        Visits visits,
        Predicate<InetAddress> trustedProxies,
        Optional<ServerTls> tls,
        Duration handshake) {
    /**
     * Who is told what issuers say of their own accord.
     *
     * @param isHeard true where anybody is told now
     * @param hearing who that is
     */
    public record Notices(BooleanSupplier isHeard, Hearing hearing) {
        /** Nobody: there is no such place. */
        public static final Notices NONE = new Notices(() -> false, (_, _, _) -> Verdict.PASS);
    }

    /**
     * The pages of the gateway itself, for people.
     *
     * @param isPage true for a path at which there may be one
     * @param visiting who answers there
     */
    public record Visits(Predicate<String> isPage, Visiting visiting) {
        /** There are none. */
        public static final Visits NONE = new Visits(_ -> false, (_, _, _, _) -> new Visit(404, Map.of(), ""));
    }

    /** One who answers. */
    public interface Visiting {
        /** The answer to {@code exchange}, which asks for {@code path} and brings {@code lengthBytes} bytes of {@code form}. */
        Visit visit(Exchange exchange, String path, byte[] form, int lengthBytes);
    }

    /**
     * A page as it is sent.
     *
     * @param headers besides type and length
     */
    public record Visit(int status, Map<String, String> headers, String html) {
        public Visit {
            headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        }
    }

    /** One who is told. */
    public interface Hearing {
        /** The verdict on {@code lengthBytes} bytes of {@code body}; blocks. */
        Verdict hear(Exchange exchange, byte[] body, int lengthBytes);
    }
}
