package dev.sallyport.transport.sum;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.DefinitionSource;
import dev.sallyport.catalog.Exposure;
import dev.sallyport.catalog.Kind;
import dev.sallyport.catalog.Listed;
import dev.sallyport.catalog.ToolList;
import dev.sallyport.catalog.search.ToolSearch;
import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.pipeline.execution.Lane;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.Meta;
import dev.sallyport.protocol.ProtocolVersion;
import dev.sallyport.protocol.TaskForm;
import dev.sallyport.protocol.TaskWords;
import dev.sallyport.transport.WhenReady;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** Several servers as one, which speaks the newer era: lists are answered from what is known, all else goes to its server. */
public final class Sum implements Upstream {
    private static final String MISSING = "dev.sallyport/missing";
    private static final int TTL_MILLIS = 5_000;

    private final String route;
    private final Surveys surveys;

    /** The sum at {@code route}. */
    public Sum(String route, Surveys surveys) {
        this.route = route;
        this.surveys = surveys;
    }

    @Override
    public Optional<Exposure> exposure() {
        return Optional.of(surveys.exposure(route));
    }

    @Override
    public CompletionStage<?> ready(Leg leg) {
        return surveys.known(route);
    }

    @Override
    public CompletionStage<?> refresh() {
        return surveys.refresh(route);
    }

    @Override
    public UpstreamCall send(Leg leg, Message message) {
        if (!(message instanceof Message.Request request)) {
            leg.events().accept(new UpstreamEvent.Accepted());
            return UpstreamCall.DONE;
        }
        String server = leg.exchange().server();
        if (!server.equals(route)) {
            Upstream owner = leg.snapshot().servers().get(server);
            return owner == null ? gone(leg) : WhenReady.send(owner, leg, request);
        }
        Optional<Kind> kind = Lists.kind(request.method());
        if (kind.isPresent()) {
            return list(leg, request, kind.get());
        }
        return switch (request.method()) {
            case McpMethod.DISCOVER -> answer(leg, request, discovered());
            case McpMethod.TOOLS_CALL -> find(leg, request);
            case McpMethod.LISTEN -> listen(leg, request);
            default -> refuse(leg, request, JsonRpc.METHOD_NOT_FOUND, "method not found");
        };
    }

    /** Source: ext-tasks, Task Status Notifications. */
    private UpstreamCall listen(Leg leg, Message.Request request) {
        boolean ofTasks = request.params().path("notifications").has(TaskForm.IDS);
        if (!ofTasks || TaskForm.isDeclared(Meta.of(request.params()))) {
            return new SumListening(route, surveys, leg, request).start();
        }
        return refuse(leg, TaskWords.undeclared(request), 400);
    }

    private static UpstreamCall gone(Leg leg) {
        leg.events().accept(new UpstreamEvent.Failed(Reasons.NOT_FOUND, Hint.NONE));
        return UpstreamCall.DONE;
    }

    private UpstreamCall list(Leg leg, Message.Request request, Kind kind) {
        Exposure exposure = surveys.exposure(route);
        String cursor = request.params().path("cursor").asString("");
        Listed listed = cursor.isEmpty() ? exposure.first(kind) : exposure.after(kind, cursor);
        return switch (listed) {
            case Listed.BadCursor _ -> refuse(leg, request, JsonRpc.INVALID_PARAMS, "the cursor is not known here");
            case Listed.Page page -> {
                ObjectNode result = JsonNodeFactory.instance.objectNode();
                result.set(kind.member(), page.items());
                page.next().ifPresent(next -> result.put("nextCursor", next));
                yield answer(leg, request, result);
            }
        };
    }

