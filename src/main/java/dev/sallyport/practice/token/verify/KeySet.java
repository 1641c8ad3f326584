package dev.sallyport.practice.token.verify;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The keys of one issuer by their names; a name that stands for two keys stands for none. Source: RFC 7517 §5. */
record KeySet(Map<String, SigningKey> byName) {
    private static final int KEYS_MAX = 128;

    /** The keys at {@code place}, which {@code issuer} has named; throws where there are none that can be used. */
    static KeySet ask(URI place, Issuer issuer, IdentityWeb web) throws IOException {
        IdentityWeb.Answer answer = web.get(place, issuer.url());
        if (answer.status() != 200) {
            throw new IOException("status " + answer.status() + " at the jwks_uri");
        }
        return of(answer.body()).orElseThrow(() -> new IOException("no set of usable keys at the jwks_uri"));
    }

    /** The keys in a document, or empty where it has none that can be used: such a set never takes the place of a good one. */
    static Optional<KeySet> of(byte[] document) {
        Optional<ObjectNode> root = StrictJson.object(document);
        JsonNode listed = root.<JsonNode>map(object -> object.path("keys")).orElse(null);
        if (listed == null || !listed.isArray() || listed.size() > KEYS_MAX) {
            return Optional.empty();
        }
        Map<String, SigningKey> keys = new HashMap<>();
        Set<String> twice = new HashSet<>();
        for (JsonNode item : listed) {
            if (item instanceof ObjectNode jwk) {
                add(keys, twice, jwk);
            }
        }
        keys.keySet().removeAll(twice);
        return keys.isEmpty() ? Optional.empty() : Optional.of(new KeySet(Map.copyOf(keys)));
    }

    private static void add(Map<String, SigningKey> keys, Set<String> twice, ObjectNode jwk) {
        String name = StrictJson.text(jwk, "kid");
        Optional<SigningKey> key = SigningKey.of(jwk);
        if (!name.isEmpty() && name.length() <= SigningKey.NAME_CHARS_MAX && key.isPresent()) {
            if (keys.put(name, key.get()) != null) {
                twice.add(name);
            }
        }
    }

    /** The key of that name, or null. */
    @Nullable
    SigningKey find(String name) {
        return byName.get(name);
    }
}
