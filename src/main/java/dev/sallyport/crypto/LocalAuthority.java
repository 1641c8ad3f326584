package dev.sallyport.crypto;

import dev.sallyport.crypto.CertificateWriter.Content;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/**
 * The authority of one home: it issues certificates for this machine and the names that it was made for, and no verifier takes
 * any other from it. The key of its root is forgotten as soon as it has signed one issuing certificate, with critical name
 * constraints: verifiers that look for constraints in roots, and those that do not, are bound alike.
 *
 * @param root the certificate that clients trust
 * @param issuing the certificate of {@code key}, signed by the root
 * @param key the key that signs server certificates
 */
public record LocalAuthority(X509Certificate root, X509Certificate issuing, PrivateKey key) {
    private static final Duration LIFE = Duration.ofDays(3650);
    private static final Duration SERVER_LIFE = Duration.ofDays(30);
    /** Clocks of clients may be behind ours. */
    private static final Duration SLACK = Duration.ofHours(1);
    /** With a space, so that no verifier takes it for the name of a host. */
    private static final X500Principal SERVER = new X500Principal("CN=Sallyport gateway");

    /** A new authority for {@code names} and no others. */
    public static LocalAuthority create(HostNames names, Instant now, SecureRandom random) {
        try {
            KeyPair rootKey = newKey(random);
            KeyPair issuingKey = newKey(random);
            byte[] number = new byte[4];
            random.nextBytes(number);
            String name = "CN=Sallyport local authority " + HexFormat.of().formatHex(number);
            X500Principal rootName = new X500Principal(name);
            Instant from = now.minus(SLACK);
            Instant to = now.plus(LIFE);
            X509Certificate root = CertificateWriter.sign(
                    new Content(
                            rootName,
                            rootKey.getPublic(),
                            from,
                            to,
                            List.of(
                                    CertificateWriter.authority(1),
                                    CertificateWriter.signsCertificates(),
                                    CertificateWriter.permits(names),
                                    CertificateWriter.keyId(rootKey.getPublic()))),
                    rootName,
                    rootKey.getPrivate(),
                    random);
            X509Certificate issuing = CertificateWriter.sign(
                    new Content(
                            new X500Principal(name + " (issuing)"),
                            issuingKey.getPublic(),
                            from,
                            to,
                            List.of(
                                    CertificateWriter.authority(0),
                                    CertificateWriter.signsCertificates(),
                                    CertificateWriter.serversOnly(),
                                    CertificateWriter.permits(names),
                                    CertificateWriter.keyId(issuingKey.getPublic()),
                                    CertificateWriter.issuerKeyId(rootKey.getPublic()))),
                    rootName,
                    rootKey.getPrivate(),
                    random);
            return new LocalAuthority(root, issuing, issuingKey.getPrivate());
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java runtime has P-256", missing);
        }
    }

    /** A new key with a certificate for {@code names} that holds for thirty days. */
    public Certified issue(HostNames names, Instant now, SecureRandom random) {
        try {
            KeyPair serverKey = newKey(random);
            X509Certificate server = CertificateWriter.sign(
                    new Content(
                            SERVER,
                            serverKey.getPublic(),
                            now.minus(SLACK),
                            now.plus(SERVER_LIFE),
                            List.of(
                                    CertificateWriter.noAuthority(),
                                    CertificateWriter.signsHandshakes(),
                                    CertificateWriter.serversOnly(),
                                    CertificateWriter.names(names),
                                    CertificateWriter.keyId(serverKey.getPublic()),
                                    CertificateWriter.issuerKeyId(issuing.getPublicKey()))),
                    issuing.getSubjectX500Principal(),
                    key,
                    random);
            return new Certified(serverKey.getPrivate(), List.of(server, issuing));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java runtime has P-256", missing);
        }
    }

    /** True where a certificate of {@code certified} is to be replaced: a third of its time is left. */
    public static boolean isDue(Certified certified, Instant now) {
        return !now.isBefore(certified.ends().minus(SERVER_LIFE.dividedBy(3)));
    }

    /** True where the authority itself is to be replaced: a certificate issued now would outlive it. */
    public boolean isOver(Instant now) {
        return now.plus(SERVER_LIFE).isAfter(Validity.end(root));
    }

    private static KeyPair newKey(SecureRandom random) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    /** The authority as one text, its key included: for a file that its owner alone may read. */
    public String secretPem() {
        return Certified.pem(root) + Certified.pem(issuing) + new Pem(Pem.KEY, key.getEncoded()).text();
    }

    /** The authority that {@link #secretPem} wrote. */
    public static LocalAuthority read(String pem) throws PemException {
        List<X509Certificate> certificates = Certified.certificates(pem);
        if (certificates.size() != 2) {
            throw new PemException("holds not the two certificates of an authority");
        }
        X509Certificate issuing = certificates.getLast();
        Certified certified = Certified.read(Certified.pem(issuing), pem);
        return new LocalAuthority(certificates.getFirst(), issuing, certified.key());
    }

    /** Never prints the key. */
    @Override
    public String toString() {
        return "LocalAuthority[" + root.getSubjectX500Principal().getName() + "]";
    }
}
