package dev.sallyport.practice.token.verify;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** An issuer in memory: signs tokens by hand, so that they can be wrong in every way, and answers questions. */
public final class FakeIssuer implements IdentityWeb {
    public static final String RESOURCE = "https://gateway.example/mcp/up";
    public static final KeyPair RSA = rsa(2048);
    public static final KeyPair OTHER_RSA = rsa(2048);
    public static final KeyPair P256 = curve("secp256r1");

    /** A clock that a test moves. */
    public static final class Hand extends Clock {
        private volatile Instant now = Instant.parse("2026-11-25T12:00:00Z");

        public void at(Instant moment) {
            now = moment;
        }

        public void forward(Duration time) {
            now = now.plus(time);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    public final Hand clock = new Hand();
    public final String name;
    public final List<String> asked = new ArrayList<>();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final AtomicInteger logouts = new AtomicInteger();
    private final CountDownLatch reached = new CountDownLatch(1);
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile boolean down;

    public FakeIssuer() {
        this("https://idp.example/realms/x");
    }

    public FakeIssuer(String name) {
        this.name = name;
        ObjectNode metadata = object().put("issuer", name);
        metadata.put("jwks_uri", keysPlace()).put("introspection_endpoint", name + "/introspect");
        answer(name.replaceFirst("/$", "") + "/.well-known/openid-configuration", 200, metadata.toString());
        keys(jwk("rsa", RSA), jwk("ec", P256));
    }

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public String keysPlace() {
        return name + "/jwks";
    }

    public void keys(ObjectNode... jwks) {
        ObjectNode set = object();
        ArrayNode keys = set.putArray("keys");
        Arrays.stream(jwks).forEach(keys::add);
        answer(keysPlace(), 200, set.toString());
    }

    public void answer(String url, int status, String body) {
        answers.put(url, new Answer(status, body.getBytes(StandardCharsets.UTF_8)));
    }

    public void down(boolean now) {
        down = now;
    }

    public URI url() {
        return URI.create(name);
    }

    /** From now on no question is answered before {@link #letAnswersGo}; the latch opens with the first question. */
    public CountDownLatch holdAnswers() {
        gate = new CountDownLatch(1);
        return reached;
    }

    public void letAnswersGo() {
        gate.countDown();
    }

    @Override
    public Answer get(URI url, URI trusted) throws IOException {
        reached.countDown();
        try {
            gate.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
        return answer(url);
    }

    private synchronized Answer answer(URI url) throws IOException {
        asked.add(url.toString());
        if (down) {
            throw new IOException("connection refused");
        }
        return answers.getOrDefault(url.toString(), new Answer(404, new byte[0]));
    }

    @Override
    public Answer post(URI url, URI trusted, String authorization, String form) throws IOException {
        return get(url, trusted);
    }

    public long askedForKeys() {
        return asked.stream().filter(keysPlace()::equals).count();
    }

    /** The claims of a token that is as it should be. */
    public ObjectNode claims() {
        long now = clock.instant().getEpochSecond();
        ObjectNode claims = object().put("iss", name).put("sub", "user-1").put("client_id", "agent");
        claims.putArray("aud").add(RESOURCE);
        claims.put("iat", now)
                .put("nbf", now)
                .put("exp", now + 300)
                .put("jti", "id-1")
                .put("scope", "mcp:tools a:b");
        return claims;
    }

    /** The claims of a logout token that is as it should be, but for whom it is about. */
    public ObjectNode logoutClaims(Consumer<ObjectNode> change) {
        long now = clock.instant().getEpochSecond();
        ObjectNode claims = object().put("iss", name).put("aud", "desk");
        claims.put("iat", now).put("exp", now + 120).put("jti", "logout-" + logouts.incrementAndGet());
        claims.putObject("events").putObject("http://schemas.openid.net/event/backchannel-logout");
        change.accept(claims);
        return claims;
    }

    public String logout(Consumer<ObjectNode> whose, Consumer<ObjectNode> change) {
        return signed(
                header().put("typ", "logout+jwt").toString(),
                logoutClaims(whose.andThen(change)).toString());
    }

    public ObjectNode header() {
        return object().put("alg", "RS256").put("typ", "at+jwt").put("kid", "rsa");
    }

    public String token() {
        return token(_ -> {});
    }

    public String token(Consumer<ObjectNode> change) {
        ObjectNode claims = claims();
        change.accept(claims);
        return signed(header().toString(), claims.toString());
    }

    public String withHeader(Consumer<ObjectNode> change) {
        ObjectNode header = header();
        change.accept(header);
        return signed(header.toString(), claims().toString());
    }

    public static String signed(String header, String payload) {
        return signed(header, payload, "SHA256withRSA", RSA.getPrivate());
    }

    public static String signed(String header, String payload, String algorithm, PrivateKey key) {
        String input = base64(header) + "." + base64(payload);
        return input + "." + base64(sign(algorithm, key, input));
    }

    public static byte[] sign(String algorithm, PrivateKey key, String input) {
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(input.getBytes(StandardCharsets.US_ASCII));
            return signer.sign();
        } catch (GeneralSecurityException broken) {
            throw new AssertionError(broken);
        }
    }

    public static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    public static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    public static ObjectNode jwk(String kid, KeyPair pair) {
        ObjectNode jwk = object().put("kid", kid).put("use", "sig");
        if (pair.getPublic() instanceof RSAPublicKey rsa) {
            return jwk.put("kty", "RSA")
                    .put("n", base64(unsigned(rsa.getModulus(), 0)))
                    .put("e", base64(unsigned(rsa.getPublicExponent(), 0)));
        }
        ECPublicKey curve = (ECPublicKey) pair.getPublic();
        return jwk.put("kty", "EC")
                .put("crv", "P-256")
                .put("x", base64(unsigned(curve.getW().getAffineX(), 32)))
                .put("y", base64(unsigned(curve.getW().getAffineY(), 32)));
    }

    private static byte[] unsigned(BigInteger number, int size) {
        byte[] bytes = number.toByteArray();
        int from = bytes[0] == 0 && bytes.length > 1 ? 1 : 0;
        int length = bytes.length - from;
        byte[] fixed = new byte[Math.max(size, length)];
        System.arraycopy(bytes, from, fixed, fixed.length - length, length);
        return fixed;
    }

    public static KeyPair rsa(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException broken) {
            throw new AssertionError(broken);
        }
    }

    public static KeyPair curve(String name) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(name));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException broken) {
            throw new AssertionError(broken);
        }
    }
}
