package dev.sallyport.pipeline.event;

import dev.sallyport.protocol.Message;

/** One message on its way to a server and what comes back for it. */
public interface UpstreamCall {
    /** A call of which nothing comes back any more. */
    UpstreamCall DONE = new UpstreamCall() {};

    /** Why a call is withdrawn that was not answered in time. */
    String LATE = "no answer in time";

    /**
     * The client is gone and nobody waits any more: told to the server as its era demands (modern: cancelled; legacy: not), and
     * nothing comes back after it. Source: MCP 2026-07-28, Cancellation; MCP 2025-11-25, Transports.
     */
    default void abandon() {}

    /**
     * The gateway gives the request up while the client may still wait: told to the server in either era, with {@code why}, unless
     * it is a handshake, and nothing comes back after it. Source: MCP 2025-11-25, Lifecycle, Timeouts; Cancellation.
     */
    default void withdraw(String why) {}

    /** The client took its request back with {@code notifications/cancelled}. */
    default void cancel(Message.Notification cancelled) {}

    /** Answers a request that the server made within this call, in the client's place. */
    default void reply(Message.Response response) {}

    /** Switches the reading of what the server says on and off, for back-pressure. */
    default void reading(boolean on) {}
}
