package dev.sallyport.pipeline;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.Definition;
import dev.sallyport.catalog.ExposedName;
import dev.sallyport.catalog.Exposure;
import dev.sallyport.catalog.Kind;
import dev.sallyport.catalog.Origin;
import dev.sallyport.catalog.SearchTools;
import dev.sallyport.catalog.Target;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.protocol.Arguments;
import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.ListChange;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.Meta;
import dev.sallyport.protocol.RequestId;
import dev.sallyport.protocol.TaskForm;
import dev.sallyport.protocol.TaskWords;
import dev.sallyport.protocol.json.Shallow;
import dev.sallyport.protocol.legacy.ModernForm;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Puts a read message into its place: its era, the request that it answers or takes back, the server that it is for, and the
 * definition of the tool that it calls.
 */
final class Resolution {
    /** What stands for the message while only the envelope is known. */
    static final Message NOTHING_YET = new Message.OpenStream("");

    private static final int LEFT_BYTES_MAX = 16 * 1024;
    /** What every notification of MCP begins with: without an id a request is none, and some servers carry it out all the same. */
    private static final String NOTIFICATIONS = "notifications/";

    private static final Reason NOTIFICATION_FORM = new Reason("validation", "notification-form");
    private static final Reason ID_IN_USE = new Reason("validation", "id-in-use");
    private static final Reason UNASKED = new Reason("validation", "response-unasked");
    private static final Reason UNKNOWN_TOOL = new Reason("validation", "unknown-tool");
    private static final Reason ARGUMENTS_MISMATCH = new Reason("validation", "arguments-mismatch");
    private static final Reason UNKNOWN_TARGET = new Reason("validation", "unknown-target");
    private static final int TTL_MILLIS_MAX = 60_000;
    private static final int QUESTIONS_MAX = 3;
    private static final long REFRESH_SECONDS = 2;

    private final Exchange exchange;
    private boolean begun;
    private boolean readied;
    private boolean refreshed;
    private int questions;
    private List<Message.Notification> agreed = List.of();
    private boolean changed;

    /** What the resolution of a message came to. */
    sealed interface Step {
        /** Go on with this message. */
        record Go(Message message) implements Step {}

        /** Refuse it. */
        record Stop(Reason reason, Hint hint) implements Step {}

        /** Resolve again when the question is answered; refuse where it fails. */
        record Ask(CompletionStage<?> question, Reason otherwise) implements Step {}
    }

    Resolution(Exchange exchange) {
        this.exchange = exchange;
    }

    /** The server of the exchange. */
    Upstream upstream() {
        Upstream upstream =
                exchange.snapshot().servers().get(exchange.envelope().route());
        if (upstream == null) {
            throw new IllegalStateException("the route was not checked");
        }
        return upstream;
    }

    /** Resolves; may be called again with the same message after a question. */
    Step resolve(Message message) {
        if (message instanceof Message.Notification note && !note.method().startsWith(NOTIFICATIONS)) {
            return new Step.Stop(NOTIFICATION_FORM, Hint.NONE);
        }
        if (!begun && MetadataRules.check(exchange, message) instanceof Verdict.Deny denial) {
            return new Step.Stop(denial.reason(), denial.hint());
        }
        Session session = exchange.session();
        if (message instanceof Message.Response response) {
            String asked = session == null ? "" : session.answered(response.id());
            return asked.isEmpty() ? new Step.Stop(UNASKED, Hint.NONE) : new Step.Go(response.answering(asked));
        }
        if (message instanceof Message.Request request && !begun) {
            if (session != null && !session.begin(request.id(), exchange)) {
                return new Step.Stop(ID_IN_USE, Hint.NONE);
            }
            begun = true;
        }
        if (message instanceof Message.Request && !readied) {
            readied = true;
            Step ready = ready(message);
            if (!(ready instanceof Step.Go)) {
                return ready;
            }
        }
        if (!(message instanceof Message.Request request)) {
            return new Step.Go(message);
        }
        Optional<Exposure> several = upstream().exposure();
        if (several.isPresent()) {
            return formed(within(several.get(), request));
        }
        return formed(request.method().equals(McpMethod.TOOLS_CALL) ? tool(request) : new Step.Go(message));
    }

