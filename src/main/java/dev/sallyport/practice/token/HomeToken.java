package dev.sallyport.practice.token;

/** Where the token of this gateway's home is accepted, where issuers are named beside it. */
public enum HomeToken {
    /** From programs of this machine that call it by a name of this machine, such as {@code connect}. */
    LOCAL,
    /** From everybody who shows it. */
    ANYWHERE,
    /** Nowhere over HTTP. */
    OFF
}
