package dev.sallyport.practice.ratelimit;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.caller.Peer;
import dev.sallyport.pipeline.caller.Principal;

/** What has a count of its own under a limit. */
public enum By {
    /** An address, or the /64 network of one of IPv6. */
    PEER,
    /** Who calls; where that is nobody in particular, from where. */
    PRINCIPAL,
    /** The program, as its authorization server knows it; all that are not known are one. */
    CLIENT,
    /** The server. */
    SERVER,
    /** The tool or prompt of a server, or its resource. */
    TOOL,
    /** The value of an argument. */
    ARGUMENT;

    /** What of {@code call} this is, as a key. */
    Object of(Call call, Argument argument) {
        return switch (this) {
            case PEER -> Peer.of(call.exchange().envelope().peer());
            case PRINCIPAL -> principal(call.exchange());
            case CLIENT -> call.exchange().authentication().client();
            case SERVER -> call.charge().server();
            case TOOL -> call.charge();
            case ARGUMENT -> argument.in(call.arguments(), call.charge());
        };
    }

    /** Who calls; of those whom nobody vouches for, each address is one. */
    static Object principal(Exchange exchange) {
        return exchange.principal() instanceof Principal.Anonymous
                ? Peer.of(exchange.envelope().peer())
                : exchange.principal();
    }
}
