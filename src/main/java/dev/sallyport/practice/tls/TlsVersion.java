package dev.sallyport.practice.tls;

/** A version of TLS that may be spoken. */
public enum TlsVersion {
    /** Source: RFC 5246. */
    TLS_1_2("1.2"),
    /** Source: RFC 8446. */
    TLS_1_3("1.3");

    private final String text;

    TlsVersion(String text) {
        this.text = text;
    }

    /** The version as people write it. */
    public String text() {
        return text;
    }
}
