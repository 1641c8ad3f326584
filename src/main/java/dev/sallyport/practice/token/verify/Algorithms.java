package dev.sallyport.practice.token.verify;

import java.util.List;

/** The algorithms by which a token may be signed: asymmetric ones only. Source: RFC 7518 §3.1, RFC 8037, RFC 8725 §3.1. */
public final class Algorithms {
    /** All that can be allowed. */
    public static final List<String> ALL = List.of(
            "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519");

    /** What an issuer may use where the settings do not say. */
    public static final List<String> DEFAULT = List.of("RS256", "PS256", "ES256");

    private Algorithms() {}
}
