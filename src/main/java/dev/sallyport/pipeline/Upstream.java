package dev.sallyport.pipeline;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.DefinitionSource;
import dev.sallyport.catalog.Exposure;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamFailure;
import dev.sallyport.protocol.Message;
import java.util.Optional;
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

    /** What is shown of the servers behind it, where it is several; empty for one server. */
    default Optional<Exposure> exposure() {
        return Optional.empty();
    }

    /** Asks several servers again what they offer, where that was not done lately; done in a moment, whatever they do. */
    default CompletionStage<?> refresh() {
        return READY;
    }

    /** What has passed the guards, with what the client alone must read in it. */
    default Message.Spoken shown(Leg leg, Message.Spoken message) {
        return message;
    }

    /** The definitions of this server, as the caller of {@code leg} sees them. */
    Catalog catalog(Leg leg);

    /** Asks this server for its definitions on behalf of {@code leg}. */
    DefinitionSource definitions(Leg leg);
}
