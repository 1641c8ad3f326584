package dev.sallyport.pipeline;

import dev.sallyport.catalog.Definition;
import dev.sallyport.protocol.Era;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An exchange as a server meets it: on that side it may be spoken in another era and in another session than the client's.
 *
 * @param exchange whose doing it is
 * @param era the era in which the server is spoken to
 * @param session the legacy session with the server, or null
 * @param events who hears what the server does, on the loop of the exchange
 */
public record Leg(Exchange exchange, Era era, @Nullable Session session, Consumer<UpstreamEvent> events) {
    /** The leg of an exchange whose client and server speak the same era. */
    public static Leg of(Exchange exchange) {
        return new Leg(exchange, exchange.era(), exchange.session(), exchange::upstream);
    }

    /** The same leg for somebody else's ears. */
    public Leg hearing(Consumer<UpstreamEvent> other) {
        return new Leg(exchange, era, session, other);
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
