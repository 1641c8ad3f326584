package dev.sallyport.pipeline;

import dev.sallyport.pipeline.trace.TraceContext;
import dev.sallyport.protocol.Meta;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;

/**
 * What is known of an exchange before its body is read.
 *
 * @param carrier how it came
 * @param route the name of the server it is meant for, {@code p/} and the name of a profile, empty for the sum of all servers, or
 *     {@link #NOWHERE}
 * @param peer the address of the other end, without port; {@code stdio} or {@code control} where there is none, the latter with a colon and
 *     the name of the user where the system says it
 * @param headers the header fields
 * @param sizeBytes the declared size of the body, or -1 where none is declared
 * @param certificate the client's own certificate, where it proved one on this connection
 * @param query what stands behind the path of the request target; nothing in it is used, and it is never recorded
 */
public record Envelope(
        Carrier carrier,
        String route,
        String peer,
        Headers headers,
        long sizeBytes,
        Optional<X509Certificate> certificate,
        String query) {
    /** The route of a path that names nothing; no path can spell it. */
    public static final String NOWHERE = "?";

    /** What is known where the client showed no certificate. */
    public Envelope(Carrier carrier, String route, String peer, Headers headers, long sizeBytes) {
        this(carrier, route, peer, headers, sizeBytes, Optional.empty(), "");
    }

    /** The trace of which the header fields say that this is part. */
    public TraceContext trace() {
        String parent = headers.value(Meta.TRACEPARENT);
        return parent.isEmpty() || headers.isRepeated(Meta.TRACEPARENT)
                ? TraceContext.NONE
                : TraceContext.of(parent, String.join(",", headers.values(Meta.TRACESTATE)));
    }

    /** How a message came to us. */
    public enum Carrier {
        /** HTTP POST: one message. */
        POST,
        /** HTTP GET: a legacy client asks for its stream. */
        GET,
        /** HTTP DELETE: a legacy client ends its session. */
        DELETE,
        /** HTTP OPTIONS: a browser asks what it may send. Source: Fetch, CORS-preflight. */
        PREFLIGHT,
        /** HTTP GET, or the question of a browser before it, for what is said of a resource. Source: RFC 9728 §3. */
        METADATA,
        /** HTTP POST: an issuer says that somebody has signed out. Source: OpenID Connect Back-Channel Logout 1.0 §2.5. */
        LOGOUT,
        /** HTTP GET: a person looks at a page of the gateway itself. */
        PAGE,
        /** HTTP POST: a person sends the form of such a page. */
        FORM,
        /** Any other HTTP method. */
        OTHER,
        /** One line of standard input. */
        STDIO,
        /** One line of the control socket. */
        CONTROL,
        /** The gateway asks on its own behalf. */
        OWN;

        private final String text = name().toLowerCase(Locale.ROOT);

        /** True where only this user can be at the other end: whoever started the process, or may open its socket. */
        public boolean isLocal() {
            return this == STDIO || this == CONTROL || this == OWN;
        }

        /** True for what is for the gateway itself and no server, and needs no token of a client. */
        public boolean isOfGateway() {
            return this == LOGOUT || this == PAGE || this == FORM;
        }

        /** The carrier as the record writes it. */
        public String text() {
            return text;
        }
    }
}
