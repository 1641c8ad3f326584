package dev.sallyport.pipeline;

import dev.sallyport.catalog.Definition;
import dev.sallyport.pipeline.Envelope.Carrier;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.HeaderText;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.Meta;
import dev.sallyport.protocol.ParameterHeaders;
import dev.sallyport.protocol.ProtocolVersion;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Decides the era of a message and checks what it says about itself: the body is the truth, and the header fields that repeat
 * it must agree. Source: MCP 2026-07-28, Streamable HTTP, Request Metadata and Server Validation; Versioning.
 */
final class MetadataRules {
    private static final Verdict MISMATCH = deny(
            "header-mismatch",
            "the MCP-Protocol-Version, Mcp-Method, Mcp-Name and Mcp-Param headers must repeat what the body says");
    private static final Verdict VERSION =
            deny("protocol-version", "the protocol version is not one that is spoken here");
    private static final Verdict METADATA = deny(
            "request-metadata",
            "params._meta must carry the protocol version and the client capabilities of revision 2026-07-28");
    private static final Verdict RESPONSE =
            deny("request-or-response", "a client of this revision sends requests and notifications only");
    private static final Verdict NO_SESSION = new Verdict.Deny(
            new Reason("session", "missing"),
            new Hint.Mend("a session is needed: begin with initialize and repeat its Mcp-Session-Id"));
    private static final Verdict UNKNOWN_SESSION = new Verdict.Deny(Reasons.UNKNOWN_SESSION);
    private static final Verdict EVENT_ID = deny("event-id", "Last-Event-ID is not an id that a server gave");
    private static final Verdict NOT_ALLOWED = deny("http-method", "only POST is served for this revision");

    /** An id of 1,024 characters, as servers may give it, and what sealing it takes. */
    private static final int EVENT_ID_CHARS_MAX = 1536;

    private MetadataRules() {}

    /** Sets the era of the exchange, and refuses a message whose metadata is missing or contradicts itself. */
    static Verdict check(Exchange exchange, Message message) {
        return switch (exchange.envelope().carrier()) {
            case STDIO, CONTROL, OWN -> stdio(exchange, message);
            case POST -> post(exchange, message);
            case GET, DELETE -> bodiless(exchange);
            case PREFLIGHT, METADATA, LOGOUT, PAGE, FORM, OTHER -> NOT_ALLOWED;
        };
    }

    private static Verdict stdio(Exchange exchange, Message message) {
        if (stated(message).isMissingNode()) {
            return Verdict.PASS;
        }
        exchange.era(Era.MODERN);
        return message instanceof Message.Request request ? body(request) : Verdict.PASS;
    }

    private static Verdict post(Exchange exchange, Message message) {
        Headers headers = exchange.envelope().headers();
        String header = headers.value("MCP-Protocol-Version");
        JsonNode stated = stated(message);
        if (stated.isMissingNode() && !isModern(header)) {
            return legacy(exchange, message, header);
        }
        exchange.era(Era.MODERN);
        return switch (message) {
            case Message.Request request -> modern(request, headers, header);
            case Message.Response _ -> RESPONSE;
            default -> mirrors(headers, message, Mirror.OPTIONAL) ? Verdict.PASS : MISMATCH;
        };
    }

    private static Verdict modern(Message.Request request, Headers headers, String header) {
        Verdict body = body(request);
        if (body.equals(METADATA)) {
            return METADATA;
        }
        String stated = stated(request).asString("");
        if (headers.isRepeated("MCP-Protocol-Version")
                || !stated.equals(header)
                || !mirrors(headers, request, Mirror.REQUIRED)) {
            return MISMATCH;
        }
        return body;
    }

    /** Checks the fields that repeat arguments, once the definition of the tool is known. */
    static Verdict parameters(Exchange exchange, Message.Request request, Definition definition) {
        if (exchange.envelope().carrier() != Carrier.POST || exchange.era() != Era.MODERN) {
            return Verdict.PASS;
        }
        Headers headers = exchange.envelope().headers();
        boolean agree = ParameterHeaders.agree(
                definition.member("inputSchema"), request.params().path("arguments"), headers::value);
        return agree ? Verdict.PASS : MISMATCH;
    }

    private static Verdict body(Message.Request request) {
        JsonNode stated = stated(request);
        if (!stated.isString()) {
            return METADATA;
        }
        if (ProtocolVersion.of(stated.asString()) != ProtocolVersion.V2026_07_28) {
            return VERSION;
        }
        return Meta.of(request.params()).path(Meta.CLIENT_CAPABILITIES).isObject() ? Verdict.PASS : METADATA;
    }

    /** Whether a mirroring header may be absent. */
    private enum Mirror {
        REQUIRED,
        OPTIONAL
    }

    private static boolean mirrors(Headers headers, Message message, Mirror mirror) {
        if (!agrees(headers, "Mcp-Method", message.method(), mirror)) {
            return false;
        }
        String member = McpMethod.nameMember(message.method());
        if (member.isEmpty() || !(message instanceof Message.Request request)) {
            return true;
        }
        return agrees(headers, "Mcp-Name", request.params().path(member).asString(""), mirror);
    }

    private static boolean agrees(Headers headers, String field, String truth, Mirror mirror) {
        if (headers.isRepeated(field)) {
            return false;
        }
        String value = headers.value(field);
        return value.isEmpty() ? mirror == Mirror.OPTIONAL : truth.equals(HeaderText.decode(value));
    }

    private static Verdict legacy(Exchange exchange, Message message, String header) {
        if (!header.isEmpty() && ProtocolVersion.of(header) == ProtocolVersion.UNKNOWN) {
            return VERSION;
        }
        boolean opens =
                message instanceof Message.Request request && request.method().equals(McpMethod.INITIALIZE);
        if (opens || exchange.session() != null) {
            return Verdict.PASS;
        }
        return exchange.isSessionUnknown() ? UNKNOWN_SESSION : NO_SESSION;
    }

    private static Verdict bodiless(Exchange exchange) {
        if (isModern(exchange.envelope().headers().value("MCP-Protocol-Version"))) {
            return NOT_ALLOWED;
        }
        if (!isEventId(exchange.envelope().headers().value("Last-Event-ID"))) {
            return EVENT_ID;
        }
        return exchange.session() != null ? Verdict.PASS : NO_SESSION;
    }

    /** It goes to the server as a header field, so only what every server may have given is taken. */
    private static boolean isEventId(String text) {
        return text.length() <= EVENT_ID_CHARS_MAX && text.chars().allMatch(c -> c > 0x1f && c < 0x7f);
    }

    /** True for a header that names a revision of the modern era, known to us or not. */
    static boolean isModern(String header) {
        return header.compareTo(ProtocolVersion.V2026_07_28.text()) >= 0;
    }

    private static JsonNode stated(Message message) {
        @Nullable
        JsonNode params =
                message instanceof Message.Spoken spoken ? spoken.body().get("params") : null;
        return params == null ? MissingNode.getInstance() : Meta.of(params).path(Meta.PROTOCOL_VERSION);
    }

    private static Verdict deny(String code, String mend) {
        return new Verdict.Deny(new Reason("validation", code), new Hint.Mend(mend));
    }
}
