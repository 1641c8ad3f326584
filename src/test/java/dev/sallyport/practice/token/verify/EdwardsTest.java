package dev.sallyport.practice.token.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.EdECPublicKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Tokens that are signed with Ed25519, by the JDK alone. Source: RFC 8037; RFC 9864 §2.2. */
final class EdwardsTest {
    private static final List<String> NAMES = List.of("EdDSA", "Ed25519");

    private final FakeIssuer issuer = new FakeIssuer();
    private final KeyPair pair = pair("Ed25519");

    private static KeyPair pair(String curve) {
        try {
            return KeyPairGenerator.getInstance(curve).generateKeyPair();
        } catch (GeneralSecurityException broken) {
            throw new AssertionError(broken);
        }
    }

    /** The point as RFC 8032 §5.1.2 writes it: little-endian, the sign of x in the last bit. */
    private static String x(KeyPair pair) {
        EdECPublicKey key = (EdECPublicKey) pair.getPublic();
        byte[] big = key.getPoint().getY().toByteArray();
        byte[] little = new byte[32];
        for (int i = 0; i < Math.min(32, big.length); i++) {
            little[i] = big[big.length - 1 - i];
        }
        little[31] |= (byte) (key.getPoint().isXOdd() ? 0x80 : 0);
        return FakeIssuer.base64(little);
    }

    private ObjectNode jwk() {
        return FakeIssuer.object()
                .put("kty", "OKP")
                .put("crv", "Ed25519")
                .put("kid", "ed")
                .put("use", "sig")
                .put("x", x(pair));
    }

    @BeforeEach
    void publish() {
        issuer.keys(FakeIssuer.jwk("rsa", FakeIssuer.RSA), jwk());
    }

    private TokenVerifier allowing(String... algorithms) {
        TokenVerifier verifier = new TokenVerifier(issuer, issuer.clock);
        verifier.trust(List.of(new Issuer(
                issuer.url(),
                IssuerProfile.GENERIC,
                Set.of(),
                false,
                Set.of(algorithms),
                Duration.ofHours(1),
                Map.of(),
                Optional.empty(),
                Set.of())));
        return verifier;
    }

    private String token(String algorithm) {
        return FakeIssuer.signed(
                issuer.header().put("alg", algorithm).put("kid", "ed").toString(),
                issuer.claims().toString(),
                "Ed25519",
                pair.getPrivate());
    }

    @Test
    void oneIsGoodOnlyWhereItsAlgorithmIsNamed() {
        for (String name : NAMES) {
            TokenVerifier naming = allowing("RS256", name);
            for (String shown : NAMES) {
                Verification verdict = naming.verify(token(shown));
                if (shown.equals(name)) {
                    assertInstanceOf(Verification.Verified.class, verdict, shown);
                } else {
                    assertEquals(new Verification.Refused(TokenReasons.ALGORITHM), verdict, shown);
                }
            }
            assertInstanceOf(Verification.Verified.class, naming.verify(issuer.token()));
        }
        TokenVerifier usual = new TokenVerifier(issuer, issuer.clock);
        usual.trust(List.of(new Issuer(issuer.url())));
        NAMES.forEach(name ->
                assertEquals(new Verification.Refused(TokenReasons.ALGORITHM), usual.verify(token(name)), name));
    }

    @Test
    void aKeyThatNamesOneAlgorithmIsForThatAlone() {
        issuer.keys(jwk().put("alg", "EdDSA"));
        TokenVerifier both = allowing("EdDSA", "Ed25519");
        assertInstanceOf(Verification.Verified.class, both.verify(token("EdDSA")));
        assertEquals(new Verification.Refused(TokenReasons.KEY), both.verify(token("Ed25519")));
    }

    @Test
    void anotherKeyAnotherTextOrAnotherFormOfTheSignatureIsWrong() {
        TokenVerifier verifier = allowing("EdDSA");
        String good = token("EdDSA");
        String input = good.substring(0, good.lastIndexOf('.'));
        assertEquals(
                new Verification.Refused(TokenReasons.SIGNATURE),
                verifier.verify(FakeIssuer.signed(
                        issuer.header().put("alg", "EdDSA").put("kid", "ed").toString(),
                        issuer.claims().toString(),
                        "Ed25519",
                        pair("Ed25519").getPrivate())));
        byte[] signature = FakeIssuer.sign("Ed25519", pair.getPrivate(), input);
        byte[] changed = signature.clone();
        changed[3] ^= 1;
        for (byte[] wrong : List.of(changed, new byte[64], Arrays.copyOf(signature, 65), malleable(signature))) {
            assertEquals(
                    new Verification.Refused(TokenReasons.SIGNATURE),
                    verifier.verify(input + "." + FakeIssuer.base64(wrong)));
        }
        assertEquals(
                new Verification.Refused(TokenReasons.KEY),
                allowing("EdDSA", "RS256")
                        .verify(FakeIssuer.signed(
                                issuer.header().put("kid", "ed").toString(),
                                issuer.claims().toString())),
                "an RSA signature under the name of this key");
        assertInstanceOf(Verification.Verified.class, verifier.verify(good));
    }

    /** The same signature with S + L, which must not be another good one. Source: RFC 8032 §5.1.7, §8.4. */
    private static byte[] malleable(byte[] signature) {
        BigInteger order = BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
        byte[] big = new byte[32];
        for (int i = 0; i < 32; i++) {
            big[i] = signature[63 - i];
        }
        byte[] sum = new BigInteger(1, big).add(order).toByteArray();
        byte[] made = signature.clone();
        for (int i = 0; i < 32; i++) {
            made[32 + i] = i < sum.length ? sum[sum.length - 1 - i] : 0;
        }
        return made;
    }

    @Test
    void otherCurvesOfThatKindAreNoKeysHere() {
        ObjectNode other = jwk().put("crv", "Ed448").put("x", FakeIssuer.base64(new byte[57]));
        ObjectNode exchange = jwk().put("crv", "X25519");
        ObjectNode cut = jwk().put("x", FakeIssuer.base64(new byte[31]));
        for (ObjectNode jwk : List.of(other, exchange, cut, jwk().put("d", FakeIssuer.base64(new byte[32])))) {
            assertEquals(Optional.empty(), SigningKey.of(jwk), jwk.toString());
        }
    }
}
