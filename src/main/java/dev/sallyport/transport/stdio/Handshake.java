package dev.sallyport.transport.stdio;

import dev.sallyport.protocol.Message;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The legacy handshake of a child that several sessions share: a child is initialized once, and later sessions hear the answer of
 * the first.
 */
final class Handshake {
    private @Nullable JsonNode result;
    private boolean initialized;

    /** The server's answer to the first {@code initialize}, or null before it came. */
    synchronized @Nullable JsonNode result() {
        return result;
    }

    /** Keeps the answer to the first {@code initialize}. */
    synchronized void answered(Message.Response response) {
        if (result == null && !response.isError()) {
            result = response.result();
        }
    }

    /** True for the first {@code notifications/initialized} only. */
    synchronized boolean initialize() {
        boolean first = !initialized;
        initialized = true;
        return first;
    }
}
