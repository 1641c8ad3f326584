package dev.sallyport.practice.tls;

/** What becomes of a client that shows no certificate. */
public enum ClientAuth {
    /** It may go on without. */
    WANT,
    /** It is refused. */
    NEED
}
