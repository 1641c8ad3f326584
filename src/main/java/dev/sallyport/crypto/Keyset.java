package dev.sallyport.crypto;

import dev.sallyport.protocol.json.JsonRead;
import dev.sallyport.protocol.json.JsonReader;
import dev.sallyport.protocol.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The secrets from which the keys of this gateway are derived, newest first: the newest seals, every one opens. Never empty, and
 * never printed.
 */
public final class Keyset {
    /** After this time another secret should seal. */
    public static final Duration AGE_MAX = Duration.ofDays(30);
    /** Secrets of one set: what an older one sealed is worth nothing any more. */
    public static final int KEYS_MAX = 4;

    private static final int SECRET_BYTES = 32;
    private static final int FORMAT = 1;

    private final List<Key> keys;

    /** One secret, by the id that stands in front of what it sealed. */
    static final class Key {
        private final int id;
        private final Instant made;
        private final byte[] secret;

        private Key(int id, Instant made, byte[] secret) {
            this.id = id;
            this.made = made;
            this.secret = secret;
        }

        int id() {
            return id;
        }

        byte[] secret() {
            return secret;
        }
    }

    private Keyset(List<Key> keys) {
        this.keys = List.copyOf(keys);
    }

    /** A set of one new secret. */
    public static Keyset fresh(SecureRandom random, Instant now) {
        return new Keyset(List.of(key(random, now, Set.of())));
    }

    private static Key key(SecureRandom random, Instant now, Set<Integer> taken) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        int id = random.nextInt();
        while (taken.contains(id)) {
            id = random.nextInt();
        }
        return new Key(id, now, secret);
    }

    /** The same secrets behind a new one; of more than {@link #KEYS_MAX} the oldest is forgotten. */
    public Keyset rotated(SecureRandom random, Instant now) {
        Set<Integer> taken = new HashSet<>();
        keys.forEach(key -> taken.add(key.id()));
        List<Key> all = new ArrayList<>(KEYS_MAX + 1);
        all.add(key(random, now, taken));
        all.addAll(keys);
        return new Keyset(all.subList(0, Math.min(all.size(), KEYS_MAX)));
    }

    /** True where the newest secret is older than it should be. */
    public boolean isOld(Instant now) {
        return keys.getFirst().made.plus(AGE_MAX).isBefore(now);
    }

    /** How many secrets it holds, and nothing of them. */
    @Override
    public String toString() {
        return "a keyset of " + keys.size();
    }

    List<Key> keys() {
        return keys;
    }

    /** The set as a file keeps it: in plain text, so that file is its owner's alone. */
    public byte[] bytes() {
        ObjectNode root = JsonNodeFactory.instance.objectNode().put("format", FORMAT);
        ArrayNode all = root.putArray("keys");
        for (Key key : keys) {
            all.addObject()
                    .put("id", key.id)
                    .put("made", key.made.toString())
                    .put("secret", Base64.getUrlEncoder().withoutPadding().encodeToString(key.secret));
        }
        byte[] json = new JsonWriter().write(root);
        byte[] line = java.util.Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        return line;
    }

    /** The set that {@link #bytes} wrote; empty for anything else. */
    public static Optional<Keyset> of(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8).strip();
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        if (!(new JsonReader().read(json, 0, json.length) instanceof JsonRead.Value value)
                || value.root().path("format").asInt(0) != FORMAT) {
            return Optional.empty();
        }
        List<Key> keys = new ArrayList<>();
        Set<Integer> ids = new HashSet<>();
        for (JsonNode each : value.root().path("keys")) {
            Optional<Key> key = key(each);
            if (key.isEmpty() || !ids.add(key.get().id())) {
                return Optional.empty();
            }
            keys.add(key.get());
        }
        return keys.isEmpty() || keys.size() > KEYS_MAX ? Optional.empty() : Optional.of(new Keyset(keys));
    }

    private static Optional<Key> key(JsonNode json) {
        if (!json.path("id").isInt()) {
            return Optional.empty();
        }
        try {
            byte[] secret = Base64.getUrlDecoder().decode(json.path("secret").asString(""));
            Instant made = Instant.parse(json.path("made").asString(""));
            return secret.length == SECRET_BYTES
                    ? Optional.of(new Key(json.path("id").asInt(0), made, secret))
                    : Optional.empty();
        } catch (IllegalArgumentException | DateTimeParseException _) {
            return Optional.empty();
        }
    }
}
