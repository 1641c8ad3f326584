package dev.sallyport.practice.validation;

import dev.sallyport.catalog.Definition;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.execution.Lane;
import dev.sallyport.pipeline.execution.MemoryGate;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.MethodSet;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.practice.validation.argument.ArgumentClass;
import dev.sallyport.practice.validation.argument.ArgumentClasses;
import dev.sallyport.practice.validation.argument.ArgumentRules;
import dev.sallyport.practice.validation.argument.ResourceUris;
import dev.sallyport.practice.validation.schema.Schemas;
import dev.sallyport.protocol.Arguments;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.TaskForm;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Judges arguments and results against the schemas of the tool, arguments by their class, and resource URIs. What it makes of a
 * definition is made once, off the loop.
 */
final class ValidationGuard implements Guard {
    private static final int TOOLS_MAX = 10_000;
    private static final Verdict FORGOTTEN = new Verdict.Deny(
            new Reason("validation", "task-forgotten"),
            new Hint.Mend("it is not known any more which tool began this task, so its result cannot be judged:"
                    + " call the tool again"));
    private static final Verdict ELSEWHERE = new Verdict.Defer(Lane.CPU);

    private final ValidationSettings settings;
    private final Map<String, Map<String, Map<String, ArgumentClass>>> declared;
    private final Schemas schemas = new Schemas();
    private final ArgumentRules rules;
    private final ResourceUris uris;
    private final Map<ToolKey, JudgedTool> tools = new ConcurrentHashMap<>();

    /** One definition at one server. */
    private record ToolKey(String server, Definition definition) {}

    ValidationGuard(
            ValidationSettings settings,
            Map<String, Map<String, Map<String, ArgumentClass>>> declared,
            Set<String> exemptHosts) {
        this.settings = settings;
        this.declared = declared;
        this.rules = new ArgumentRules(exemptHosts);
        this.uris = new ResourceUris(exemptHosts);
    }

    @Override
    public Phase phase() {
        return Phase.VALIDATE;
    }

    @Override
    public MethodSet inboundFor() {
        return MethodSet.of(
                McpMethod.TOOLS_CALL,
                McpMethod.RESOURCES_READ,
                McpMethod.RESOURCES_SUBSCRIBE,
                McpMethod.RESOURCES_UNSUBSCRIBE);
    }

    @Override
    public MethodSet outboundFor() {
        return MethodSet.of(McpMethod.TOOLS_CALL);
    }

    @Override
    public Verdict inbound(Exchange exchange, Message message) {
        if (!(message instanceof Message.Request request)) {
            return Verdict.PASS;
        }
        if (!request.method().equals(McpMethod.TOOLS_CALL)) {
            JsonNode uri = request.params().path("uri");
            // a request without a URI reads nothing: its form is the server's to refuse
            return uri.isMissingNode() ? Verdict.PASS : uris.judge(uri.asString(""));
        }
        JudgedTool tool = tool(exchange);
        if (tool == null) {
            return ELSEWHERE;
        }
        JsonNode given = request.params().path("arguments");
        JsonNode arguments = Arguments.areNone(given) ? JsonNodeFactory.instance.objectNode() : given;
        Verdict schema = tool.arguments().judge(arguments);
        return schema instanceof Verdict.Pass ? tool.classes().judge(arguments, rules) : schema;
    }

    @Override
    public Verdict outbound(Exchange exchange, Message message) {
        Definition definition = exchange.definition();
        boolean typed = !definition.member("outputSchema").isMissingNode();
        if (!(typed || definition.isNone())
                || !(message instanceof Message.Response response)
                || !isComplete(exchange, response.result())) {
            return Verdict.PASS;
        }
        if (definition.isNone()) {
            return response.result().has("structuredContent") ? FORGOTTEN : Verdict.PASS;
        }
        JudgedTool tool = tool(exchange);
        return tool == null ? ELSEWHERE : tool.result().judge(response.result().path("structuredContent"));
    }

    /** A tool's error, a question to the client and a task are no result of the tool. */
    private static boolean isComplete(Exchange exchange, JsonNode result) {
        boolean later =
                exchange.readMessage() instanceof Message.Request request && TaskForm.isCreated(request, result);
        return result.isObject()
                && !later
                && !result.path("isError").asBoolean(false)
                && result.path("resultType").asString("complete").equals("complete");
    }

    /** What was made of the tool's definition; null where it is not made yet, or the message is large, and this is the loop. */
    private @Nullable JudgedTool tool(Exchange exchange) {
        boolean onLoop = exchange.loop().isCurrent();
        if (onLoop && exchange.messageBytes() > MemoryGate.FREE_BYTES) {
            return null;
        }
        ToolKey key = new ToolKey(exchange.server(), exchange.definition());
        JudgedTool known = tools.get(key);
        if (known != null || onLoop) {
            return known;
        }
        JudgedTool made = judge(key);
        if (tools.size() >= TOOLS_MAX) {
            tools.clear();
        }
        tools.put(key, made);
        return made;
    }

    private JudgedTool judge(ToolKey key) {
        Definition definition = key.definition();
        Map<String, ArgumentClass> classes =
                declared.getOrDefault(key.server(), Map.of()).getOrDefault(definition.name(), Map.of());
        boolean closed = settings.unknownFields() == ValidationSettings.UnknownFields.REFUSE;
        JsonNode input = definition.member("inputSchema");
        return new JudgedTool(
                schemas.compileArguments(input, closed),
                schemas.compileResult(definition.member("outputSchema")),
                ArgumentClasses.of(input, classes, settings.inferArguments()));
    }
}
