package dev.sallyport.practice.session;

import dev.sallyport.catalog.Definition;
import dev.sallyport.catalog.ExposedName;
import dev.sallyport.catalog.Origin;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.MethodSet;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.Meta;
import dev.sallyport.protocol.TaskForm;
import dev.sallyport.protocol.json.Shallow;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Binds tasks to the principal whose call began them, and says by which tool that was. To anybody else a task is as unknown as none; what
 * was forgotten only the owner of the gateway may ask its server for, who holds the gateway's credentials anyway. Source: ext-tasks,
 * Security Considerations; MCP 2025-11-25, Tasks, Task Isolation and Access Control.
 */
final class TaskBinding implements Guard {
    static final Reason UNDECLARED = new Reason("session", "task-undeclared");
    static final Reason METHOD = new Reason("session", "task-method");
    static final Reason FILTERED = new Reason("session", "task-filtered");

    private static final Set<String> METHODS =
            Set.of(McpMethod.TASKS_GET, McpMethod.TASKS_UPDATE, McpMethod.TASKS_CANCEL);
    private static final String WANTED = "notifications";
    private static final Verdict UNKNOWN = new Verdict.Deny(Reasons.UNKNOWN_TASK);
    private static final Verdict NO_METHOD = new Verdict.Deny(METHOD);
    private static final Verdict NO_ANSWER = new Verdict.Deny(Reasons.PROTOCOL);
    private static final Verdict UNWANTED = new Verdict.Deny(
            UNDECLARED, new Hint.Mend("the server began a task, and the client did not declare that it knows tasks"));

    private final Tasks tasks;

    TaskBinding(Tasks tasks) {
        this.tasks = tasks;
    }

    @Override
    public Phase phase() {
        return Phase.REWRITE;
    }

    @Override
    public MethodSet inboundFor() {
        return method -> TaskForm.isMethod(method) || method.equals(McpMethod.LISTEN);
    }

    @Override
    public MethodSet outboundFor() {
        return MethodSet.ALL;
    }

    @Override
    public Verdict inbound(Exchange exchange, Message message) {
        if (!(message instanceof Message.Request request)) {
            return Verdict.PASS;
        }
        if (request.method().equals(McpMethod.LISTEN)) {
            exchange.tasks(id -> find(exchange, id).orElse(Definition.NONE));
            return listen(exchange, request);
        }
        JsonNode id = request.params().path(TaskForm.ID);
        if (id.isMissingNode()) {
            return Verdict.PASS;
        }
        find(exchange, id.asString("")).ifPresent(exchange::definition);
        if (mayKnow(exchange, id.asString(""))) {
            return Verdict.PASS;
        }
        return exchange.era() == Era.LEGACY || METHODS.contains(request.method()) ? UNKNOWN : NO_METHOD;
    }

    /** Leaves out what is not the caller's, as a server leaves out what it does not know. */
    private Verdict listen(Exchange exchange, Message.Request request) {
        JsonNode wanted = request.params().path(WANTED);
        ArrayNode own = own(exchange, wanted.path(TaskForm.IDS));
        return own.size() == wanted.path(TaskForm.IDS).size()
                ? Verdict.PASS
                : new Verdict.Replace(
                        request.with(Shallow.with(request.params(), WANTED, Shallow.with(wanted, TaskForm.IDS, own))),
                        FILTERED);
    }

    @Override
    public Verdict outbound(Exchange exchange, Message message) {
        return switch (message) {
            case Message.Response response when !response.isError() -> answer(exchange, response);
            case Message.Notification note when TaskForm.isState(note) -> state(exchange, note);
            default -> Verdict.PASS;
        };
    }

    private Verdict state(Exchange exchange, Message.Notification note) {
        String id = TaskForm.id(note.params());
        if (id.isEmpty() || TaskForm.hasCaseVariant(note.params())) {
            return NO_ANSWER;
        }
        return mayKnow(exchange, id) ? Verdict.PASS : UNKNOWN;
    }

