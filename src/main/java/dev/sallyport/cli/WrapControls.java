package dev.sallyport.cli;

import dev.sallyport.Gateway;
import dev.sallyport.SessionControl;
import dev.sallyport.cli.gateway.Trail;
import dev.sallyport.console.Controls;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the operator can do with a wrapped server: all but end it, which is its client's business. */
record WrapControls(Gateway gateway, Reloading reloading, Trail trail) implements Controls {
    @Override
    public ObjectNode status() {
        ObjectNode status = JsonNodeFactory.instance.objectNode();
        status.put("version", VersionCommand.version());
        status.put("state", trail.audit().isAble() ? "ready" : "audit");
        trail.tell(status);
        reloading.inForce().warnings().forEach(status.putArray("unsafe")::add);
        reloading.restarts().forEach(status.putArray("needsRestart")::add);
        reloading.problems().forEach(status.putArray("problems")::add);
        return status;
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
        return JsonNodeFactory.instance.objectNode().put("problem", "its client ends it");
    }
}
