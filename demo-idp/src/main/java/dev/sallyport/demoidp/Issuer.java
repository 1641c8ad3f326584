package dev.sallyport.demoidp;

/**
 * Where the provider is.
 *
 * @param port on 127.0.0.1
 */
record Issuer(int port) {
    /** The authority that every request must name; anything else is a page elsewhere that leads a browser here. */
    String authority() {
        return "127.0.0.1:" + port;
    }

    /** The issuer identifier. Source: RFC 8414, 2. */
    String url() {
        return "http://" + authority();
    }
}