    private Verdict answer(Exchange exchange, Message.Response response) {
        JsonNode result = response.result();
        if (TaskForm.isMethod(response.method())) {
            return TaskForm.hasCaseVariant(result) ? NO_ANSWER : asked(exchange, response);
        }
        if (TaskForm.isCreated(result)) {
            boolean form = response.method().equals(McpMethod.TOOLS_CALL) && !TaskForm.hasCaseVariant(result);
            return isDeclared(exchange) ? created(exchange, result, form ? TaskForm.id(result) : "") : UNWANTED;
        }
        return exchange.readMessage() instanceof Message.Request request && TaskForm.isCreated(request, result)
                ? created(exchange, result, TaskForm.olderId(result))
                : Verdict.PASS;
    }

    private static boolean isDeclared(Exchange exchange) {
        return exchange.readMessage() instanceof Message.Request request
                && TaskForm.isDeclared(Meta.of(request.params()));
    }

    /** A task is begun; one that brings what clients take for the tool's own result is none. */
    private Verdict created(Exchange exchange, JsonNode result, String id) {
        if (id.isEmpty() || result.has("content") || result.has("structuredContent")) {
            return NO_ANSWER;
        }
        origin(exchange, id).ifPresent(task -> tasks.keep(exchange.principal(), task, exchange.definition()));
        return Verdict.PASS;
    }

    private Verdict asked(Exchange exchange, Message.Response response) {
        String id = TaskForm.id(response.result());
        if (response.method().equals(McpMethod.TASKS_LIST)) {
            ArrayNode own = own(exchange, response.result().path("tasks"));
            return own.size() == response.result().path("tasks").size()
                    ? Verdict.PASS
                    : new Verdict.Replace(response.with(Shallow.with(response.result(), "tasks", own)), FILTERED);
        }
        if (id.isEmpty()) {
            boolean must = response.method().equals(McpMethod.TASKS_GET)
                    || response.result().has(TaskForm.ID);
            return must ? NO_ANSWER : Verdict.PASS;
        }
        return isSame(exchange, id) ? Verdict.PASS : NO_ANSWER;
    }

    /** True where {@code id} is the one that was asked for, which in front of several servers names its server. */
    private static boolean isSame(Exchange exchange, String id) {
        String asked = exchange.message() instanceof Message.Request request
                ? request.params().path(TaskForm.ID).asString("")
                : "";
        return asked.equals(
                exchange.server().equals(exchange.envelope().route())
                        ? id
                        : ExposedName.ofTask(new Origin(exchange.server(), id)));
    }

    /** Those of {@code tasks}, ids or what has one, that the caller may ask after; not an array, and none passes. */
    private ArrayNode own(Exchange exchange, JsonNode all) {
        ArrayNode own = Shallow.copy(all).arrayNode();
        for (JsonNode task : all) {
            String id = task.isString() ? task.asString() : TaskForm.id(task);
            if (mayKnow(exchange, id)) {
                own.add(task);
            }
        }
        return own;
    }

    /** True for a task of the caller by a tool that is not hidden from it, and for one that the owner of the gateway may ask for. */
    private boolean mayKnow(Exchange exchange, String id) {
        return origin(exchange, id)
                .flatMap(task -> tasks.find(exchange.principal(), task)
                        .map(tool -> !isHidden(exchange, new Origin(task.server(), tool.name()))))
                .orElse(exchange.principal().equals(Principal.LOCAL));
    }

    private static boolean isHidden(Exchange exchange, Origin tool) {
        Upstream shown = exchange.snapshot().servers().get(exchange.envelope().route());
        return shown != null && shown.exposure().filter(sum -> sum.hides(tool)).isPresent();
    }

    private Optional<Definition> find(Exchange exchange, String id) {
        return origin(exchange, id).flatMap(task -> tasks.find(exchange.principal(), task));
    }

    /** The task by its server; where the exchange is with several at once, the id itself names it. */
    private static Optional<Origin> origin(Exchange exchange, String id) {
        Upstream upstream = exchange.snapshot().servers().get(exchange.server());
        return upstream != null && upstream.exposure().isPresent()
                ? ExposedName.task(id)
                : Optional.of(new Origin(exchange.server(), id));
    }
}
