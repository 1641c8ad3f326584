package dev.sallyport.pipeline;

import dev.sallyport.catalog.Definition;
import dev.sallyport.catalog.ExposedName;
import dev.sallyport.catalog.Exposure;
import dev.sallyport.catalog.SearchTools;
import dev.sallyport.catalog.Target;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.TaskForm;
import dev.sallyport.protocol.json.Shallow;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds the server for a message to several that are shown as one, and says the message as that server knows it: from here on
 * everybody names the server and its own name, never the exposed one.
 *
 * @param target who answers; {@link Target#NONE} where nobody does
 * @param request the request in the server's own words
 */
record SumResolution(Target target, Message.Request request) {
    /** The resolution of {@code request}; empty where it is for the sum itself. */
    static Optional<SumResolution> of(Exposure exposure, Message.Request request) {
        JsonNode params = request.params();
        return switch (request.method()) {
            case McpMethod.TOOLS_CALL -> tool(exposure, request);
            case McpMethod.PROMPTS_GET ->
                Optional.of(named(exposure.prompt(params.path("name").asString("")), request));
            case McpMethod.RESOURCES_READ, McpMethod.RESOURCES_SUBSCRIBE, McpMethod.RESOURCES_UNSUBSCRIBE ->
                Optional.of(
                        new SumResolution(exposure.resource(params.path("uri").asString("")), request));
            case McpMethod.COMPLETE -> Optional.of(completion(exposure, request));
            default ->
                TaskForm.isMethod(request.method()) && params.has(TaskForm.ID)
                        ? Optional.of(task(exposure, request))
                        : Optional.empty();
        };
    }

    /** The definition that the client was shown of what it calls: its headers repeat the arguments of that. */
    Definition shown(Message.Request asked, Exposure exposure) {
        boolean called = exposure.isSearched()
                && asked.params().path("name").asString("").equals(SearchTools.CALL.name());
        return called ? SearchTools.CALL : target.definition();
    }

    /** A tool by its exposed name, or by the tool that calls what was found. */
    private static Optional<SumResolution> tool(Exposure exposure, Message.Request request) {
        String name = request.params().path("name").asString("");
        if (!exposure.isSearched()) {
            return Optional.of(named(exposure.tool(name), request));
        }
        if (name.equals(SearchTools.FIND.name())) {
            return Optional.empty();
        }
        return Optional.of(
                name.equals(SearchTools.CALL.name()) ? called(exposure, request) : named(exposure.tool(name), request));
    }

    private static SumResolution called(Exposure exposure, Message.Request request) {
        JsonNode asked = request.params().path("arguments");
        Target target = exposure.tool(asked.path("name").asString(""));
        if (target.isNone()) {
            return new SumResolution(target, request);
        }
        ObjectNode params = Shallow.copy(request.params()).put("name", target.ownName());
        JsonNode arguments = asked.path("arguments");
        params.set("arguments", arguments.isMissingNode() ? params.objectNode() : arguments);
        return new SumResolution(target, request.with(params));
    }

    private static SumResolution named(Target target, Message.Request request) {
        return target.isNone()
                ? new SumResolution(target, request)
                : new SumResolution(
                        target, request.with(Shallow.copy(request.params()).put("name", target.ownName())));
    }

    /** A task goes to the server that its id names; to one that is not shown here it leads as little as to none. */
    private static SumResolution task(Exposure exposure, Message.Request request) {
        String id = request.params().path(TaskForm.ID).asString("");
        return ExposedName.task(id)
                .filter(task -> exposure.shows(task.server()))
                .map(task -> new SumResolution(
                        new Target(task.server(), Definition.NONE),
                        request.with(Shallow.copy(request.params()).put(TaskForm.ID, task.name()))))
                .orElseGet(() -> new SumResolution(Target.NONE, request));
    }

    private static SumResolution completion(Exposure exposure, Message.Request request) {
        JsonNode ref = request.params().path("ref");
        if (!ref.path("type").asString("").equals("ref/prompt")) {
            String uri = ref.path("uri").asString("");
            Target listed = exposure.template(uri);
            return new SumResolution(listed.isNone() ? exposure.resource(uri) : listed, request);
        }
        Target target = exposure.prompt(ref.path("name").asString(""));
        if (target.isNone()) {
            return new SumResolution(target, request);
        }
        ObjectNode renamed = Shallow.copy(ref).put("name", target.ownName());
        return new SumResolution(target, request.with(Shallow.with(request.params(), "ref", renamed)));
    }
}
