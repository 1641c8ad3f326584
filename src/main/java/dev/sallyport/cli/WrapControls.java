package dev.sallyport.cli;

import dev.sallyport.Gateway;
import dev.sallyport.SessionControl;
import dev.sallyport.console.Controls;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the operator can do with a wrapped server: all but ask for its status and its end, which are those of its client. */
record WrapControls(Gateway gateway, Reloading reloading) implements Controls {
    @Override
    public ObjectNode status() {
        return JsonNodeFactory.instance.objectNode().put("version", VersionCommand.version());
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
