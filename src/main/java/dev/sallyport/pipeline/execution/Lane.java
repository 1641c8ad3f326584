package dev.sallyport.pipeline.execution;

/** Where a step of an exchange runs. */
public enum Lane {
    /** The event loop of the downstream connection: under 50 µs and 64 KB. */
    LOOP,
    /** A fixed pool of platform threads, for large parses, long scans and signatures. */
    CPU,
    /** Virtual threads, for blocking input and output only. */
    WAIT
}
