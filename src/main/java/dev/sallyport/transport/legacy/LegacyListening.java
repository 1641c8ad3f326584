package dev.sallyport.transport.legacy;

import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.pipeline.event.UpstreamFailure;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.ListChange;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.TaskForm;
import dev.sallyport.protocol.legacy.ModernForm;
import dev.sallyport.protocol.legacy.ServerFacts;
import dev.sallyport.protocol.legacy.Subscribable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One {@code subscriptions/listen} of a client of the newer era at a server of the older, which knows subscriptions one by one. */
final class LegacyListening implements UpstreamCall {
    private static final int RESOURCES_MAX = 1000;
    private static final int TASKS_MAX = 64;
    private static final int UNREAD_MAX = 1024;

    private final KeptSession kept;
    private final Function<String, @Nullable LegacyTask> tasks;
    private final Leg leg;
    private final Message.Request request;
    private final ObjectNode agreed = JsonNodeFactory.instance.objectNode();
    private final Set<String> resources = new LinkedHashSet<>();
    private final List<TaskWatch> watches = new ArrayList<>();
    private boolean reading = true;
    private int unread;
    private boolean over;

    /** A subscription of a client whose tasks {@code tasks} finds by their ids. */
    LegacyListening(KeptSession kept, Leg leg, Message.Request request, Function<String, @Nullable LegacyTask> tasks) {
        this.tasks = tasks;
        this.kept = kept;
        this.leg = leg;
        this.request = request;
    }

    /** Agrees to what {@code facts} say the server is able to, and listens. */
    UpstreamCall start(ServerFacts facts) {
        JsonNode wanted = request.params().path("notifications");
        ListChange.told(facts.capabilities())
                .map(ListChange::filter)
                .filter(change -> wanted.path(change).asBoolean(false))
                .forEach(change -> agreed.put(change, true));
        if (facts.capabilities().path("resources").path("subscribe").asBoolean(false)) {
            for (JsonNode uri : wanted.path("resourceSubscriptions")) {
                if (uri.isString() && Subscribable.isUri(uri.asString()) && resources.size() < RESOURCES_MAX) {
                    resources.add(uri.asString());
                }
            }
            resources.forEach(agreed.putArray("resourceSubscriptions")::add);
        }
        if (facts.makesTasks() && wanted.path(TaskForm.IDS).isArray()) {
            watch(wanted.path(TaskForm.IDS));
        }
        leg.events().accept(new UpstreamEvent.Opened());
        CompletableFuture<Void> subscribed = kept.subscriptions().add(leg, resources);
        kept.ready(leg).whenComplete((_, failure) -> {
            if (failure != null) {
                leg.loop().execute(() -> failed(UpstreamFailure.reasonOf(failure, Reasons.UNREACHABLE)));
            }
        });
        if (subscribed.isDone()) {
            acknowledge();
        } else {
            subscribed.thenRunAsync(this::acknowledge, leg.loop());
        }
        return this;
    }

    /** The session has ended, and nothing will be heard in it; where only the server is away, it is asked again. */
    private void failed(Reason why) {
        if (!over && why.equals(Reasons.SESSION_LOST)) {
            abandon();
            leg.events().accept(new UpstreamEvent.Failed(Reasons.CONNECTION_LOST, Hint.NONE));
        }
    }

    /** What changes from now on the client hears of, and nothing before. */
    private void acknowledge() {
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.set("notifications", agreed);
        say(JsonRpc.notification(McpMethod.ACKNOWLEDGED, params), 0);
        if (!over) {
            kept.begins(this);
            watches.forEach(TaskWatch::start);
        }
    }

    /** True for a request that wants to hear of tasks. */
    static boolean wantsTasks(Message.Request request) {
        return request.method().equals(McpMethod.LISTEN)
                && !request.params().path("notifications").path(TaskForm.IDS).isEmpty();
    }

    /** Agrees to tell of the tasks that are known here. */
    private void watch(JsonNode wanted) {
        ArrayNode ids = agreed.putArray(TaskForm.IDS);
        for (JsonNode id : wanted) {
            LegacyTask task = watches.size() < TASKS_MAX ? tasks.apply(id.asString("")) : null;
            if (task != null) {
                ids.add(task.id());
                watches.add(new TaskWatch(task, leg, this::say));
            }
        }
    }

    /** The server said that something changed; on any thread. */
    void said(Message.Notification note, int sizeBytes) {
        if (isAgreed(note)) {
            leg.loop().execute(() -> say(note, sizeBytes));
        }
    }

    private boolean isAgreed(Message.Notification note) {
        return note.method().equals(Subscribable.RESOURCE_UPDATED)
                ? isSubscribed(note.params().path("uri").asString(""))
                : ListChange.of(note.method())
                        .filter(change -> agreed.has(change.filter()))
                        .isPresent();
    }

    /** A part of a resource may be named. Source: MCP 2025-11-25, schema, ResourceUpdatedNotification. */
    private boolean isSubscribed(String uri) {
        return resources.stream().anyMatch(uri::startsWith);
    }

    private void say(Message.Notification note, int sizeBytes) {
        if (over) {
            return;
        }
        if (!reading && ++unread > UNREAD_MAX) {
            // the stream of the server is shared, so it is not paused for one who does not read
            abandon();
            leg.events().accept(new UpstreamEvent.Failed(Reasons.STREAM_OVERFLOW, Hint.NONE));
            return;
        }
        Message.Notification marked = ModernForm.subscribed(note, request.id().json());
        leg.events().accept(new UpstreamEvent.Spoke(marked, "", 200, sizeBytes));
    }

    @Override
    public void abandon() {
        if (over) {
            return;
        }
        over = true;
        kept.ends(this);
        watches.forEach(TaskWatch::end);
        kept.subscriptions().remove(leg, resources);
    }

    @Override
    public void reading(boolean on) {
        reading = on;
        unread = 0;
    }

    @Override
    public void withdraw(String why) {
        abandon();
    }

    @Override
    public void cancel(Message.Notification cancelled) {
        abandon();
    }
}
