package dev.sallyport.transport.tls;

import dev.sallyport.crypto.Certified;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Demands of a server, besides a verified chain, that its own certificate has one of the pinned keys. Certificates above it do not
 * count: anybody can send along what is public. Source: RFC 7469 §2.6.
 */
final class PinnedTrust extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager verifying;
    private final List<String> pins;

    PinnedTrust(X509ExtendedTrustManager verifying, List<String> pins) {
        this.verifying = verifying;
        this.pins = pins;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        if (!pins.contains(Certified.pin(chain[0]))) {
            throw new CertificateException("the key of the server is not one of those that are pinned");
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String algorithm, SSLEngine engine)
            throws CertificateException {
        verifying.checkServerTrusted(chain, algorithm, engine);
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String algorithm, Socket socket)
            throws CertificateException {
        verifying.checkServerTrusted(chain, algorithm, socket);
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String algorithm) throws CertificateException {
        verifying.checkServerTrusted(chain, algorithm);
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String algorithm, SSLEngine engine)
            throws CertificateException {
        verifying.checkClientTrusted(chain, algorithm, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String algorithm, Socket socket)
            throws CertificateException {
        verifying.checkClientTrusted(chain, algorithm, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String algorithm) throws CertificateException {
        verifying.checkClientTrusted(chain, algorithm);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return verifying.getAcceptedIssuers();
    }
}
