package dev.sallyport.pipeline;

/** Everything that is known of one message of a client and of what came of it. */
public final class Exchange {}
