package dev.sallyport.practice.token.verify;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/**
 * A signed token taken apart and not believed yet. There is one text for each token: what differs from it in padding, alphabet,
 * unused bits or whitespace is no token, so that caches and lists that go by the text cannot be passed by. Source: RFC 7515 §7.1.
 *
 * @param signingInput what is signed
 * @param signature the bytes of the signature
 */
@SuppressWarnings("ArrayRecordComponent") // shared with nobody, never compared
record CompactToken(ObjectNode header, ObjectNode payload, String signingInput, byte[] signature) {
    /** The longest token that is looked at. */
    static final int CHARS_MAX = 16_384;

    private static final Pattern SHAPE =
            Pattern.compile("[A-Za-z0-9_-]{10,4096}\\.[A-Za-z0-9_-]{2,12288}\\.[A-Za-z0-9_-]{64,1400}");

    /** What the header of a token may have: nothing that brings a key along, names one elsewhere, or changes the form. */
    private static final Set<String> HEADER = Set.of("alg", "typ", "kid", "x5t", "x5t#S256", "cty");

    /** What the header of a proof may have. Source: RFC 9449 §4.2. */
    private static final Set<String> PROOF_HEADER = Set.of("alg", "typ", "jwk");

    /** The access token that {@code text} writes; empty where it is malformed, or its header says what no token here may say. */
    static Optional<CompactToken> token(String text) {
        return read(text, HEADER).filter(token -> isKeyName(StrictJson.text(token.header, "kid")));
    }

    /** The proof that {@code text} writes, likewise. */
    static Optional<CompactToken> proof(String text) {
        return read(text, PROOF_HEADER).filter(proof -> proof.header.path("jwk").isObject());
    }

    private static Optional<CompactToken> read(String text, Set<String> members) {
        if (text.length() > CHARS_MAX || !SHAPE.matcher(text).matches()) {
            return Optional.empty();
        }
        int first = text.indexOf('.');
        int last = text.lastIndexOf('.');
        byte[] header = decoded(text.substring(0, first));
        byte[] payload = decoded(text.substring(first + 1, last));
        byte[] signature = decoded(text.substring(last + 1));
        if (header.length == 0 || payload.length == 0 || signature.length == 0) {
            return Optional.empty();
        }
        return object(header)
                .filter(parsed -> members.containsAll(parsed.propertyNames()))
                .filter(parsed -> !StrictJson.text(parsed, "alg").isEmpty())
                .flatMap(parsed -> object(payload)
                        .map(claims -> new CompactToken(parsed, claims, text.substring(0, last), signature)));
    }

    private static Optional<ObjectNode> object(byte[] bytes) {
        return bytes[0] == '{' ? StrictJson.object(bytes) : Optional.empty();
    }

    /** The bytes of a part, none where it is not the one way to write them. Source: RFC 4648 §3.5, §5. */
    private static byte[] decoded(String part) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(part);
            boolean canonical = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(bytes)
                    .equals(part);
            return canonical ? bytes : new byte[0];
        } catch (IllegalArgumentException _) {
            return new byte[0];
        }
    }

    /** True for what may be a name to look up; it is never more than that. Source: RFC 8725 §3.10. */
    private static boolean isKeyName(String kid) {
        return !kid.isEmpty() && kid.length() <= SigningKey.NAME_CHARS_MAX;
    }

    /** The name of the key. */
    String kid() {
        return StrictJson.text(header, "kid");
    }

    /** The algorithm, as the token says it. */
    String algorithm() {
        return StrictJson.text(header, "alg");
    }

    /** The type, as the token says it; empty where it says none, {@code ?} where it says nonsense. */
    String type() {
        return header.has("typ") ? header.path("typ").asString("?") : "";
    }

    /** The issuer, as the token says it. */
    String issuer() {
        return StrictJson.text(payload, "iss");
    }

    /** The signed bytes. */
    byte[] signed() {
        return signingInput.getBytes(StandardCharsets.US_ASCII);
    }
}
