package dev.sallyport.demoidp;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What is told when the provider is ready, once: the secrets are nowhere else. */
final class Welcome {
    private Welcome() {}

    /** For programs: one line of JSON. */
    static String json(Issuer issuer, Accounts accounts) {
        ObjectNode told = JsonMapper.shared().createObjectNode().put("issuer", issuer.url());
        ObjectNode users = told.putObject("users");
        accounts.users().forEach(users::put);
        ObjectNode clients = told.putObject("clients").putNull(Accounts.PUBLIC_CLIENT);
        accounts.clients().forEach(clients::put);
        return told.toString();
    }

    /** For people: also what to do next. */
    static String text(Issuer issuer, Accounts accounts) {
        StringBuilder text =
                new StringBuilder("The demo identity provider is ready. It is for this machine and for trying"
                        + " things out: all of this is made up, and gone when it ends.\n\n");
        text.append("  issuer  ").append(issuer.url()).append('\n');
        accounts.users().forEach((name, password) -> text.append("  user    ")
                .append(name)
                .append(", password ")
                .append(password)
                .append('\n'));
        text.append("  client  ").append(Accounts.PUBLIC_CLIENT).append(", public: code with PKCE\n");
        accounts.clients().forEach((id, secret) -> text.append("  client  ")
                .append(id)
                .append(", secret ")
                .append(secret)
                .append('\n'));
        return text.append("\nIn sallyport.yaml:\n\n  identity:\n    issuers: [")
                .append(issuer.url())
                .append(
                        "]\n\nThen start the gateway, and log in with a client of your choice at one of the URLs that it"
                                + " prints:\n\n  sallyport run -c sallyport.yaml\n"
                                + "  npx -y @modelcontextprotocol/inspector --cli URL --transport http --client-id ")
                .append(Accounts.PUBLIC_CLIENT)
                .append(" --method tools/list\n\nStop with Ctrl-C.")
                .toString();
    }
}
