package dev.sallyport.transport.legacy.translated;

import dev.sallyport.catalog.ExposedName;
import dev.sallyport.catalog.Origin;
import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Session;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.RequestId;
import dev.sallyport.protocol.TaskForm;
import dev.sallyport.protocol.legacy.ClientFacts;
import dev.sallyport.protocol.legacy.LegacyMethod;
import dev.sallyport.protocol.legacy.LegacyTaskForm;
import dev.sallyport.protocol.legacy.LogLevel;
import dev.sallyport.protocol.legacy.ServerFacts;
import dev.sallyport.protocol.legacy.Subscribable;
import dev.sallyport.transport.LateCall;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The session of a client of the older era before a server that has none: what a session remembers is remembered here, and said
 * with every request. Safe for use by several threads.
 */
public final class TranslatedSession implements Session.Link {
    private static final int SUBSCRIPTIONS_MAX = 1000;

    private static final int LEFT_MAX = 64;

    private final Queue<ModernRun> left = new ArrayDeque<>(0);
    private volatile Upstream server;
    private final ClientFacts client;
    private final ServerFacts facts;
    private final Supplier<ModernTasks> freshTasks;
    private final Map<String, ModernTasks> tasks = new ConcurrentHashMap<>();
    private final boolean tasking;
    private final Map<RequestId, Interview> asked = new ConcurrentHashMap<>();
    private final Set<String> subscriptions = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable ModernListening> listening = new AtomicReference<>();
    private final AtomicLong nextAsk = new AtomicLong(1);
    private volatile String logLevel = "";

    /** A session of {@code client} at a server that says {@code facts} of itself, where tasks are shown as far as {@code tasking}. */
    public TranslatedSession(
            Upstream server, ClientFacts client, ServerFacts facts, Supplier<ModernTasks> freshTasks, boolean tasking) {
        this.freshTasks = freshTasks;
        this.tasking = tasking;
        this.server = server;
        this.client = client;
        this.facts = facts;
    }

    ClientFacts client() {
        return client;
    }

    ServerFacts facts() {
        return facts;
    }

    /** The tasks of the client at the server that {@code leg} leads to, which may be one of several behind ours. */
    ModernTasks tasks(Leg leg) {
        return tasks(leg.exchange().server());
    }

    /** The tasks of the client at {@code at}. */
    ModernTasks tasks(String at) {
        return tasks.computeIfAbsent(at, _ -> freshTasks.get());
    }

    /** All tasks of the client, server by server. */
    List<Origin> allTasks() {
        return tasks.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .flatMap(each -> each.getValue().ids().stream().map(id -> new Origin(each.getKey(), id)))
                .toList();
    }

    /** The id by which the client knows {@code task}. */
    String shown(Origin task) {
        return isOfOneServer() ? task.name() : ExposedName.ofTask(task);
    }

    /** What has passed the guards, as the client reads it: a tool that says nothing of tasks may be called as one. */
    public Message.Spoken shown(Message.Spoken message) {
        return tasking
                        && message instanceof Message.Response response
                        && response.method().equals(McpMethod.TOOLS_LIST)
                ? LegacyTaskForm.tools(response)
                : message;
    }

    /** True where the server is one, and not several that are shown as one. */
    boolean isOfOneServer() {
        return server.exposure().isEmpty();
    }

    /** True where calls may become tasks. */
    boolean makesTasks() {
        return tasking;
    }

    String logLevel() {
        return logLevel;
    }

    Set<String> subscriptions() {
        return subscriptions;
    }

    /** Goes on at {@code other}, which the settings name now; a stream that is open stays where it is until it ends. */
    public TranslatedSession at(Upstream other) {
        server = other;
        return this;
    }

    /** The leg to the server, with what the client said of itself. */
    public Leg leg(Leg leg, Consumer<UpstreamEvent> events) {
        return leg(leg, client, events);
    }

    /** The leg to the server for a client that says {@code itself}. */
    static Leg leg(Leg leg, ClientFacts itself, Consumer<UpstreamEvent> events) {
        ObjectNode meta = JsonNodeFactory.instance.objectNode();
        itself.describe(meta, "");
        return leg.modern(meta, events);
    }

    /** Takes any message of the client. */
    public UpstreamCall send(Leg leg, Message message) {
        return switch (message) {
            case Message.Request request -> request(leg, request);
            case Message.Response response -> response(leg, response);
            case Message.OpenStream _ -> listen(leg);
            // the server knows neither sessions nor what the others announce
            case Message.Notification _, Message.EndSession _ -> taken(leg);
        };
    }

