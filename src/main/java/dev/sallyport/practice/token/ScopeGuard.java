package dev.sallyport.practice.token;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.verdict.MethodSet;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.protocol.Message;

/**
 * Asks again for the scopes of a server where the route was that of several: only here it is known which of them is meant. The
 * client may step up. Source: MCP 2026-07-28, Authorization, Scope Challenge Handling.
 */
final class ScopeGuard implements Guard {
    private final Scopes scopes;
    private final Challenges challenges;

    ScopeGuard(Scopes scopes, Challenges challenges) {
        this.scopes = scopes;
        this.challenges = challenges;
    }

    @Override
    public Phase phase() {
        return Phase.DECIDE;
    }

    @Override
    public MethodSet inboundFor() {
        return MethodSet.ALL;
    }

    @Override
    public Verdict inbound(Exchange exchange, Message message) {
        String server = exchange.server();
        String route = exchange.envelope().route();
        if (server.equals(route) || scopes.suffice(exchange.authentication(), server)) {
            return Verdict.PASS;
        }
        return new Verdict.Deny(TokenGuard.SCOPE, challenges.insufficient(route, scopes.of(server)));
    }
}
