package dev.sallyport.pipeline;

import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Refusal;
import dev.sallyport.pipeline.verdict.Sentences;
import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.InputRequired;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.Meta;
import dev.sallyport.protocol.ProtocolVersion;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The one place that turns a reason into what a client hears. */
public final class Answers {
    /** The member of {@code _meta} and of {@code error.data} that explains a refusal. */
    public static final String REFUSAL = "dev.sallyport/refusal";

    /** The key under which a client of the newer era is asked to show its user a page of ours. */
    public static final String VISIT = "dev.sallyport/visit";

    private static final Form CALL = new Form(200, JsonRpc.REFUSED);

    /**
     * How a refusal is written where nothing was sent before it.
     *
     * @param status the HTTP status
     * @param code the JSON-RPC error code
     */
    public record Form(int status, int code) {}

    private Answers() {}

    /** The form of a refusal for {@code reason}. */
    public static Form form(Reason reason) {
        return switch (reason.practice()) {
            case "validation" -> validation(reason.code());
            case "token" -> token(reason.code());
            case "scope" -> scope(reason.code());
            case "session" -> session(reason.code());
            case "ratelimit" -> reason.code().equals("flood") ? new Form(429, JsonRpc.REFUSED) : CALL;
            case "audit" -> audit(reason.code());
            case "gateway" -> gateway(reason.code());
            case "upstream" -> upstream(reason.code());
            default -> CALL;
        };
    }

    private static Form validation(String code) {
        if (code.startsWith("json-")) {
            return new Form(400, JsonRpc.PARSE_ERROR);
        }
        return switch (code) {
            case "batch",
                    "not-an-object",
                    "case-variant-key",
                    "jsonrpc-version",
                    "method-form",
                    "id-form",
                    "id-in-use",
                    "notification-form",
                    "params-form",
                    "request-or-response",
                    "response-form",
                    "response-unasked" -> new Form(400, JsonRpc.INVALID_REQUEST);
            case "header-mismatch" -> new Form(400, JsonRpc.HEADER_MISMATCH);
            case "protocol-version" -> new Form(400, JsonRpc.UNSUPPORTED_VERSION);
            case "request-metadata" -> new Form(400, JsonRpc.INVALID_PARAMS);
            case "unknown-tool", "input-response" -> new Form(200, JsonRpc.INVALID_PARAMS);
            case "http-form", "event-id" -> new Form(400, JsonRpc.REFUSED);
            case "host", "origin" -> new Form(403, JsonRpc.REFUSED);
            case "http-method" -> new Form(405, JsonRpc.REFUSED);
            case "accept" -> new Form(406, JsonRpc.REFUSED);
            case "body-late" -> new Form(408, JsonRpc.REFUSED);
            case "body-size" -> new Form(413, JsonRpc.REFUSED);
            case "target-size" -> new Form(414, JsonRpc.REFUSED);
            case "head-size" -> new Form(431, JsonRpc.REFUSED);
            case "content-type", "content-encoding" -> new Form(415, JsonRpc.REFUSED);
            default -> CALL;
        };
    }

    /** Source: RFC 6750 §3.1; an issuer that cannot be asked is no fault of the caller. */
    private static Form token(String code) {
        return switch (code) {
            case "request" -> new Form(400, JsonRpc.REFUSED);
            case "unavailable" -> new Form(503, JsonRpc.REFUSED);
            case "logout", "logout-replayed" -> new Form(400, JsonRpc.REFUSED);
            case "logout-rate" -> new Form(429, JsonRpc.REFUSED);
            case "secret-argument", "secret-result" -> CALL;
            default -> new Form(401, JsonRpc.REFUSED);
        };
    }

    /** A client that can mend it hears of it from HTTP; a rule that is missing is told to whoever called. */
    private static Form scope(String code) {
        return switch (code) {
            case "insufficient" -> new Form(403, JsonRpc.REFUSED);
            case "token" -> new Form(401, JsonRpc.REFUSED);
            default -> CALL;
        };
    }

    /** The challenge of {@code step} to the client of {@code exchange}, whose era its headers say before it has said more. */
    public static String challenge(Exchange exchange, Hint.StepUp step) {
        boolean modern = exchange.era() == Era.MODERN
                || MetadataRules.isModern(exchange.envelope().headers().value("MCP-Protocol-Version"));
        return modern ? step.missing() : step.needed();
    }

    private static Form session(String code) {
        return switch (code) {
            case "unknown" -> new Form(404, JsonRpc.REFUSED);
            case "revoked" -> new Form(403, JsonRpc.REFUSED);
            case "stream-open" -> new Form(409, JsonRpc.REFUSED);
            case "task-method" -> new Form(404, JsonRpc.METHOD_NOT_FOUND);
            case "unknown-task" -> new Form(200, JsonRpc.INVALID_PARAMS);
            case "task-undeclared", "handle" -> CALL;
            default -> new Form(400, JsonRpc.REFUSED);
        };
    }

    private static Form audit(String code) {
        return switch (code) {
            case "blocked" -> new Form(403, JsonRpc.REFUSED);
            case "slowed" -> new Form(429, JsonRpc.REFUSED);
            default -> new Form(503, JsonRpc.REFUSED);
        };
    }

    private static Form gateway(String code) {
        return switch (code) {
            case "not-found" -> new Form(404, JsonRpc.METHOD_NOT_FOUND);
            case "overload", "memory", "stopping" -> new Form(503, JsonRpc.REFUSED);
            default -> CALL;
        };
    }

