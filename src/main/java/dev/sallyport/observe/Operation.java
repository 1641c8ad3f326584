package dev.sallyport.observe;

import dev.sallyport.pipeline.Envelope.Carrier;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Outcome;
import dev.sallyport.pipeline.Session;
import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.Meta;
import dev.sallyport.protocol.ProtocolVersion;
import dev.sallyport.protocol.json.Clip;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What is said of an exchange by the words of the conventions. No argument, result, id of a request, URI or address is, and nobody's name.
 * Source: OpenTelemetry, Semantic conventions for MCP, commit 0393513.
 */
public final class Operation {
    private static final String OTHER = "_OTHER";
    private static final Pattern CODE = Pattern.compile("[-0-9].*");
    /** Source: JSON-RPC 2.0 §5.1. */
    private static final Pattern RESERVED = Pattern.compile("-32[0-9]{3}");

    private static final int SESSION_CHARS = 8;
    private static final int NAME_CHARS_MAX = 128;

    private Operation() {}

    /** True for what a client asked of a server or told it. */
    public static boolean isOperation(Exchange exchange) {
        Carrier carrier = exchange.envelope().carrier();
        return carrier != Carrier.OWN
                && carrier != Carrier.CONTROL
                && (exchange.readMessage() instanceof Message.Request
                        || exchange.readMessage() instanceof Message.Notification);
    }

    /** The tool or prompt that {@code message} names; empty for none. */
    public static String target(Message message) {
        boolean named = message.method().equals(McpMethod.TOOLS_CALL)
                || message.method().equals(McpMethod.PROMPTS_GET);
        return named && message instanceof Message.Request request
                ? cut(request.params().path("name").stringValue(""))
                : "";
    }

    /** The message in the words of its server. */
    public static Message own(Exchange exchange) {
        Message resolved = exchange.resolved();
        return resolved == null ? exchange.message() : resolved;
    }

    /** The method as the client names it. */
    public static String method(Exchange exchange) {
        return cut(exchange.method());
    }

    /** The method where it is one of MCP: of others a client can make up as many as it likes. */
    public static String knownMethod(Exchange exchange) {
        return McpMethod.isKnown(exchange.method()) ? exchange.method() : OTHER;
    }

    /** The tool that is called, where its server lists it, or the prompt that it gave; empty for none. */
    public static String knownTarget(Exchange exchange) {
        return switch (exchange.method()) {
            case McpMethod.TOOLS_CALL ->
                exchange.definition().isNone() ? "" : exchange.definition().name();
            case McpMethod.PROMPTS_GET ->
                exchange.roundtrip().isReplied()
                                && exchange.roundtrip().failure().isEmpty()
                        ? target(own(exchange))
                        : "";
            default -> "";
        };
    }

    /** The same without codes that a server made up. */
    public static String knownError(String error) {
        return CODE.matcher(error).matches() && !RESERVED.matcher(error).matches() ? OTHER : error;
    }

    private static String cut(String text) {
        return Clip.start(text, NAME_CHARS_MAX);
    }

    /** The revision of MCP that the client speaks; empty where it is none that we know. */
    public static String version(Exchange exchange) {
        String said = exchange.era() == Era.MODERN && exchange.message() instanceof Message.Spoken spoken
                ? Meta.of(spoken.content()).path(Meta.PROTOCOL_VERSION).stringValue("")
                : exchange.envelope().headers().value("MCP-Protocol-Version");
        return ProtocolVersion.of(said).text();
    }

    /** The session by the name that it has in the record; empty for none. */
    public static String session(Exchange exchange) {
        Session session = exchange.session();
        return session == null ? "" : Clip.start(session.id(), SESSION_CHARS);
    }

    /** What went wrong for the client: a reason, an outcome, or what the server's answer says; empty for nothing. */
    public static String error(Exchange exchange) {
        Outcome outcome = exchange.outcome();
        if (outcome == null || outcome == Outcome.ANSWERED) {
            return exchange.roundtrip().failure();
        }
        String reason = reason(exchange);
        return outcome == Outcome.DENIED || outcome == Outcome.UPSTREAM_FAILED || outcome == Outcome.TIMED_OUT
                ? reason.isEmpty() ? outcome.text() : reason
                : outcome.text();
    }

    /** How long its server took, or was waited for, in nanoseconds. */
    public static long upstreamNanos(Exchange exchange) {
        return (exchange.roundtrip().isReplied() ? exchange.roundtrip().repliedNanos() : exchange.tookNanos())
                - exchange.roundtrip().sentNanos();
    }

    /** What went wrong at the server; a refusal of its answer is none. */
    public static String upstreamError(Exchange exchange) {
        return exchange.roundtrip().isReplied() ? exchange.roundtrip().failure() : error(exchange);
    }

    /** The reason of the last verdict that stopped it; empty for none. */
    public static String reason(Exchange exchange) {
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