    /** Arguments that are no object would be none to a policy and to whoever agrees to the call, and go to the server all the same. */
    private Step formed(Step step) {
        return step instanceof Step.Go(Message.Request request)
                        && isMisshapen(request)
                        && !exchange.snapshot().pipeline().isBridge()
                ? new Step.Stop(ARGUMENTS_MISMATCH, new Hint.Mend("`arguments` must be an object"))
                : step;
    }

    private static boolean isMisshapen(Message.Request request) {
        JsonNode arguments = request.params().path("arguments");
        return McpMethod.hasArguments(request.method()) && !arguments.isObject() && !Arguments.areNone(arguments);
    }

    /** Finds the one of several servers that the request is for; where nobody is, it may have become known just now. */
    private Step within(Exposure exposure, Message.Request request) {
        Optional<SumResolution> found = SumResolution.of(exposure, request);
        if (found.isEmpty()) {
            exchange.definition(request.method().equals(McpMethod.TOOLS_CALL) ? SearchTools.FIND : Definition.NONE);
            return new Step.Go(request);
        }
        SumResolution resolved = seen(found.get(), request);
        if (resolved.target().isNone() && TaskForm.isMethod(request.method())) {
            return new Step.Stop(Reasons.UNKNOWN_TASK, Hint.NONE);
        }
        if (resolved.target().isNone()) {
            if (!refreshed) {
                refreshed = true;
                return ask(upstream().refresh(), Reasons.CATALOG);
            }
            return request.method().equals(McpMethod.TOOLS_CALL)
                    ? new Step.Stop(UNKNOWN_TOOL, UnknownTool.hint(exchange, exposure, request))
                    : new Step.Stop(UNKNOWN_TARGET, Hint.NONE);
        }
        exchange.server(resolved.target().server(), resolved.request());
        if (!request.method().equals(McpMethod.TOOLS_CALL)) {
            return new Step.Go(resolved.request());
        }
        exchange.definition(resolved.target().definition());
        return MetadataRules.parameters(exchange, request, resolved.shown(request, exposure))
                        instanceof Verdict.Deny denial
                ? new Step.Stop(denial.reason(), denial.hint())
                : new Step.Go(resolved.request());
    }

    private Step ready(Message message) {
        CompletionStage<?> ready = upstream().ready(Leg.of(exchange));
        CompletableFuture<?> known = ready.toCompletableFuture();
        return known.isDone() && !known.isCompletedExceptionally()
                ? new Step.Go(message)
                : ask(ready, Reasons.UNREACHABLE);
    }

    private Step tool(Message.Request request) {
        Catalog catalog = upstream().catalog(Leg.of(exchange));
        Definition definition = seen(catalog.tool(request.params().path("name").asString("")));
        long nowNanos = System.nanoTime();
        Catalog.Knowledge knowledge = catalog.knowledge(nowNanos);
        if (definition.isNone()) {
            return knowledge == Catalog.Knowledge.NONE
                    ? ask(catalog.load(upstream().definitions(Leg.of(exchange)), nowNanos), Reasons.CATALOG)
                    : unknown(catalog, request, nowNanos);
        }
        if (knowledge == Catalog.Knowledge.OLD) {
            // nobody waits for it: this call is judged by what is here
            catalog.refresh(upstream().definitions(Leg.of(exchange)), nowNanos);
        }
        exchange.definition(definition);
        return MetadataRules.parameters(exchange, request, definition) instanceof Verdict.Deny denial
                ? new Step.Stop(denial.reason(), denial.hint())
                : new Step.Go(request);
    }

