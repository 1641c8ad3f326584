package dev.sallyport.transport.legacy;

import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Session;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.legacy.ClientFacts;
import dev.sallyport.protocol.legacy.ServerFacts;
import dev.sallyport.transport.ServerQuestions;
import dev.sallyport.transport.WhenReady;
import dev.sallyport.transport.legacy.translated.ModernTasks;
import dev.sallyport.transport.legacy.translated.TranslatedSession;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The handshake of a client of the older era. It goes to the server as it is; only where the server refuses it and speaks the newer
 * era alone does the gateway answer it, from what the server says of itself there.
 */
final class TranslatedOpening implements UpstreamCall {
    private final Upstream server;
    private final ServerEra era;
    private final Leg leg;
    private final Message.Request initialize;
    private final Session session;
    private final ClientFacts client;
    private final Supplier<ModernTasks> tasks;
    private final ObjectNode meta = JsonNodeFactory.instance.objectNode();
    private UpstreamCall call = UpstreamCall.DONE;
    private boolean over;

    /** A handshake of a client whose tasks at each server are to be kept in what {@code tasks} gives. */
    TranslatedOpening(
            Upstream server, ServerEra era, Leg leg, Message.Request initialize, Supplier<ModernTasks> tasks) {
        this.tasks = tasks;
        this.server = server;
        this.era = era;
        this.leg = leg;
        this.initialize = initialize;
        this.session = Objects.requireNonNull(leg.session());
        this.client = ClientFacts.ofInitialize(initialize.params());
        client.describe(meta, "");
    }

    /** Sends the handshake as it is, and translates it where the server refuses it. */
    UpstreamCall start(CarriedSession carried) {
        call = carried.open(leg.hearing(this::heard), initialize);
        return this;
    }

    private void heard(UpstreamEvent event) {
        boolean refused = event instanceof UpstreamEvent.Spoke spoke
                && spoke.message() instanceof Message.Response response
                && response.isError();
        boolean failed = event instanceof UpstreamEvent.Failed failure
                && failure.reason().equals(Reasons.STATUS);
        if (refused || failed) {
            era.ask(leg.modern(meta, _ -> {}))
                    .whenComplete((modern, _) -> leg.loop().execute(() -> {
                        if (!over && Boolean.TRUE.equals(modern)) {
                            translate();
                        } else if (!over) {
                            leg.events().accept(event);
                        }
                    }));
        } else {
            leg.events().accept(event);
        }
    }

    /** Asks the server what it is in its own era, and answers the handshake with that. */
    UpstreamCall translate() {
        Leg modern = leg.modern(meta, this::discovered);
        call = WhenReady.send(server, modern, ServerQuestions.question(modern, McpMethod.DISCOVER, ""));
        return this;
    }

    private void discovered(UpstreamEvent event) {
        switch (event) {
            case UpstreamEvent.Spoke spoke
            when spoke.message() instanceof Message.Response response && !response.isError() -> {
                ServerFacts facts = ServerFacts.ofDiscover(response.result());
                if (session.link() instanceof CarriedSession refused) {
                    refused.close();
                }
                String asked = initialize.params().path("protocolVersion").asString("");
                ObjectNode result = facts.initializeResult(asked);
                boolean tasking = result.path("capabilities").has("tasks");
                session.link(new TranslatedSession(server, client, facts, tasks, tasking));
                era.refusesLegacy();
                leg.events()
                        .accept(new UpstreamEvent.Spoke(
                                JsonRpc.result(initialize.id(), McpMethod.INITIALIZE, result),
                                "",
                                200,
                                spoke.sizeBytes()));
            }
            case UpstreamEvent.Spoke spoke
            when spoke.message() instanceof Message.Response response -> {
                era.forget();
                leg.events().accept(new UpstreamEvent.Spoke(renamed(response), "", 200, spoke.sizeBytes()));
            }
            case UpstreamEvent.Failed _, UpstreamEvent.Ended _ -> {
                era.forget();
                leg.events().accept(event);
            }
            default -> {}
        }
    }

    private Message.Response renamed(Message.Response response) {
        @Nullable JsonNode error = response.body().get("error");
        return JsonRpc.error(
                initialize.id(),
                McpMethod.INITIALIZE,
                error == null ? JsonRpc.INVALID_REQUEST : error.path("code").asInt(JsonRpc.INVALID_REQUEST),
                error == null ? "" : error.path("message").asString(""),
                response.body().path("error").path("data"));
    }

    @Override
    public void abandon() {
        over = true;
        call.abandon();
    }

    @Override
    public void withdraw(String why) {
        over = true;
        call.withdraw(why);
    }
}
