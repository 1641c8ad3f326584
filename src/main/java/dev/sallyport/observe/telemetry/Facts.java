package dev.sallyport.observe.telemetry;

import dev.sallyport.pipeline.Envelope.Carrier;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Outcome;
import dev.sallyport.pipeline.Session;
import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.Meta;
import dev.sallyport.protocol.ProtocolVersion;
import java.util.List;

/**
 * What is said of an exchange by the words of the conventions. No argument, result, id of a request, URI or address is, and nobody's name.
 * Source: OpenTelemetry, Semantic conventions for MCP, commit 0393513.
 */
final class Facts {
    /** The server said that its tool failed. */
    static final String TOOL_ERROR = "tool_error";

    private static final int SESSION_CHARS = 8;
    private static final int NAME_CHARS_MAX = 128;

    private Facts() {}

    /** True for what a client asked of a server or told it. */
    static boolean isOperation(Exchange exchange) {
        Carrier carrier = exchange.envelope().carrier();
        return carrier != Carrier.OWN
                && carrier != Carrier.CONTROL
                && (exchange.readMessage() instanceof Message.Request
                        || exchange.readMessage() instanceof Message.Notification);
    }

    /** The tool or prompt that {@code message} names; empty for none. */
    static String target(Message message) {
        boolean named = message.method().equals(McpMethod.TOOLS_CALL)
                || message.method().equals(McpMethod.PROMPTS_GET);
        return named && message instanceof Message.Request request
                ? cut(request.params().path("name").stringValue(""))
                : "";
    }

    /** The message in the words of its server. */
    static Message own(Exchange exchange) {
        Message resolved = exchange.resolved();
        return resolved == null ? exchange.message() : resolved;
    }

    static String method(Exchange exchange) {
        return cut(exchange.method());
    }

    private static String cut(String text) {
        return text.length() > NAME_CHARS_MAX ? text.substring(0, NAME_CHARS_MAX) : text;
    }

    /** The revision of MCP that the client speaks; empty where it is none that we know. */
    static String version(Exchange exchange) {
        String said = exchange.era() == Era.MODERN && exchange.message() instanceof Message.Spoken spoken
                ? Meta.of(spoken.content()).path(Meta.PROTOCOL_VERSION).stringValue("")
                : exchange.envelope().headers().value("MCP-Protocol-Version");
        return ProtocolVersion.of(said).text();
    }

    /** The session by the name that it has in the record; empty for none. */
    static String session(Exchange exchange) {
        Session session = exchange.session();
        return session == null
                ? ""
                : session.id().substring(0, Math.min(SESSION_CHARS, session.id().length()));
    }

    /** What went wrong for the client: a reason, an outcome, or what the server's answer says; empty for nothing. */
    static String error(Exchange exchange) {
        Outcome outcome = exchange.outcome();
        if (outcome == null || outcome == Outcome.ANSWERED) {
            return exchange.failure();
        }
        String reason = reason(exchange);
        return outcome == Outcome.DENIED || outcome == Outcome.UPSTREAM_FAILED || outcome == Outcome.TIMED_OUT
                ? reason.isEmpty() ? outcome.text() : reason
                : outcome.text();
    }

    /** What went wrong at the server; a refusal of its answer is none. */
    static String upstreamError(Exchange exchange) {
        return exchange.isReplied() ? exchange.failure() : error(exchange);
    }

    /** The reason of the last verdict that stopped it; empty for none. */
    static String reason(Exchange exchange) {
        List<Exchange.Note> notes = exchange.notes();
        for (int i = notes.size() - 1; i >= 0; i--) {
            String verdict = notes.get(i).verdict();
            if (verdict.equals("deny") || verdict.equals("fail")) {
                return notes.get(i).reason().toString();
            }
        }
        return "";
    }
}
