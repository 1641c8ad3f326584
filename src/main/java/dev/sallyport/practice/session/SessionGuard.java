package dev.sallyport.practice.session;

import dev.sallyport.pipeline.Envelope;
import dev.sallyport.pipeline.Envelope.Carrier;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.Session;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.ProtocolVersion;
import java.util.Optional;

/**
 * Finds the legacy session whose id a client shows; a session of somebody else, or with another server, is as unknown as none.
 * Possession of an id is never authentication. Source: MCP 2025-11-25, Security Best Practices, Session Hijacking.
 */
final class SessionGuard implements Guard {
    private static final Verdict NOT_FOUND = new Verdict.Deny(Reasons.UNKNOWN_SESSION);

    private final Sessions sessions;

    SessionGuard(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public Phase phase() {
        return Phase.IDENTIFY;
    }

    @Override
    public Verdict admit(Exchange exchange) {
        Envelope envelope = exchange.envelope();
        String id = envelope.headers().value("Mcp-Session-Id");
        if (id.isEmpty() || isOfNoSession(envelope.carrier()) || isModern(envelope)) {
            return Verdict.PASS;
        }
        Optional<Session> found = sessions.find(id, exchange);
        found.ifPresent(exchange::session);
        if (found.isEmpty() && envelope.carrier() == Carrier.POST) {
            // a handshake begins a session of its own, whatever id came with it: whether it is one, the body says
            exchange.sessionUnknown();
            return Verdict.PASS;
        }
        return found.isPresent() ? Verdict.PASS : NOT_FOUND;
    }

    private static boolean isOfNoSession(Carrier carrier) {
        return carrier == Carrier.PREFLIGHT || carrier.isOfGateway();
    }

    /** In the modern era session ids are ignored. Source: MCP 2026-07-28, Streamable HTTP. */
    private static boolean isModern(Envelope envelope) {
        ProtocolVersion version = ProtocolVersion.of(envelope.headers().value("MCP-Protocol-Version"));
        return version != ProtocolVersion.UNKNOWN && version.era() == Era.MODERN;
    }
}
