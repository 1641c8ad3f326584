package dev.sallyport.pipeline;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.DefinitionSource;
import dev.sallyport.protocol.Message;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An MCP server as exchanges reach it. Its methods are called on the loop of the exchange. */
public interface Upstream {
    /** What is ready always. */
    CompletionStage<?> READY = CompletableFuture.completedFuture(null);

    /** Sends a message; what the server does comes back to the events of {@code leg}, on the loop of its exchange. */
    UpstreamCall send(Leg leg, Message message);

    /**
     * Done once the server can be spoken to on {@code leg}: its era is known, and a session with it is open where one is needed.
     * Fails with an {@link UpstreamFailure}. Completes on any thread.
     */
    CompletionStage<?> ready(Leg leg);

    /** The definitions of this server, as the caller of {@code leg} sees them. */
    Catalog catalog(Leg leg);

    /** Asks this server for its definitions on behalf of {@code leg}. */
    DefinitionSource definitions(Leg leg);

    /** True where each caller has a server process of its own, so that lists may differ from caller to caller. */
    boolean isPerCaller();
}