    private static Form upstream(String code) {
        return switch (code) {
            case "era" -> new Form(400, JsonRpc.LEGACY_SERVER_ERROR);
            case "session-lost" -> new Form(404, JsonRpc.REFUSED);
            case "no-stream" -> new Form(405, JsonRpc.REFUSED);
            default -> CALL;
        };
    }

    /** What an issuer hears whose word that somebody has signed out is refused. Source: OpenID Connect Back-Channel Logout 1.0 §2.8. */
    public static ObjectNode logout(Refusal refusal) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("error", "invalid_request")
                .put("error_description", sentence(refusal));
    }

    /** The status of that answer: a token that is wrong is a request that is. Source: as before. */
    public static int logoutStatus(Reason reason) {
        int status = form(reason).status();
        return status == 401 ? 400 : status;
    }

    /** The JSON-RPC object that tells the client of {@code exchange} what was refused. */
    public static ObjectNode body(Exchange exchange, Refusal refusal) {
        Form form = form(refusal.reason());
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.set(REFUSAL, explanation(refusal));
        if (!(exchange.readMessage() instanceof Message.Request request)) {
            return JsonRpc.errorWithoutId(form.code(), sentence(refusal), data);
        }
        if (refusal.hint() instanceof Hint.Visit visit && isVisiting(exchange, request)) {
            return visit(exchange, request, refusal, visit);
        }
        if (form.equals(CALL) && request.method().equals(McpMethod.TOOLS_CALL)) {
            return JsonRpc.result(request.id(), request.method(), toolResult(exchange, refusal))
                    .body();
        }
        if (form.code() == JsonRpc.UNSUPPORTED_VERSION) {
            data.set("supported", JsonNodeFactory.instance.arrayNode().add(ProtocolVersion.V2026_07_28.text()));
            data.put(
                    "requested",
                    Meta.of(request.params()).path(Meta.PROTOCOL_VERSION).asString(""));
        }
        return JsonRpc.error(request.id(), request.method(), form.code(), sentence(refusal), data)
                .body();
    }

    /** True where the client declares that it shows its user pages, and may be asked to now. */
    private static boolean isVisiting(Exchange exchange, Message.Request request) {
        Session session = exchange.session();
        return exchange.era() == Era.MODERN
                ? Meta.of(request.params())
                        .path(Meta.CLIENT_CAPABILITIES)
                        .path("elicitation")
                        .path("url")
                        .isObject()
                : session != null && session.isVisiting();
    }

    /**
     * Asks the client to show its user a page, and then to call again. No state goes with it: what was decided is kept here. Source: MCP
     * 2026-07-28, Elicitation, URL Mode Elicitation Requests; MCP 2025-11-25, Elicitation, URL Elicitation Required Error.
     */
    private static ObjectNode visit(Exchange exchange, Message.Request request, Refusal refusal, Hint.Visit visit) {
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        page.put("mode", "url").put("url", visit.url()).put("message", visit.question());
        if (exchange.era() == Era.MODERN) {
            ObjectNode result = InputRequired.result(
                    Map.of(VISIT, JsonRpc.request(request.id(), McpMethod.ELICITATION_CREATE, page)), "");
            result.putObject(Meta.MEMBER).set(REFUSAL, explanation(refusal));
            return JsonRpc.result(request.id(), request.method(), result).body();
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.putArray("elicitations").add(page.put("elicitationId", visit.id()));
        data.set(REFUSAL, explanation(refusal));
        return JsonRpc.error(request.id(), request.method(), JsonRpc.URL_ELICITATION_REQUIRED, sentence(refusal), data)
                .body();
    }

    private static ObjectNode toolResult(Exchange exchange, Refusal refusal) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        if (exchange.era() == Era.MODERN) {
            result.put("resultType", "complete");
        }
        result.putArray("content").addObject().put("type", "text").put("text", sentence(refusal));
        result.put("isError", true);
        result.putObject(Meta.MEMBER).set(REFUSAL, explanation(refusal));
        return result;
    }

    private static ObjectNode explanation(Refusal refusal) {
        ObjectNode explanation = JsonNodeFactory.instance.objectNode();
        explanation.put("practice", refusal.reason().practice());
        explanation.put("code", refusal.reason().code());
        explanation.put("incident", refusal.incident());
        explanation.put("page", page(refusal.reason()));
        if (refusal.hint() instanceof Hint.RetryAfter retry) {
            explanation.put("retryAfterSeconds", retry.seconds());
        }
        return explanation;
    }

    /** Where the reason is explained, below the documentation's root. */
    public static String page(Reason reason) {
        return switch (reason.practice()) {
            case "gateway", "upstream", "stream" -> "docs/refusals.md#" + reason.practice() + "-" + reason.code();
            default -> "docs/practices/" + reason.practice() + ".md#" + reason.code();
        };
    }

    /** One sentence for a person or a model; it repeats no input. */
    public static String sentence(Refusal refusal) {
        String cause = refusal.reason() + ", incident " + refusal.incident();
        return switch (refusal.hint()) {
            case Hint.Mend mend -> "refused by Sallyport: " + mend.sentence() + " (" + cause + ")";
            case Hint.Visit visit -> "refused by Sallyport: " + visit.sentence() + " (" + cause + ")";
            case Hint.Link link ->
                "refused by Sallyport: " + Sentences.of(refusal.reason()) + " (" + cause + "); see " + link.url();
            case Hint.RetryAfter retry ->
                "refused by Sallyport: " + Sentences.of(refusal.reason()) + ", try again in " + retry.seconds() + " s ("
                        + cause + ")";
            default -> "refused by Sallyport: " + Sentences.of(refusal.reason()) + " (" + cause + ")";
        };
    }
}