    /** A name that is not in the list may be new: the server is asked once more, and not waited for long. */
    private Step unknown(Catalog catalog, Message.Request request, long nowNanos) {
        if (!refreshed) {
            refreshed = true;
            var asked = catalog.refresh(upstream().definitions(Leg.of(exchange)), nowNanos);
            if (asked.isPresent()) {
                return ask(
                        asked.get()
                                .handle((_, _) -> true)
                                .toCompletableFuture()
                                .completeOnTimeout(true, REFRESH_SECONDS, TimeUnit.SECONDS),
                        Reasons.CATALOG);
            }
        }
        // the gateway behind a bridge knows more of the tool, and its record has the incident
        return exchange.snapshot().pipeline().isBridge()
                ? new Step.Go(request)
                : new Step.Stop(UNKNOWN_TOOL, UnknownTool.hint(exchange, catalog, request));
    }

    /** A tool that the caller may not know is none. */
    private Definition seen(Definition tool) {
        return tool.isNone() || isSeen(Kind.TOOL, new Target(exchange.server(), tool)) ? tool : Definition.NONE;
    }

    /** What the caller may not know is nobody's. */
    private SumResolution seen(SumResolution found, Message.Request request) {
        Kind kind =
                switch (found.request().method()) {
                    case McpMethod.TOOLS_CALL -> Kind.TOOL;
                    case McpMethod.PROMPTS_GET -> Kind.PROMPT;
                    default -> Kind.RESOURCE;
                };
        boolean judged = kind != Kind.RESOURCE && !found.target().isNone();
        return judged && !isSeen(kind, found.target()) ? new SumResolution(Target.NONE, request) : found;
    }

    private boolean isSeen(Kind kind, Target target) {
        Optional<Reason> why = exchange.snapshot().visibility().hides(exchange, kind, target);
        why.ifPresent(reason -> exchange.note("hide", reason));
        return why.isEmpty();
    }

    private Step ask(CompletionStage<?> question, Reason otherwise) {
        questions++;
        return questions > QUESTIONS_MAX ? new Step.Stop(otherwise, Hint.NONE) : new Step.Ask(question, otherwise);
    }

    /** What the server said, ready for the guards: what it teaches about definitions is taken over first. */
    Message.Spoken outbound(Message.Spoken message) {
        if (message.method().equals(McpMethod.TOOLS_CHANGED)) {
            upstream().catalog(Leg.of(exchange)).invalidate();
        }
        if (message instanceof Message.Notification note && note.method().equals(McpMethod.ACKNOWLEDGED)) {
            agreed = ListChange.agreed(note.params().path("notifications"));
        }
        if (!(message instanceof Message.Response response) || response.isError()) {
            return message;
        }
        Session session = exchange.session();
        if (session != null && response.method().equals(McpMethod.INITIALIZE)) {
            session.listChanges(ListChange.told(response.result().path("capabilities"))
                    .map(ListChange::notification)
                    .toList());
        }
        if (response.method().equals(McpMethod.TOOLS_LIST)) {
            upstream().catalog(Leg.of(exchange)).learn(response.result().path("tools"));
        }
        return exchange.era() == Era.MODERN && McpMethod.isCacheable(response.method()) ? bounded(response) : response;
    }

    /**
     * What is listed depends on who asks, so it is no answer for another; and it may change with the settings, so it is not kept for
     * long. Source: MCP 2026-07-28, Caching.
     */
    private static Message.Response bounded(Message.Response response) {
        if (!(response.result() instanceof ObjectNode said)) {
            return response;
        }
        JsonNode ttl = said.path("ttlMs");
        boolean tooLong = ttl.isNumber() && ttl.asDouble(0) > TTL_MILLIS_MAX;
        if (!tooLong && said.path("cacheScope").asString("").equals("private")) {
            return response;
        }
        ObjectNode result = Shallow.copy(said).put("cacheScope", "private");
        if (tooLong) {
            result.put("ttlMs", TTL_MILLIS_MAX);
        }
        return response.with(result);
    }

    /** Moves to {@code latest}. */
    void renew(Snapshot latest) {
        changed |= !latest.visibility()
                .version()
                .equals(exchange.snapshot().visibility().version());
        exchange.snapshot(latest);
    }

