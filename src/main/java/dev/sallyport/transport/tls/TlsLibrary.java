package dev.sallyport.transport.tls;

import dev.sallyport.transport.Natives;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.util.List;
import java.util.Optional;

/** The library that speaks TLS: BoringSSL where it loads, else the JDK's own. */
public enum TlsLibrary {
    /** BoringSSL through netty-tcnative. */
    BORINGSSL,
    /** The JDK's own, JSSE. */
    JSSE;

    /** The suites of TLS 1.2 that are offered, and those of 1.3. Source: RFC 9325 §4.2; RFC 8446 §B.4. */
    private static final List<String> SUITES = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /** A hybrid with ML-KEM first: what is recorded today is then no use to a quantum computer. */
    private static final String[] GROUPS = {"X25519MLKEM768", "X25519", "P-256", "P-384"};

    /** The one that this process uses. */
    public static final TlsLibrary USED = Natives.ALLOWED && OpenSsl.isAvailable() ? BORINGSSL : JSSE;

    static {
        // JSSE lets a client renegotiate TLS 1.2 unless it is told not to before it is used
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    }

    /** {@code builder} with this library, and with what is offered: 1.3, or 1.2 too, with ALPN for HTTP/1.1. */
    SslContextBuilder on(SslContextBuilder builder, boolean tls12) {
        builder.sslProvider(this == BORINGSSL ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK)
                .protocols(tls12 ? List.of("TLSv1.3", "TLSv1.2") : List.of("TLSv1.3"))
                .ciphers(SUITES, SupportedCipherSuiteFilter.INSTANCE)
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        "http/1.1"));
        return this == BORINGSSL ? builder.option(OpenSslContextOption.GROUPS, GROUPS) : builder;
    }

    /** Why BoringSSL is not used; empty where it is. */
    public static Optional<String> whyNotBoringSsl() {
        if (USED == BORINGSSL) {
            return Optional.empty();
        }
        Throwable cause = OpenSsl.unavailabilityCause();
        return Optional.of(
                !Natives.ALLOWED
                        ? "the property sallyport.natives says off"
                        : "it does not load (" + (cause == null ? "no cause is given" : cause.getMessage()) + ")");
    }

    /** The library as people know it. */
    public String text() {
        return this == BORINGSSL ? OpenSsl.versionString() : "JSSE";
    }
}
