package dev.sallyport.transport;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.DefinitionSource;
import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.ProtocolVersion;
import java.util.concurrent.CompletionStage;

/** A server with which no revision older than {@code oldest} is spoken: a handshake that agrees on one fails. */
public record VersionFloor(Upstream server, ProtocolVersion oldest) implements Upstream {
    private static final UpstreamEvent TOO_OLD = new UpstreamEvent.Failed(Reasons.VERSION, Hint.NONE);

    @Override
    public UpstreamCall send(Leg leg, Message message) {
        if (!message.method().equals(McpMethod.INITIALIZE)) {
            return server.send(leg, message);
        }
        if (oldest.era() == Era.MODERN) {
            leg.events().accept(TOO_OLD);
            return UpstreamCall.DONE;
        }
        return server.send(leg.hearing(event -> leg.events().accept(isTooOld(event) ? TOO_OLD : event)), message);
    }

    private boolean isTooOld(UpstreamEvent event) {
        return event instanceof UpstreamEvent.Spoke spoke
                && spoke.message() instanceof Message.Response response
                && !response.isError()
                && ProtocolVersion.of(response.result().path("protocolVersion").asString(""))
                                .compareTo(oldest)
                        < 0;
    }

    @Override
    public CompletionStage<?> ready(Leg leg) {
        return server.ready(leg);
    }

    @Override
    public Message.Spoken shown(Leg leg, Message.Spoken message) {
        return server.shown(leg, message);
    }

    @Override
    public Catalog catalog(Leg leg) {
        return server.catalog(leg);
    }

    @Override
    public DefinitionSource definitions(Leg leg) {
        return server.definitions(leg);
    }
}
