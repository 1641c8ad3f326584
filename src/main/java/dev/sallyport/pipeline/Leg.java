package dev.sallyport.pipeline;

import dev.sallyport.catalog.Definition;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.pipeline.execution.Loop;
import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.Meta;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * An exchange as a server meets it: on that side it may be spoken in another era and in another session than the client's.
 *
 * @param exchange whose doing it is
 * @param era the era in which the server is spoken to
 * @param session the legacy session with the server, or null
 * @param meta what a client of the newer era says of itself with every request, or a missing node
 * @param events who hears what the server does, on the loop of the exchange
 */
public record Leg(
        Exchange exchange, Era era, @Nullable Session session, JsonNode meta, Consumer<UpstreamEvent> events) {
    /** The leg of an exchange whose client and server speak the same era. */
    public static Leg of(Exchange exchange) {
        JsonNode meta = exchange.era() == Era.MODERN && exchange.readMessage() instanceof Message.Request request
                ? Meta.of(request.params())
                : MissingNode.getInstance();
        return new Leg(exchange, exchange.era(), exchange.session(), meta, exchange::upstream);
    }

    /** The same leg for somebody else's ears. */
    public Leg hearing(Consumer<UpstreamEvent> other) {
        return new Leg(exchange, era, session, meta, other);
    }

    /** The leg of the same exchange to a server that is spoken to in the newer era, by a client that says {@code itself}. */
    public Leg modern(JsonNode itself, Consumer<UpstreamEvent> listener) {
        return new Leg(exchange, Era.MODERN, null, itself, listener);
    }

    /** The leg of the same exchange to a server that is spoken to in the older era, in a session {@code with} it. */
    public Leg legacy(Session with, Consumer<UpstreamEvent> listener) {
        return new Leg(exchange, Era.LEGACY, with, MissingNode.getInstance(), listener);
    }

    /** The loop of the exchange. */
    public Loop loop() {
        return exchange.loop();
    }

    /** The configuration of the exchange. */
    public Snapshot snapshot() {
        return exchange.snapshot();
    }

    /** Who is calling. */
    public Principal principal() {
        return exchange.principal();
    }

    /** The definition of the tool that is called, or {@link Definition#NONE}. */
    public Definition definition() {
        return exchange.definition();
    }
}
