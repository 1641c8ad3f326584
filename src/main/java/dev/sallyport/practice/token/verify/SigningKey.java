package dev.sallyport.practice.token.verify;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * A public key that is strong enough and meant for signatures. Source: RFC 7517; RFC 7518 §3.3; RFC 8725 §3.1, §3.5.
 *
 * @param algorithms those by which the key may have signed
 * @param thumbprint its SHA-256. Source: RFC 7638.
 */
record SigningKey(PublicKey key, Set<String> algorithms, String thumbprint) {
    /** The longest name of a key. */
    static final int NAME_CHARS_MAX = 256;

    private static final int RSA_BITS_MIN = 2048;
    private static final int RSA_BITS_MAX = 8192;
    private static final Set<String> PRIVATE = Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");
    private static final List<String> PUBLIC = List.of("kty", "n", "e", "crv", "x", "y");

    /** The key that {@code jwk} writes, or empty where it is weak, private, symmetric, or meant for something else. */
    static Optional<SigningKey> of(ObjectNode jwk) {
        if (jwk.propertyNames().stream().anyMatch(PRIVATE::contains) || !isForSignatures(jwk)) {
            return Optional.empty();
        }
        Map<String, Object> members = new HashMap<>();
        for (String member : PUBLIC) {
            String value = StrictJson.text(jwk, member);
            if (!value.isEmpty()) {
                members.put(member, value);
            }
        }
        try {
            return of(JWK.parse(members)).flatMap(key -> key.only(jwk));
        } catch (ParseException | JOSEException | GeneralSecurityException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static boolean isForSignatures(ObjectNode jwk) {
        List<String> operations = StrictJson.texts(jwk, "key_ops");
        return (!jwk.has("use") || StrictJson.text(jwk, "use").equals("sig"))
                && operations != null
                && (!jwk.has("key_ops") || operations.contains("verify"));
    }

    private static Optional<SigningKey> of(JWK jwk) throws JOSEException, GeneralSecurityException {
        String thumbprint = jwk.computeThumbprint().toString();
        return switch (jwk) {
            case RSAKey rsa -> rsa(rsa.toRSAPublicKey(), thumbprint);
            case ECKey curve -> {
                String algorithm = curve.getCurve().equals(Curve.P_256)
                        ? "ES256"
                        : curve.getCurve().equals(Curve.P_384)
                                ? "ES384"
                                : curve.getCurve().equals(Curve.P_521) ? "ES512" : "";
                yield algorithm.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new SigningKey(curve.toECPublicKey(), Set.of(algorithm), thumbprint));
            }
            case OctetKeyPair pair
            when pair.getCurve().equals(Curve.Ed25519) ->
                Optional.of(new SigningKey(edwards(pair.getDecodedX()), Set.of("EdDSA", "Ed25519"), thumbprint));
            default -> Optional.empty();
        };
    }

    private static Optional<SigningKey> rsa(RSAPublicKey key, String thumbprint) {
        int bits = key.getModulus().bitLength();
        boolean strong = bits >= RSA_BITS_MIN
                && bits <= RSA_BITS_MAX
                && key.getPublicExponent().testBit(0)
                && key.getPublicExponent().bitLength() > 1
                && key.getPublicExponent().bitLength() <= 64;
        Set<String> algorithms = Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512");
        return strong ? Optional.of(new SigningKey(key, algorithms, thumbprint)) : Optional.empty();
    }

    /** Source: RFC 8032 §5.1.3. */
    private static PublicKey edwards(byte[] encoded) throws GeneralSecurityException {
        if (encoded.length != 32) {
            throw new IllegalArgumentException("an Ed25519 key has 32 bytes");
        }
        byte[] bigEndian = new byte[encoded.length];
        for (int i = 0; i < encoded.length; i++) {
            bigEndian[i] = encoded[encoded.length - 1 - i];
        }
        boolean odd = (bigEndian[0] & 0x80) != 0;
        bigEndian[0] &= 0x7F;
        EdECPoint point = new EdECPoint(odd, new BigInteger(1, bigEndian));
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    }

    /** The same key for the one algorithm that {@code jwk} names, where it names one. */
    private Optional<SigningKey> only(ObjectNode jwk) {
        if (!jwk.has("alg")) {
            return Optional.of(this);
        }
        String algorithm = StrictJson.text(jwk, "alg");
        return algorithms.contains(algorithm)
                ? Optional.of(new SigningKey(key, Set.of(algorithm), thumbprint))
                : Optional.empty();
    }

    /** True where the key has signed {@code token} by the algorithm that it names. */
    boolean hasSigned(CompactToken token) {
        if (!algorithms.contains(token.algorithm())) {
            return false;
        }
        try {
            return switch (key) {
                case RSAPublicKey rsa ->
                    new RSASSAVerifier(rsa).verify(header(token), token.signed(), signature(token));
                case ECPublicKey curve ->
                    new ECDSAVerifier(curve).verify(header(token), token.signed(), signature(token));
                default -> edwards(token);
            };
        } catch (JOSEException | GeneralSecurityException _) {
            return false;
        }
    }

    private boolean edwards(CompactToken token) throws GeneralSecurityException {
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(key);
        verifier.update(token.signed());
        return verifier.verify(token.signature());
    }

    /** A header of our own: the library learns the algorithm and nothing else that the token says. */
    private static JWSHeader header(CompactToken token) {
        return new JWSHeader(JWSAlgorithm.parse(token.algorithm()));
    }

    private static Base64URL signature(CompactToken token) {
        return Base64URL.encode(token.signature());
    }
}
