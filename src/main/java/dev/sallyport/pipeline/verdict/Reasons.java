package dev.sallyport.pipeline.verdict;

/** The reasons that the pipeline itself gives; those of a practice stand with the practice. */
public final class Reasons {
    /** A guard failed: a bug, and so a denial. */
    public static final Reason INTERNAL = new Reason("gateway", "internal");
    /** The queue of a lane is full. */
    public static final Reason OVERLOAD = new Reason("gateway", "overload");
    /** The memory for large messages is in use. */
    public static final Reason MEMORY = new Reason("gateway", "memory");
    /** The gateway is stopping. */
    public static final Reason STOPPING = new Reason("gateway", "stopping");
    /** What is asked for is not there. */
    public static final Reason NOT_FOUND = new Reason("gateway", "not-found");
    /** It took longer than it may. */
    public static final Reason TIMEOUT = new Reason("upstream", "timeout");
    /** The server could not be reached. */
    public static final Reason UNREACHABLE = new Reason("upstream", "unreachable");
    /** The server did not prove with a certificate that it is who it should be; nothing was sent to it. */
    public static final Reason TLS = new Reason("upstream", "tls");
    /** The server closed the connection before it answered. */
    public static final Reason CONNECTION_LOST = new Reason("upstream", "connection-lost");
    /** The server answered with what is no answer. */
    public static final Reason PROTOCOL = new Reason("upstream", "protocol");
    /** The server answered with an HTTP error. */
    public static final Reason STATUS = new Reason("upstream", "status");
    /** The server ended the session. */
    public static final Reason SESSION_LOST = new Reason("upstream", "session-lost");
    /** The server offers no stream of its own. */
    public static final Reason NO_STREAM = new Reason("upstream", "no-stream");
    /** The server failed too often and is not started yet again. */
    public static final Reason RESTARTING = new Reason("upstream", "restarting");
    /** The server failed at every request lately and is left alone for a while. */
    public static final Reason CIRCUIT_OPEN = new Reason("upstream", "circuit-open");
    /** As many processes of this server run as may. */
    public static final Reason CHILDREN = new Reason("upstream", "children");
    /** As many requests as may are under way at this server. */
    public static final Reason BUSY = new Reason("upstream", "busy");
    /** The server speaks the other era only. */
    public static final Reason ERA = new Reason("upstream", "era");
    /** The server speaks no revision that may be spoken with it. */
    public static final Reason VERSION = new Reason("upstream", "version-min");
    /** The server's list of tools could not be read, so no call can be judged. */
    public static final Reason CATALOG = new Reason("upstream", "catalog");
    /** The client reads too slowly for a connection that it shares. */
    public static final Reason STREAM_OVERFLOW = new Reason("stream", "overflow");
    /** The task is not known, or not this caller's. */
    public static final Reason UNKNOWN_TASK = new Reason("session", "unknown-task");
    /** The session is not known, or not this caller's. */
    public static final Reason UNKNOWN_SESSION = new Reason("session", "unknown");
    /** What let the caller in ended before the exchange did. */
    public static final Reason REVOKED = new Reason("session", "revoked");
    /** The record cannot be written, so nothing is done. */
    public static final Reason AUDIT = new Reason("audit", "unavailable");

    private Reasons() {}
}
