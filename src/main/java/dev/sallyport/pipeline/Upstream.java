package dev.sallyport.pipeline;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.DefinitionSource;
import dev.sallyport.protocol.Message;
import java.util.concurrent.CompletionStage;

/** An MCP server as exchanges reach it. Its methods are called on the loop of the exchange. */
public interface Upstream {
    /**
     * Sends a message of {@code exchange}; what the server does comes back through {@link Exchange#upstream}, on the loop of the
     * exchange.
     */
    UpstreamCall send(Exchange exchange, Message message);

    /** True once the server is known to speak the era of {@code exchange}; completes on any thread. */
    CompletionStage<Boolean> speaks(Exchange exchange);

    /** The definitions of this server, as the caller of {@code exchange} sees them. */
    Catalog catalog(Exchange exchange);

    /** Asks this server for its definitions on behalf of {@code exchange}. */
    DefinitionSource definitions(Exchange exchange);

    /** True where each caller has a server process of its own, so that lists may differ from caller to caller. */
    boolean isPerCaller();
}