    /** What a client that listens has to be told since it may know other things than before: to list again. */
    List<Message.Notification> news() {
        if (!changed) {
            return List.of();
        }
        changed = false;
        Session session = exchange.session();
        if (!(exchange.message() instanceof Message.Request request)) {
            return session == null ? List.of() : session.listChanges();
        }
        return agreed.stream()
                .map(note -> ModernForm.subscribed(note, request.id().json()))
                .toList();
    }

    /** Cancels the task that a refused answer would have begun: it would run on for a client that never hears of it. */
    void giveUp(Message.Response refused) {
        String task = exchange.readMessage() instanceof Message.Request request ? TaskForm.begun(request, refused) : "";
        if (task.isEmpty()) {
            return;
        }
        RequestId id = new RequestId(StringNode.valueOf("sallyport-" + exchange.id()));
        Message.Request cancel = TaskWords.about(id, McpMethod.TASKS_CANCEL, task);
        Leg leg = Leg.of(exchange);
        if (exchange.era() == Era.MODERN) {
            ObjectNode meta = TaskForm.declaring(leg.meta());
            upstream().send(leg.modern(meta, _ -> {}), cancel.with(Shallow.with(cancel.params(), Meta.MEMBER, meta)));
        } else {
            upstream().send(leg.hearing(_ -> {}), cancel);
        }
    }

    /** What has passed the guards, as a client of several servers knows it: the ids of tasks name their server. */
    Message.Spoken shown(Message.Spoken message) {
        String server = exchange.server();
        return server.equals(exchange.envelope().route())
                ? upstream().shown(Leg.of(exchange), message)
                : TaskForm.renamed(message, own -> ExposedName.ofTask(new Origin(server, own)));
    }

    /** Notes a request of the server that is about to be handed to the client; false where it may not be. */
    boolean askClient(Message.Request request) {
        Session session = exchange.session();
        return exchange.era() == Era.LEGACY && session != null && session.ask(request.id(), request.method());
    }

    /** Takes back the waiting request that {@code note} names, on its own loop. */
    void cancel(Message.Notification note) {
        Session session = exchange.session();
        if (session == null) {
            return;
        }
        RequestId request = new RequestId(note.params().path("requestId"));
        Exchange waiting = session.waiting(request);
        if (waiting != null) {
            waiting.loop().execute(() -> waiting.cancel(note));
        } else {
            session.cancelLeft(request, note);
        }
    }

    /**
     * A client of a session that went away may still take its request back, which runs as {@code call}; not one that is large, for
     * what is kept for that holds the message too.
     */
    void left(UpstreamCall call) {
        Session session = exchange.session();
        boolean handshake = exchange.method().equals(McpMethod.INITIALIZE);
        boolean small = exchange.bytesIn() <= LEFT_BYTES_MAX;
        if (begun && !handshake && small && session != null && exchange.message() instanceof Message.Request request) {
            session.leave(request.id(), note -> exchange.loop().execute(() -> call.cancel(note)));
        }
    }

    /** Forgets what was noted for the exchange; a session whose handshake failed is none. */
    void release(Outcome how) {
        Session session = exchange.session();
        if (session != null && exchange.readMessage() instanceof Message.OpenStream) {
            session.listened(exchange);
        }
        boolean handshake = exchange.method().equals(McpMethod.INITIALIZE)
                && exchange.envelope().carrier() == Envelope.Carrier.POST;
        if (session != null && handshake && how != Outcome.ANSWERED) {
            // the client never learnt of the session
            session.end();
        }
        if (begun && session != null && exchange.message() instanceof Message.Request request) {
            session.finish(request.id(), exchange);
        }
    }

    /** The server has forgotten the session, so it is over for the client too. */
    void sessionLost() {
        Session session = exchange.session();
        if (session != null) {
            session.end();
        }
    }

    /** The answer to a request of the server that is not handed to the client. */
    static Message.Response declined(Message.Request request, Exchange exchange) {
        return JsonRpc.error(
                request.id(),
                request.method(),
                JsonRpc.REFUSED,
                "refused by Sallyport (incident " + exchange.id() + ")",
                MissingNode.getInstance());
    }
}
