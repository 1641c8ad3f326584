package dev.sallyport.crypto;

import dev.sallyport.protocol.digest.Sha256;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/** Writes and signs X.509 certificates with keys of P-256. Source: RFC 5280 §4.1, §4.2; RFC 5758 §3.2. */
final class CertificateWriter {
    private static final byte[] ECDSA_SHA256 = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
    private static final BigInteger VERSION_3 = BigInteger.TWO;
    private static final int SERIAL_BITS = 159;
    private static final int KEY_ID_BYTES = 20;

    private CertificateWriter() {}

    /**
     * What one certificate says.
     *
     * @param subject whom it names
     * @param key the key that it vouches for
     * @param from when it begins to hold
     * @param to when it ends
     * @param extensions its extensions in DER
     */
    record Content(X500Principal subject, PublicKey key, Instant from, Instant to, List<byte[]> extensions) {}

    /** The certificate of {@code content}, signed by the owner of {@code issuerKey}, whose name is {@code issuer}. */
    static X509Certificate sign(Content content, X500Principal issuer, PrivateKey issuerKey, SecureRandom random)
            throws GeneralSecurityException {
        byte[] body = Der.sequence(
                Der.tagged(0, Der.integer(VERSION_3)),
                Der.integer(new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1)),
                ECDSA_SHA256,
                issuer.getEncoded(),
                Der.sequence(Der.time(content.from()), Der.time(content.to())),
                content.subject().getEncoded(),
                content.key().getEncoded(),
                Der.tagged(3, Der.sequence(content.extensions().toArray(byte[][]::new))));
        Signature signing = Signature.getInstance("SHA256withECDSA");
        signing.initSign(issuerKey, random);
        signing.update(body);
        byte[] whole = Der.sequence(body, ECDSA_SHA256, Der.bits(0, signing.sign()));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
    }

    /** An authority, with at most {@code below} authorities under it. Source: RFC 5280 §4.2.1.9. */
    static byte[] authority(int below) {
        return critical("2.5.29.19", Der.sequence(Der.truth(), Der.integer(BigInteger.valueOf(below))));
    }

    /** No authority. */
    static byte[] noAuthority() {
        return critical("2.5.29.19", Der.sequence());
    }

    /** A key that signs certificates and lists of revoked ones. Source: RFC 5280 §4.2.1.3. */
    static byte[] signsCertificates() {
        return critical("2.5.29.15", Der.bits(1, (byte) 0x06));
    }

    /** A key that signs handshakes. */
    static byte[] signsHandshakes() {
        return critical("2.5.29.15", Der.bits(7, (byte) 0x80));
    }

    /** For servers alone; in an authority, for those of servers. Source: RFC 5280 §4.2.1.12. */
    static byte[] serversOnly() {
        return extension("2.5.29.37", Der.sequence(Der.oid("1.3.6.1.5.5.7.3.1")));
    }

    /** The names that the certificate is for. */
    static byte[] names(HostNames names) {
        return extension("2.5.29.17", Der.sequence(names.generalNames().toArray(byte[][]::new)));
    }

    /** Bars every certificate below from names that are not under {@code names}. Source: RFC 5280 §4.2.1.10. */
    static byte[] permits(HostNames names) {
        byte[][] subtrees = names.subtrees().stream().map(Der::sequence).toArray(byte[][]::new);
        return critical("2.5.29.30", Der.sequence(Der.tagged(0, subtrees)));
    }

    static byte[] keyId(PublicKey key) throws GeneralSecurityException {
        return extension("2.5.29.14", Der.octets(identifier(key)));
    }

    static byte[] issuerKeyId(PublicKey key) throws GeneralSecurityException {
        return extension("2.5.29.35", Der.sequence(Der.implicit(0, identifier(key))));
    }

    /** Source: RFC 7093 §2, method 4, cut as in method 1. */
    private static byte[] identifier(PublicKey key) throws GeneralSecurityException {
        return Arrays.copyOf(Sha256.of(key.getEncoded()), KEY_ID_BYTES);
    }

    private static byte[] critical(String oid, byte[] value) {
        return Der.sequence(Der.oid(oid), Der.truth(), Der.octets(value));
    }

    private static byte[] extension(String oid, byte[] value) {
        return Der.sequence(Der.oid(oid), Der.octets(value));
    }
}
