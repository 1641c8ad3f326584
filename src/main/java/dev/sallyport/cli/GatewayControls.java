package dev.sallyport.cli;

import dev.sallyport.Gateway;
import dev.sallyport.SessionControl;
import dev.sallyport.SignalControl;
import dev.sallyport.console.Controls;
import java.time.Instant;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an operator can do with the gateway of this process.
 *
 * @param gateway the gateway
 * @param reloading its settings
 * @param state what {@link #status} says, which differs with what the process is for
 * @param end what {@link #stop} does
 */
record GatewayControls(Gateway gateway, Reloading reloading, Supplier<ObjectNode> state, Supplier<ObjectNode> end)
        implements Controls {
    @Override
    public ObjectNode status() {
        return state.get();
    }

    @Override
    public ObjectNode reload() {
        return reloading.reload();
    }

    @Override
    public ObjectNode sessions() {
        return SessionControl.list(gateway, Instant.now());
    }

    @Override
    public ObjectNode endSessions(JsonNode selection) {
        return SessionControl.end(gateway, selection);
    }

    @Override
    public ObjectNode signals() {
        return SignalControl.list(gateway.signals());
    }

    @Override
    public ObjectNode liftSignals(JsonNode selection, String by) {
        return SignalControl.lift(gateway.signals(), selection, by);
    }

    @Override
    public ObjectNode approvals(JsonNode asked, String by) {
        return gateway.approvals()
                .list(asked, by)
                .put("policyFile", reloading.policyFile().toString());
    }

    @Override
    public ObjectNode definitions(JsonNode asked) {
        return gateway.policy().definitions(asked);
    }

    @Override
    public ObjectNode decide(JsonNode asked, String by) {
        return gateway.approvals().decide(asked, by);
    }

    @Override
    public ObjectNode stop() {
        return end.get();
    }
}
