package dev.sallyport.practice.scope;

import dev.sallyport.catalog.Definition;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.execution.Lane;
import dev.sallyport.pipeline.use.ListFilter;
import dev.sallyport.pipeline.use.Uses;
import dev.sallyport.pipeline.verdict.MethodSet;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import tools.jackson.databind.JsonNode;

/** Asks for the scopes of what is called, read or got, of what is listened to, and of the server that it is sent to. */
final class ScopeGuard implements Guard {
    private final Scopes scopes;
    private final boolean filters;

    /** {@code filters} where lists show only what the caller has the scopes for. */
    ScopeGuard(Scopes scopes, boolean filters) {
        this.scopes = scopes;
        this.filters = filters;
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
    public MethodSet outboundFor() {
        return filters ? ListFilter::isList : MethodSet.NONE;
    }

    @Override
    public Verdict inbound(Exchange exchange, Message message) {
        if (!(message instanceof Message.Request request)) {
            return Verdict.PASS;
        }
        String server = exchange.server();
        if (request.method().equals(McpMethod.LISTEN)) {
            return listen(exchange, request);
        }
        String action = Uses.action(exchange, request);
        if (!action.isEmpty()) {
            return scopes.judge(exchange, action, server, Uses.name(exchange, request), exchange.definition());
        }
        // only here it is known which of several servers is meant
        return server.equals(exchange.envelope().route()) ? Verdict.PASS : scopes.opens(exchange, server);
    }

    /** What is listened to is read. */
    private Verdict listen(Exchange exchange, Message.Request request) {
        JsonNode uris = request.params().path("notifications").path("resourceSubscriptions");
        if (uris.size() > ListFilter.QUICK_ITEMS_MAX && exchange.loop().isCurrent()) {
            return new Verdict.Defer(Lane.CPU);
        }
        for (JsonNode uri : uris) {
            String read = uri.asString("");
            Verdict verdict = scopes.judge(
                    exchange, McpMethod.RESOURCES_READ, ListFilter.owner(exchange, read), read, Definition.NONE);
            if (!verdict.equals(Verdict.PASS)) {
                return verdict;
            }
        }
        return Verdict.PASS;
    }

    @Override
    public Verdict outbound(Exchange exchange, Message message) {
        return message instanceof Message.Response response
                ? ListFilter.filter(exchange, response, scopes, ScopeReasons.LEFT_OUT)
                : Verdict.PASS;
    }
}
