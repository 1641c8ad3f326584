package dev.sallyport.protocol;

import tools.jackson.databind.JsonNode;

/** The keys of {@code _meta} that Sallyport reads. Source: MCP 2026-07-28, Overview, Request Metadata. */
public final class Meta {
    /** The member that carries metadata. */
    public static final String MEMBER = "_meta";

    public static final String PROTOCOL_VERSION = "io.modelcontextprotocol/protocolVersion";
    public static final String CLIENT_CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
    public static final String CLIENT_INFO = "io.modelcontextprotocol/clientInfo";
    public static final String SERVER_INFO = "io.modelcontextprotocol/serverInfo";
    public static final String LOG_LEVEL = "io.modelcontextprotocol/logLevel";
    public static final String SUBSCRIPTION_ID = "io.modelcontextprotocol/subscriptionId";
    public static final String PROGRESS_TOKEN = "progressToken";

    /** Where in a trace the message was sent from. Source: MCP SEP-414. */
    public static final String TRACEPARENT = "traceparent";

    public static final String TRACESTATE = "tracestate";
    public static final String BAGGAGE = "baggage";

    private Meta() {}

    /** The {@code _meta} of some parameters or of a result, or a missing node. */
    public static JsonNode of(JsonNode holder) {
        return holder.path(MEMBER);
    }
}