    private UpstreamCall request(Leg leg, Message.Request request) {
        String method = request.method();
        return switch (method) {
            case LegacyMethod.PING -> done(leg, request);
            case LegacyMethod.SET_LEVEL -> level(leg, request);
            case McpMethod.RESOURCES_SUBSCRIBE, McpMethod.RESOURCES_UNSUBSCRIBE -> subscribe(leg, request);
            case McpMethod.TASKS_GET, McpMethod.TASKS_RESULT, McpMethod.TASKS_CANCEL, McpMethod.TASKS_LIST ->
                tasking
                        ? ModernTaskRun.start(new TaskExchange(server, this, leg, request))
                        : refuse(leg, request, JsonRpc.METHOD_NOT_FOUND, "method not found");
            default ->
                LegacyMethod.isRetired(method) || TaskForm.isMethod(method)
                        ? refuse(leg, request, JsonRpc.METHOD_NOT_FOUND, "method not found")
                        : new ModernRun(server, this, leg, request).start();
        };
    }

    private UpstreamCall level(Leg leg, Message.Request request) {
        String level = request.params().path("level").asString("");
        if (!LogLevel.isKnown(level)) {
            return refuse(leg, request, JsonRpc.INVALID_PARAMS, "the log level is not one that MCP knows");
        }
        logLevel = level;
        return done(leg, request);
    }

    private UpstreamCall subscribe(Leg leg, Message.Request request) {
        String uri = request.params().path("uri").asString("");
        if (request.method().equals(McpMethod.RESOURCES_UNSUBSCRIBE)) {
            subscriptions.remove(uri);
        } else if (!Subscribable.isUri(uri) || subscriptions.size() >= SUBSCRIPTIONS_MAX) {
            return refuse(leg, request, JsonRpc.INVALID_PARAMS, "no uri, or too many subscriptions");
        } else {
            subscriptions.add(uri);
        }
        ModernListening now = listening.get();
        if (now == null) {
            return done(leg, request);
        }
        // what changes after the answer must be heard
        LateCall late = new LateCall();
        now.renew().thenRunAsync(() -> late.make(() -> done(leg, request)), leg.loop());
        return late;
    }

    /** The client's answer to what a call asked of it. */
    private UpstreamCall response(Leg leg, Message.Response response) {
        Interview interview = asked.remove(response.id());
        if (interview != null) {
            interview.answered(response);
        }
        return taken(leg);
    }

    /** What is said in the client's place to a question that is not handed over; on the loop of the call that asks. */
    void answer(Message.Response response) {
        Interview interview = asked.remove(response.id());
        if (interview != null) {
            interview.take(response);
        }
    }

    /** There is more to hear: who listens listens anew. */
    void relisten() {
        ModernListening now = listening.get();
        if (now != null) {
            now.renew();
        }
    }

    /** The client's stream: the latest hears what the server says, for nothing may be said twice. */
    private UpstreamCall listen(Leg leg) {
        ModernListening fresh = new ModernListening(server, this, leg);
        ModernListening before = listening.getAndSet(fresh);
        if (before != null) {
            before.replaced();
        }
        return fresh.start();
    }

    void over(ModernListening listened) {
        listening.compareAndSet(listened, null);
    }

    /** An id for a question to the client, whose answer goes to {@code interview}. */
    RequestId ask(Interview interview) {
        RequestId id = new RequestId(StringNode.valueOf("sallyport-" + nextAsk.getAndIncrement()));
        asked.put(id, interview);
        return id;
    }

    /** Notes how a call is given up whose client went away: it goes on for nobody, and of too many the oldest ends. */
    void leave(ModernRun run) {
        ModernRun oldest = null;
        synchronized (left) {
            left.add(run);
            if (left.size() > LEFT_MAX) {
                oldest = left.remove();
            }
        }
        if (oldest != null) {
            oldest.giveUp();
        }
    }

    /** A call that went on for nobody is over. */
    void over(ModernRun run) {
        synchronized (left) {
            left.remove(run);
        }
    }

    /** Waits no more for the answers that {@code interview} asked for. */
    void forget(Interview interview) {
        asked.values().removeIf(interview::equals);
    }

    private static UpstreamCall done(Leg leg, Message.Request request) {
        ObjectNode nothing = JsonNodeFactory.instance.objectNode();
        return answer(leg, JsonRpc.result(request.id(), request.method(), nothing));
    }

    private static UpstreamCall refuse(Leg leg, Message.Request request, int code, String why) {
        return answer(leg, JsonRpc.error(request.id(), request.method(), code, why, MissingNode.getInstance()));
    }

    private static UpstreamCall answer(Leg leg, Message.Response response) {
        leg.events().accept(new UpstreamEvent.Spoke(response, "", 200, 0));
        return UpstreamCall.DONE;
    }

    private static UpstreamCall taken(Leg leg) {
        leg.events().accept(new UpstreamEvent.Accepted());
        return UpstreamCall.DONE;
    }

    @Override
    public void close() {
        ModernListening now = listening.getAndSet(null);
        if (now != null) {
            now.replaced();
        }
        asked.clear();
        tasks.values().forEach(ModernTasks::clear);
    }
}
