package dev.sallyport.pipeline.execution;

/** Runs steps that must not run on an event loop. */
@FunctionalInterface
public interface Lanes {
    /** Runs {@code step} on {@code lane}, or returns false where its queue is full. */
    boolean submit(Lane lane, Runnable step);
}
