package dev.sallyport.practice.scope;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Verdict;

/** Asks for what everything behind a URL takes, before a body is read. */
final class ScopeDoor implements Guard {
    private final Scopes scopes;

    ScopeDoor(Scopes scopes) {
        this.scopes = scopes;
    }

    @Override
    public Phase phase() {
        return Phase.IDENTIFY;
    }

    @Override
    public Verdict admit(Exchange exchange) {
        // whom nobody has identified asks for what is public
        return exchange.isIdentified()
                ? scopes.opens(exchange, exchange.envelope().route())
                : Verdict.PASS;
    }
}
