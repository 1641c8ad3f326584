package dev.sallyport.practice.token.verify;

import dev.sallyport.pipeline.verdict.Reason;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Verifies proofs of possession: each is for one request, one token and one use. Source: RFC 9449 §4.3, §7. */
public final class ProofVerifier {
    private static final long WINDOW_SECONDS = 30;
    private static final int ID_CHARS_MAX = 128;
    private static final int USED_MAX = 100_000;

    private final Clock clock;
    private final ReplayCache used;
    private final ProofNonces nonces;

    /** A verifier that has seen no proof; {@code key} authenticates the nonces. */
    public ProofVerifier(byte[] key, Clock clock) {
        this.clock = clock;
        this.used = new ReplayCache(clock, USED_MAX);
        this.nonces = new ProofNonces(key, clock);
    }

    /**
     * The request that a proof has to be for.
     *
     * @param method of HTTP
     * @param urls each by which the client may know where it sends the request
     * @param token the access token that it shows
     * @param thumbprint of the key to which the token is bound
     * @param nonce true where the proof must bear a nonce of ours
     */
    public record Request(String method, Collection<String> urls, String token, String thumbprint, boolean nonce) {}

    /** The nonce that the next proof should have. */
    public String nonce() {
        return nonces.current();
    }

    /** Why {@code proofs}, the values of the header, prove nothing for {@code request}; empty where they do, once. */
    public Optional<Reason> refusal(List<String> proofs, Request request) {
        Optional<CompactToken> read = proofs.size() == 1 ? CompactToken.proof(proofs.getFirst()) : Optional.empty();
        if (read.isEmpty()) {
            return Optional.of(TokenReasons.PROOF);
        }
        CompactToken proof = read.get();
        Optional<SigningKey> key = SigningKey.of((ObjectNode) proof.header().path("jwk"));
        boolean sound = StrictJson.text(proof.header(), "typ").equals("dpop+jwt")
                && key.isPresent()
                && key.get().thumbprint().equals(request.thumbprint())
                && key.get().hasSigned(proof)
                && isFor(request, proof.payload());
        if (!sound) {
            return Optional.of(TokenReasons.PROOF);
        }
        if (request.nonce() && !nonces.isGood(StrictJson.text(proof.payload(), "nonce"))) {
            return Optional.of(TokenReasons.NONCE);
        }
        String id = TokenHash.full(request.thumbprint() + "." + StrictJson.text(proof.payload(), "jti"));
        Instant until = Instant.ofEpochSecond(proof.payload().path("iat").longValue() + WINDOW_SECONDS + 1);
        return used.isFirst(id, until) ? Optional.empty() : Optional.of(TokenReasons.PROOF);
    }

    private boolean isFor(Request request, ObjectNode claims) {
        JsonNode iat = claims.path("iat");
        String id = StrictJson.text(claims, "jti");
        String url = normal(StrictJson.text(claims, "htu"));
        return StrictJson.text(claims, "htm").equals(request.method())
                && !url.isEmpty()
                && request.urls().stream().anyMatch(ours -> normal(ours).equals(url))
                && iat.isIntegralNumber()
                && iat.canConvertToLong()
                && Math.abs(iat.longValue() - clock.instant().getEpochSecond()) <= WINDOW_SECONDS
                && StrictJson.text(claims, "ath").equals(TokenHash.full(request.token()))
                && !id.isEmpty()
                && id.length() <= ID_CHARS_MAX;
    }

    /** The URL in the one form of its scheme, host and port; empty where it has a query or a fragment. Source: RFC 3986 §6.2. */
    private static String normal(String url) {
        try {
            URI uri = new URI(url);
            String scheme = uri.getScheme();
            if (scheme == null || uri.getHost() == null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
                return "";
            }
            String small = scheme.toLowerCase(Locale.ROOT);
            boolean usual = uri.getPort() < 0 || uri.getPort() == (small.equals("https") ? 443 : 80);
            String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            return small + "://" + uri.getHost().toLowerCase(Locale.ROOT) + (usual ? "" : ":" + uri.getPort()) + path;
        } catch (URISyntaxException _) {
            return "";
        }
    }
}
