package dev.sallyport.cli;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What a person reads when the demo identity provider is ready. */
final class DemoIdpWelcome {
    private DemoIdpWelcome() {}

    /** The text for what the provider tells of itself: issuer, users and clients. */
    static String of(JsonNode ready) {
        String issuer = ready.path("issuer").asString();
        StringBuilder text =
                new StringBuilder("The demo identity provider is ready. It is for this machine and for trying"
                        + " things out; all of this is made up and gone when it ends.\n\n");
        text.append("  issuer  ").append(issuer).append('\n');
        for (Map.Entry<String, JsonNode> user : ready.path("users").properties()) {
            text.append("  user    ").append(user.getKey()).append("  password ");
            text.append(user.getValue().asString()).append('\n');
        }
        for (Map.Entry<String, JsonNode> client : ready.path("clients").properties()) {
            text.append("  client  ").append(client.getKey());
            text.append(
                    client.getValue().isNull()
                            ? "  (public: code with PKCE)"
                            : "  secret " + client.getValue().asString());
            text.append('\n');
        }
        return text.append("\nIn sallyport.yaml:\n\n  identity:\n    issuers: [")
                .append(issuer)
                .append("]\n\nThen, elsewhere:\n\n  sallyport run -c sallyport.yaml\n")
                .append(
                        "  npx -y @modelcontextprotocol/inspector --cli http://127.0.0.1:7337/mcp --transport http \\\n")
                .append("    --client-id demo-cli --callback-url http://127.0.0.1:6276/oauth/callback \\\n")
                .append("    --method tools/list\n\nStop with Ctrl-C.")
                .toString();
    }
}
