package dev.sallyport.practice.token.verify;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Asks an issuer about a token. What is not an authentic, whole yes is no. Source: RFC 7662 §2. */
final class Introspection {
    private final IdentityWeb web;

    Introspection(IdentityWeb web) {
        this.web = web;
    }

    /**
     * What the issuer says of {@code token}: the answer where the token is active, empty where it is not; blocks.
     *
     * @throws IOException where it says neither
     */
    Optional<ObjectNode> ask(Issuer issuer, Issuer.Asking asking, URI place, String token) throws IOException {
        String form = "token=" + encoded(token) + "&token_type_hint=access_token";
        IdentityWeb.Answer answer = web.post(place, issuer.url(), basic(asking), form);
        if (answer.status() != 200) {
            throw new IOException("status " + answer.status() + " at the introspection_endpoint");
        }
        ObjectNode object =
                StrictJson.object(answer.body()).orElseThrow(() -> new IOException("the answer is no JSON object"));
        JsonNode active = object.path("active");
        if (!active.isBoolean()) {
            throw new IOException("the answer does not say whether the token is active");
        }
        return active.booleanValue() ? Optional.of(object) : Optional.empty();
    }

    /** True where the answer is about the same token as {@code claims}, as far as both say so. */
    static boolean isAbout(ObjectNode answer, ObjectNode claims) {
        for (String claim : new String[] {"iss", "sub", "jti"}) {
            boolean both = answer.has(claim) && claims.has(claim);
            if (both && !answer.get(claim).equals(claims.get(claim))) {
                return false;
            }
        }
        return true;
    }

    /** Name and secret are form-encoded before they are joined. Source: RFC 6749 §2.3.1. */
    private static String basic(Issuer.Asking asking) {
        String pair =
                encoded(asking.client()) + ":" + encoded(asking.credential().plaintext());
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** True for what can be a bearer token at all. Source: RFC 6750 §2.1. */
    static boolean isToken(String text) {
        return text.length() <= CompactToken.CHARS_MAX
                && text.length() >= 16
                && text.chars().allMatch(c -> c < 0x7F && (Character.isLetterOrDigit(c) || "-._~+/=".indexOf(c) >= 0));
    }
}
