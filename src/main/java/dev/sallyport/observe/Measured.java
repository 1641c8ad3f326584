package dev.sallyport.observe;

/** Something that can be measured now. Safe for use by several threads. */
@FunctionalInterface
public interface Measured {
    /** Writes whole families, each name once. */
    void write(MetricsText text);
}