    /** Searches off the loop: the index may have to be made first. */
    private UpstreamCall find(Leg leg, Message.Request request) {
        Exposure exposure = surveys.exposure(route);
        JsonNode arguments = request.params().path("arguments");
        String query = arguments.path("query").asString("");
        int most = arguments.path("limit").asInt(ToolSearch.BEST);
        boolean taken = leg.snapshot().pipeline().lanes().submit(Lane.CPU, () -> {
            ArrayNode tools = JsonNodeFactory.instance.arrayNode();
            exposure.search()
                    .best(query, most, name -> leg.snapshot()
                            .visibility()
                            .shows(leg.exchange(), Kind.TOOL, exposure.tool(name)))
                    .forEach(tools::add);
            leg.loop().execute(() -> found(leg, request, tools, exposure));
        });
        if (!taken) {
            leg.events().accept(new UpstreamEvent.Failed(Reasons.OVERLOAD, Hint.NONE));
        }
        return UpstreamCall.DONE;
    }

    private static void found(Leg leg, Message.Request request, ArrayNode tools, Exposure exposure) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        ObjectNode text = result.putArray("content").addObject().put("type", "text");
        text.put(
                "text",
                tools.isEmpty()
                        ? nothing(exposure)
                        : new String(leg.loop().writer().write(tools), StandardCharsets.UTF_8));
        result.put("resultType", "complete");
        leg.events()
                .accept(new UpstreamEvent.Spoke(JsonRpc.result(request.id(), request.method(), result), "", 200, 0));
    }

    private static String nothing(Exposure exposure) {
        String missing = String.join(", ", exposure.missing().keySet());
        return "No tool fits these words. Words are compared as they are written: try others for the same, fewer of them, or"
                + " English ones, such as the verb and the thing it is about."
                + (missing.isEmpty() ? "" : " Tools of these servers are not known at the moment: " + missing + ".");
    }

    private ObjectNode discovered() {
        Exposure exposure = surveys.exposure(route);
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.putArray("supportedVersions").add(ProtocolVersion.V2026_07_28.text());
        result.set("capabilities", exposure.capabilities());
        if (!exposure.instructions().isEmpty()) {
            result.put("instructions", exposure.instructions());
        }
        ObjectNode info = JsonNodeFactory.instance.objectNode().put("name", "sallyport");
        String version = Sum.class.getPackage().getImplementationVersion();
        info.put("version", version == null ? "0" : version);
        result.putObject(Meta.MEMBER).set("io.modelcontextprotocol/serverInfo", info);
        return result;
    }

    /** Answers, and says which servers are missing from the answer. */
    private UpstreamCall answer(Leg leg, Message.Request request, ObjectNode result) {
        result.put("resultType", "complete");
        result.put("ttlMs", TTL_MILLIS);
        result.put("cacheScope", "private");
        Exposure exposure = surveys.exposure(route);
        if (!exposure.missing().isEmpty()) {
            ObjectNode missing = result.withObject("/" + Meta.MEMBER).putObject(MISSING);
            exposure.missing().forEach(missing::put);
        }
        leg.events()
                .accept(new UpstreamEvent.Spoke(JsonRpc.result(request.id(), request.method(), result), "", 200, 0));
        return UpstreamCall.DONE;
    }

    private static UpstreamCall refuse(Leg leg, Message.Request request, int code, String why) {
        return refuse(
                leg,
                JsonRpc.error(request.id(), request.method(), code, why, MissingNode.getInstance()),
                code == JsonRpc.METHOD_NOT_FOUND ? 404 : 200);
    }

    private static UpstreamCall refuse(Leg leg, Message.Response response, int status) {
        leg.events().accept(new UpstreamEvent.Spoke(response, "", status, 0));
        return UpstreamCall.DONE;
    }

    /** Nothing: the definitions of the sum are in its exposure. */
    @Override
    public Catalog catalog(Leg leg) {
        return new Catalog();
    }

    @Override
    public DefinitionSource definitions(Leg leg) {
        return () ->
                CompletableFuture.completedFuture(new ToolList(JsonNodeFactory.instance.arrayNode(), ToolList.TTL_MAX));
    }
}
