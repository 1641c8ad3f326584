package dev.sallyport;

import dev.sallyport.practice.tls.TlsVersion;
import dev.sallyport.settings.RemoteTls;
import dev.sallyport.transport.tls.ClientTls;

/** What the settings say of TLS, as the transport takes it. */
public final class TlsRules {
    private TlsRules() {}

    /** The rules of TLS with one remote server. */
    public static ClientTls.Rules of(RemoteTls tls) {
        return new ClientTls.Rules(
                tls.ca(), tls.certificate(), tls.key(), tls.pin(), tls.versionMin() == TlsVersion.TLS_1_2);
    }
}
