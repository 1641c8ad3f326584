package dev.sallyport.pipeline.verdict;

/** Where in the path of an exchange a guard stands; the order of the constants is the order of the path. */
public enum Phase {
    /** Envelope only: TLS, host, origin, size, rate of the peer. */
    ADMIT,
    /** Envelope only: the credential becomes a principal, the session id a session. */
    IDENTIFY,
    /** The exposed name becomes a server's own name and its definition. */
    RESOLVE,
    /** The only phase in which an inbound message may be replaced. */
    REWRITE,
    /** Judges what will really be sent. */
    VALIDATE,
    /** Allow or deny. */
    DECIDE,
    /** Credential, session and child process for the upstream; never the message. */
    BIND
}
