package dev.sallyport.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The methods of the sample server, in both eras; a request's own metadata chooses. */
final class SampleMethods {
    /** The {@code _meta} key that ties a message to its subscription. Source: MCP 2026-07-28, Subscriptions. */
    static final String SUBSCRIPTION_ID = "io.modelcontextprotocol/subscriptionId";

    private static final String MODERN = "2026-07-28";
    private static final String NEWEST_LEGACY = "2025-11-25";
    private static final Set<String> LEGACY = Set.of(NEWEST_LEGACY, "2025-06-18", "2025-03-26");
    private static final Set<String> MODERN_ONLY = Set.of("server/discover", "subscriptions/listen");
    private static final String VERSION = "io.modelcontextprotocol/protocolVersion";
    private static final String CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
    private static final String SERVER_INFO = "io.modelcontextprotocol/serverInfo";
    private static final int UNSUPPORTED_VERSION = -32022;
    private static final int LEGACY_RESOURCE_NOT_FOUND = -32002;
    private static final int HOUR_MILLIS = 3_600_000;

    private final JsonNode definitions;
    private final SampleTools tools;
    private boolean initialized;

    SampleMethods(JsonMapper json, SampleTools tools) {
        this.tools = tools;
        try (InputStream file = SampleMethods.class.getResourceAsStream("definitions.json")) {
            definitions = json.readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The reply to one request; {@code progress} hears the steps of a tool that has steps. */
    Reply answer(String method, JsonNode params, IntConsumer progress) {
        JsonNode meta = params.path("_meta");
        if (method.equals("initialize")) {
            return initialize(params);
        }
        boolean modern = meta.has(VERSION) || meta.has(CAPABILITIES);
        if (!modern && method.equals("ping")) {
            return Reply.result();
        }
        if (!modern && initialized) {
            return MODERN_ONLY.contains(method)
                    ? unknown()
                    : shared(method, params, LEGACY_RESOURCE_NOT_FOUND, progress);
        }
        Reply.Failure wrong = check(meta);
        if (wrong != null) {
            return wrong;
        }
        return switch (method) {
            case "server/discover" -> complete(discover(), true);
            case "subscriptions/listen" ->
                params.path("notifications").isObject()
                        ? new Reply.Later()
                        : Reply.invalid("notifications must be an object");
            default -> complete(shared(method, params, Reply.INVALID_PARAMS, progress), isCacheable(method));
        };
    }

    /** The last answer to a subscription. Source: MCP 2026-07-28, Subscriptions, Graceful Closure. */
    ObjectNode endOfListen(JsonNode id) {
        ObjectNode result = JsonNodeFactory.instance.objectNode().put("resultType", "complete");
        result.putObject("_meta").set(SUBSCRIPTION_ID, id);
        return result;
    }

    private Reply initialize(JsonNode params) {
        if (!params.path("protocolVersion").isString()) {
            return Reply.invalid("protocolVersion must be a string");
        }
        initialized = true;
        String asked = params.path("protocolVersion").stringValue();
        Reply.Result reply = Reply.result();
        reply.body().put("protocolVersion", LEGACY.contains(asked) ? asked : NEWEST_LEGACY);
        copy("capabilities", reply.body());
        copy("serverInfo", reply.body());
        copy("instructions", reply.body());
        return reply;
    }

    private Reply discover() {
        Reply.Result reply = Reply.result();
        reply.body().putArray("supportedVersions").add(MODERN);
        copy("capabilities", reply.body());
        copy("instructions", reply.body());
        return reply;
    }

    /** What is wrong with the metadata of a modern request, or null. Source: MCP 2026-07-28, Overview, {@code _meta}. */
    private static Reply.@Nullable Failure check(JsonNode meta) {
        JsonNode version = meta.path(VERSION);
        if (!version.isString()) {
            return Reply.invalid("_meta must have the string " + VERSION);
        }
        if (!version.stringValue().equals(MODERN)) {
            ObjectNode data = JsonNodeFactory.instance.objectNode();
            data.putArray("supported").add(MODERN);
            data.set("requested", version);
            return new Reply.Failure(UNSUPPORTED_VERSION, "unsupported protocol version", data);
        }
        return meta.path(CAPABILITIES).isObject() ? null : Reply.invalid("_meta must have the object " + CAPABILITIES);
    }

    private Reply shared(String method, JsonNode params, int notFound, IntConsumer progress) {
        return switch (method) {
            case "tools/list" -> list("tools", params);
            case "resources/list" -> list("resources", params);
            case "resources/templates/list" -> list("resourceTemplates", params);
            case "prompts/list" -> list("prompts", params);
            case "resources/read" -> SampleTexts.read(params, notFound);
            case "prompts/get" -> SampleTexts.prompt(params);
            case "completion/complete" -> SampleTexts.complete(params);
            case "tools/call" -> call(params, progress);
            default -> unknown();
        };
    }

    private Reply call(JsonNode params, IntConsumer progress) {
        JsonNode arguments = params.path("arguments");
        boolean wellFormed = params.path("name").isString() && (arguments.isObject() || arguments.isMissingNode());
        return wellFormed
                ? tools.call(params.path("name").stringValue(), arguments, progress)
                : Reply.invalid("name must be a string, and arguments an object");
    }

    private Reply list(String name, JsonNode params) {
        if (params.has("cursor")) {
            return Reply.invalid("unknown cursor: every list here has one page");
        }
        Reply.Result reply = Reply.result();
        copy(name, reply.body());
        return reply;
    }

    /** A modern reply: results name their type, their server and, where the method wants it, how long they hold. */
    private Reply complete(Reply reply, boolean cacheable) {
        if (reply instanceof Reply.Result(ObjectNode body)) {
            body.put("resultType", "complete");
            if (cacheable) {
                body.put("ttlMs", HOUR_MILLIS).put("cacheScope", "public");
            }
            body.putObject("_meta").set(SERVER_INFO, definitions.path("serverInfo"));
        }
        return reply;
    }

    /** Source: MCP 2026-07-28, Caching. */
    private static boolean isCacheable(String method) {
        return method.endsWith("/list") || method.equals("resources/read");
    }

    private void copy(String name, ObjectNode target) {
        target.set(name, definitions.path(name));
    }

    private static Reply unknown() {
        return new Reply.Failure(Reply.METHOD_NOT_FOUND, "method not found");
    }
}
