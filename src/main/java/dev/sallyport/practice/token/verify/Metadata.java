package dev.sallyport.practice.token.verify;

import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an authorization server says of itself, as far as a resource server needs it.
 *
 * @param keys where its keys are
 * @param introspection where it is asked about tokens, where it can be
 */
record Metadata(URI keys, Optional<URI> introspection) {
    /**
     * Asks {@code issuer} at each of the places that standards name, until one answers. Source: RFC 8414 §3; OpenID Connect
     * Discovery 1.0 §4.
     *
     * @throws IOException where none of them has a document that bears the issuer's own name
     */
    static Metadata of(Issuer issuer, IdentityWeb web) throws IOException {
        for (URI place : places(issuer.url())) {
            IdentityWeb.Answer answer = web.get(place, issuer.url());
            if (answer.status() == 200) {
                return read(issuer, answer.body());
            }
        }
        throw new IOException("the issuer has no metadata at any of the places that standards name");
    }

    private static Set<URI> places(URI issuer) {
        String name = issuer.toString();
        String whole = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        String path = issuer.getRawPath().equals("/")
                ? ""
                : whole.substring(whole.indexOf('/', 8) < 0 ? whole.length() : whole.indexOf('/', 8));
        String origin = issuer.getScheme() + "://" + issuer.getRawAuthority();
        Set<URI> places = new LinkedHashSet<>();
        places.add(URI.create(whole + "/.well-known/openid-configuration"));
        places.add(URI.create(origin + "/.well-known/oauth-authorization-server" + path));
        places.add(URI.create(origin + "/.well-known/openid-configuration" + path));
        return places;
    }

    private static Metadata read(Issuer issuer, byte[] body) throws IOException {
        ObjectNode document =
                StrictJson.object(body).orElseThrow(() -> new IOException("the metadata is no JSON object"));
        if (!StrictJson.text(document, "issuer").equals(issuer.name())) {
            throw new IOException("the metadata is that of another issuer than `identity.issuers` names");
        }
        URI keys = url(document, "jwks_uri").orElseThrow(() -> new IOException("the metadata names no jwks_uri"));
        return new Metadata(keys, url(document, "introspection_endpoint"));
    }

    private static Optional<URI> url(ObjectNode document, String member) throws IOException {
        String text = StrictJson.text(document, member);
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(URI.create(text));
        } catch (IllegalArgumentException _) {
            throw new IOException("the metadata has no URL as " + member);
        }
    }
}
