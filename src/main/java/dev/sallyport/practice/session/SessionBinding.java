package dev.sallyport.practice.session;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.Session;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.MethodSet;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.ProtocolVersion;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Opens a session of ours with {@code initialize}, keeps it where the server agrees, and ends it when the client says so. */
final class SessionBinding implements Guard {
    static final Reason TOO_MANY = new Reason("session", "too-many");
    static final Reason VERSION = new Reason("session", "version");
    static final Reason STREAM_OPEN = new Reason("session", "stream-open");

    private static final Verdict FULL =
            new Verdict.Deny(TOO_MANY, new Hint.Mend("too many sessions are open on this gateway"));
    private static final Verdict UNSPOKEN = new Verdict.Deny(
            VERSION, new Hint.Mend("client and server agreed on a revision that this gateway does not speak"));

    private static final Verdict LISTENING = new Verdict.Deny(
            STREAM_OPEN, new Hint.Mend("the session has a stream already: read that one, or close it first"));

    static final Reason VERSION_MIN = new Reason("session", "version-min");

    private final Sessions sessions;

    SessionBinding(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public Phase phase() {
        return Phase.BIND;
    }

    @Override
    public MethodSet inboundFor() {
        return MethodSet.of(McpMethod.INITIALIZE, Message.OpenStream.METHOD, Message.EndSession.METHOD);
    }

    @Override
    public MethodSet outboundFor() {
        return MethodSet.of(McpMethod.INITIALIZE);
    }

    @Override
    public Verdict inbound(Exchange exchange, Message message) {
        Session session = exchange.session();
        if (message instanceof Message.EndSession) {
            if (session != null) {
                sessions.end(session, Session.End.CLIENT);
            }
            return Verdict.PASS;
        }
        if (message instanceof Message.OpenStream stream) {
            return listen(exchange, stream);
        }
        if (message instanceof Message.Request request && isTooOld(request.params())) {
            return tooOld();
        }
        if (session != null) {
            // standard input is one session from its start
            return Verdict.PASS;
        }
        Optional<Sessions.Opened> opened = sessions.create(exchange);
        opened.ifPresent(fresh -> exchange.opens(fresh.session(), fresh.secret()));
        return opened.isPresent() ? Verdict.PASS : FULL;
    }

    /**
     * One stream of a session hears what the server says of its own accord; nothing is said twice, and no other takes it over. One that takes
     * up what broke off is beside it.
     */
    private static Verdict listen(Exchange exchange, Message.OpenStream stream) {
        Session session = exchange.session();
        return session == null || !stream.lastEventId().isEmpty() || session.listen(exchange)
                ? Verdict.PASS
                : LISTENING;
    }

    @Override
    public Verdict outbound(Exchange exchange, Message message) {
        Session session = exchange.session();
        if (!(message instanceof Message.Response response) || session == null) {
            return Verdict.PASS;
        }
        String version = response.result().path("protocolVersion").asString("");
        boolean spoken = ProtocolVersion.of(version) != ProtocolVersion.UNKNOWN
                && ProtocolVersion.of(version).era() == Era.LEGACY;
        boolean tooOld = isTooOld(response.result());
        session.visiting(version.equals(ProtocolVersion.V2025_11_25.text()) && isVisiting(exchange.message()));
        if (response.isError() || !spoken || tooOld) {
            sessions.end(session, Session.End.LOST);
        }
        return response.isError() ? Verdict.PASS : !spoken ? UNSPOKEN : tooOld ? tooOld() : Verdict.PASS;
    }

    /** True where the client declares that it shows its user pages. Source: MCP 2025-11-25, Elicitation, Capabilities. */
    private static boolean isVisiting(Message message) {
        return message instanceof Message.Request request
                && request.params()
                        .path("capabilities")
                        .path("elicitation")
                        .path("url")
                        .isObject();
    }

    /** True where the revision that is asked for, or agreed on, is one that clients may speak no more. */
    private boolean isTooOld(JsonNode handshake) {
        ProtocolVersion version =
                ProtocolVersion.of(handshake.path("protocolVersion").asString(""));
        return sessions.versionMin()
                .filter(oldest -> oldest.era() == Era.MODERN || version.compareTo(oldest) < 0)
                .isPresent();
    }

    private Verdict tooOld() {
        String oldest = sessions.versionMin().map(ProtocolVersion::text).orElse("");
        return new Verdict.Deny(
                VERSION_MIN, new Hint.Mend("this gateway speaks revision " + oldest + " and later with its clients"));
    }
}
