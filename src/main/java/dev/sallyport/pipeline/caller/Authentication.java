package dev.sallyport.pipeline.caller;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How a caller was identified, and what was said of him then.
 *
 * @param method by what
 * @param client the program, as its authorization server knows it; empty where none was named
 * @param scopes what the caller was granted
 * @param expiry when this ends, {@link Instant#MAX} where nothing says so
 * @param confirmation what the caller had to prove beside showing the credential
 * @param claims further facts of the caller, by the names that the settings gave them
 * @param credential the hash of what was shown, by which the record knows it again, also where it was refused; empty where nothing
 *     was
 */
public record Authentication(
        Method method,
        String client,
        Set<String> scopes,
        Instant expiry,
        Confirmation confirmation,
        Map<String, List<String>> claims,
        String credential) {
    /** The name among the claims of the session at the issuer. Source: OpenID Connect Back-Channel Logout 1.0 §2.1. */
    public static final String SID = "sid";

    /** Nobody was identified yet. */
    public static final Authentication NONE = of(Method.NONE);

    public Authentication {
        scopes = Set.copyOf(scopes);
        claims = Map.copyOf(claims);
    }

    /** By {@code method} alone. */
    public static Authentication of(Method method) {
        return new Authentication(method, "", Set.of(), Instant.MAX, Confirmation.NONE, Map.of(), "");
    }

    /** The same, with the hash of what was shown; of {@link #NONE}, of what was shown and refused. */
    public Authentication with(String hash) {
        return new Authentication(method, client, scopes, expiry, confirmation, claims, hash);
    }

    /** By what a caller is identified. */
    public enum Method {
        /** By nothing yet. */
        NONE,
        /** By being let in without a credential. */
        ANONYMOUS,
        /** By the pipe or socket that only the owner of this process can use. */
        PROCESS,
        /** By the token of this gateway's home. */
        HOME_TOKEN,
        /** By a signed token of an issuer. Source: RFC 9068. */
        SIGNED_TOKEN,
        /** By a token that its issuer vouched for when asked. Source: RFC 7662. */
        INTROSPECTION,
        /** By a certificate. */
        CERTIFICATE;

        private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

        /** The method as the record writes it. */
        public String text() {
            return text;
        }
    }

    /**
     * The key to which a token is bound. Source: RFC 7800 §3.
     *
     * @param thumbprint the SHA-256 of that key or certificate, in base64url; empty where it is bound to none
     */
    public record Confirmation(Kind kind, String thumbprint) {
        /** Whoever holds the token may use it. */
        public static final Confirmation NONE = new Confirmation(Kind.NONE, "");

        /** What kind of key. */
        public enum Kind {
            /** None. */
            NONE,
            /** One that signs a proof for every request. Source: RFC 9449. */
            DPOP,
            /** That of the connection's certificate. Source: RFC 8705. */
            CERTIFICATE;

            /** The kind as policies and the record write it. */
            public String text() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }
}
