package dev.sallyport.crypto;

import dev.sallyport.protocol.digest.Sha256;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * A private key with the certificate that vouches for it, and those above that one; the two belong together.
 *
 * @param key the private key
 * @param chain the certificate of the key, then that of its issuer, and so on; the root may be left out
 */
public record Certified(PrivateKey key, List<X509Certificate> chain) {
    private static final int CHAIN_MAX = 16;

    public Certified {
        chain = List.copyOf(chain);
    }

    /**
     * What a chain and a key in PEM say.
     *
     * @throws PemException where either is not that, or the key is encrypted, or the two do not belong together
     */
    public static Certified read(String chain, String key) throws PemException {
        List<X509Certificate> certificates = certificates(chain);
        PrivateKey secret = key(key, certificates.getFirst().getPublicKey().getAlgorithm());
        if (!belong(secret, certificates.getFirst().getPublicKey())) {
            throw new PemException("the key is not that of the first certificate");
        }
        return new Certified(secret, certificates);
    }

    /** All certificates of a PEM text, at least one. */
    public static List<X509Certificate> certificates(String text) throws PemException {
        List<X509Certificate> found = new ArrayList<>();
        for (Pem block : Pem.read(text)) {
            if (block.label().equals(Pem.CERTIFICATE)) {
                found.add(certificate(block.der()));
            }
        }
        if (found.isEmpty()) {
            throw new PemException("holds no certificate in PEM (-----BEGIN CERTIFICATE-----)");
        }
        return List.copyOf(found);
    }

    private static X509Certificate certificate(byte[] der) throws PemException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException _) {
            throw new PemException("holds a certificate that cannot be read");
        }
    }

    private static PrivateKey key(String text, String algorithm) throws PemException {
        for (Pem block : Pem.read(text)) {
            if (block.label().equals(Pem.KEY)) {
                return key(block.der(), algorithm);
            }
            if (block.label().equals("ENCRYPTED PRIVATE KEY") || text.contains("Proc-Type: 4,ENCRYPTED")) {
                throw new PemException("the key is encrypted; decrypt it with `openssl pkcs8 -in KEY -out NEW`, and"
                        + " protect the file with mode 600");
            }
            if (block.label().endsWith(" " + Pem.KEY)) {
                throw new PemException("the key is in an older form, `" + block.label()
                        + "`; turn it into PKCS#8 with `openssl pkcs8 -topk8 -nocrypt -in KEY -out NEW`");
            }
        }
        throw new PemException("holds no key in PKCS#8 (-----BEGIN PRIVATE KEY-----)");
    }

    private static PrivateKey key(byte[] der, String algorithm) throws PemException {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException _) {
            throw new PemException(
                    "the key cannot be read, or is of another kind than the certificate's (" + algorithm + ")");
        }
    }

    private static boolean belong(PrivateKey key, PublicKey publicKey) throws PemException {
        String algorithm =
                switch (publicKey.getAlgorithm()) {
                    case "EC" -> "SHA256withECDSA";
                    case "RSA" -> "SHA256withRSA";
                    case "EdDSA" -> "EdDSA";
                    default ->
                        throw new PemException("keys of the kind " + publicKey.getAlgorithm() + " are not served");
                };
        try {
            byte[] probe = publicKey.getEncoded();
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    /** The certificate of the key itself. */
    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /** When the first certificate of the chain ends. */
    public Instant ends() {
        return chain.stream()
                .limit(CHAIN_MAX)
                .map(Validity::end)
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /** The SHA-256 of a certificate as people compare it: {@code AB:CD:…}. */
    public static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(Sha256.of(certificate.getEncoded()));
        } catch (CertificateEncodingException broken) {
            throw new IllegalArgumentException("a certificate without a form", broken);
        }
    }

    /** The pin of a certificate's key: {@code sha256/} and the SHA-256 of the key in base64. Source: RFC 7469 §2.4. */
    public static String pin(X509Certificate certificate) {
        return "sha256/"
                + Base64.getEncoder()
                        .encodeToString(Sha256.of(certificate.getPublicKey().getEncoded()));
    }

    /** A certificate as PEM. */
    public static String pem(X509Certificate certificate) {
        try {
            return new Pem(Pem.CERTIFICATE, certificate.getEncoded()).text();
        } catch (CertificateEncodingException broken) {
            throw new IllegalArgumentException("a certificate without a form", broken);
        }
    }

    /** Never prints the key. */
    @Override
    public String toString() {
        return "Certified[" + certificate().getSubjectX500Principal().getName().toLowerCase(Locale.ROOT) + "]";
    }
}
