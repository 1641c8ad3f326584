package dev.sallyport;

/**
 * How a server fares.
 *
 * @param state {@code remote}; of a local one {@code running}, {@code idle} while nobody needs it, or {@code restarting}
 * @param children its processes
 */
public record ServerState(String state, int children) {}
