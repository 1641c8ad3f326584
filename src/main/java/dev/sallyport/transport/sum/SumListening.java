package dev.sallyport.transport.sum;

import dev.sallyport.catalog.ExposedName;
import dev.sallyport.catalog.Exposure;
import dev.sallyport.catalog.Kind;
import dev.sallyport.catalog.Origin;
import dev.sallyport.catalog.Target;
import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.TaskForm;
import dev.sallyport.protocol.json.Shallow;
import dev.sallyport.protocol.legacy.LegacyForm;
import dev.sallyport.protocol.legacy.ModernForm;
import dev.sallyport.transport.Backoff;
import dev.sallyport.transport.NettyLoop;
import dev.sallyport.transport.WhenReady;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A subscription at several servers: changes of lists are those of what is shown, and each resource or task is subscribed to at the
 * server that owns it. A server that ends its part ends no other.
 */
final class SumListening implements UpstreamCall, Surveys.Listener {
    /** How long the slowest server may delay the acknowledgement. */
    private static final long STANDING_MILLIS = 1_000;

    private static final String RESOURCE_UPDATED = "notifications/resources/updated";
    private static final String RESOURCES = "resourceSubscriptions";
    private static final int PARTS_MAX = 1000;
    /** 1 s doubling to a minute; a part that lasted ten seconds forgives. */
    private static final Backoff.Policy REOPENING =
            new Backoff.Policy(0, Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofSeconds(10));

    private final String route;
    private final Surveys surveys;
    private final Leg leg;
    private final Message.Request request;
    private final Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    private final Set<Origin> tasks = new HashSet<>();
    private final Map<String, UpstreamCall> parts = new HashMap<>();
    private final Set<String> awaited = new HashSet<>();
    private final ObjectNode agreed = JsonNodeFactory.instance.objectNode();
    private boolean acknowledged;
    private boolean over;

    SumListening(String route, Surveys surveys, Leg leg, Message.Request request) {
        this.route = route;
        this.surveys = surveys;
        this.leg = leg;
        this.request = request;
    }

    UpstreamCall start() {
        // before the acknowledgement: what changes after it must be heard
        surveys.add(this);
        Exposure exposure = surveys.exposure(route);
        JsonNode wanted = request.params().path("notifications");
        for (Kind kind : Kind.values()) {
            if (wanted.path(Lists.change(kind).filter()).asBoolean(false)) {
                kinds.add(kind);
                agreed.put(Lists.change(kind).filter(), true);
            }
        }
        Map<String, ObjectNode> shares = new LinkedHashMap<>();
        resources(exposure, wanted.path(RESOURCES), shares);
        tasks(exposure, wanted.path(TaskForm.IDS), shares);
        leg.events().accept(new UpstreamEvent.Opened());
        awaited.addAll(shares.keySet());
        shares.forEach((server, share) -> subscribe(server, share, 0));
        if (awaited.isEmpty()) {
            acknowledge();
        } else {
            ((NettyLoop) leg.loop()).eventLoop().schedule(this::acknowledge, STANDING_MILLIS, TimeUnit.MILLISECONDS);
        }
        return this;
    }

    /** The part at {@code server} stands, or will not in a moment. */
    private void settled(String server) {
        if (awaited.remove(server) && awaited.isEmpty()) {
            acknowledge();
        }
    }

    /** What happens from now on is told, but for servers that have not answered within a second. */
    private void acknowledge() {
        if (!acknowledged && !over) {
            acknowledged = true;
            ObjectNode params = JsonNodeFactory.instance.objectNode();
            params.set("notifications", agreed);
            say(JsonRpc.notification(McpMethod.ACKNOWLEDGED, params), 0);
        }
    }

    private void resources(Exposure exposure, JsonNode wanted, Map<String, ObjectNode> shares) {
        int count = 0;
        for (JsonNode uri : wanted) {
            Target owner = exposure.resource(uri.asString(""));
            if (!owner.isNone() && count < PARTS_MAX) {
                count++;
                share(shares, owner.server()).withArrayProperty(RESOURCES).add(uri);
                agreed.withArrayProperty(RESOURCES).add(uri);
            }
        }
    }

    private void tasks(Exposure exposure, JsonNode wanted, Map<String, ObjectNode> shares) {
        for (JsonNode id : wanted) {
            Origin task = ExposedName.task(id.asString("")).orElse(null);
            if (task != null && exposure.shows(task.server()) && tasks.size() < PARTS_MAX && tasks.add(task)) {
                share(shares, task.server()).withArrayProperty(TaskForm.IDS).add(task.name());
                agreed.withArrayProperty(TaskForm.IDS).add(id);
            }
        }
    }

    private static ObjectNode share(Map<String, ObjectNode> shares, String server) {
        return shares.computeIfAbsent(server, _ -> JsonNodeFactory.instance.objectNode());
    }

    private void subscribe(String server, ObjectNode share, int failures) {
        Upstream owner = leg.snapshot().servers().get(server);
        if (owner == null) {
            settled(server);
            return;
        }
        Message.Request part = request.with(Shallow.with(request.params(), "notifications", share));
        long began = System.nanoTime();
        boolean[] ended = {false};
        Leg hearing = leg.hearing(event -> {
            if (heard(server, event) && !over && !ended[0]) {
                ended[0] = true;
                boolean lasted =
                        System.nanoTime() - began > REOPENING.stableAfter().toNanos();
                again(server, share, lasted ? 1 : failures + 1);
            }
        });
        parts.put(server, WhenReady.send(owner, hearing, part));
    }

    /** The client's own stream goes on, so it cannot know that a part of it is over: that part is begun again, ever more rarely. */
    private void again(String server, ObjectNode share, int failures) {
        long wait = surveys.wait(REOPENING, failures).toNanos();
        ((NettyLoop) leg.loop())
                .eventLoop()
                .schedule(
                        () -> {
                            if (!over) {
                                subscribe(server, share, failures);
                            }
                        },
                        wait,
                        TimeUnit.NANOSECONDS);
    }

    /** True where the part is over and may be begun again; a server that answers with an error has none. */
    private boolean heard(String server, UpstreamEvent event) {
        return switch (event) {
            case UpstreamEvent.Spoke spoke
            when spoke.message() instanceof Message.Notification note -> {
                told(server, note, spoke.sizeBytes());
                yield false;
            }
            case UpstreamEvent.Spoke spoke -> {
                settled(server);
                yield spoke.message() instanceof Message.Response response && !response.isError();
            }
            case UpstreamEvent.Failed _, UpstreamEvent.Ended _ -> {
                settled(server);
                yield true;
            }
            default -> false;
        };
    }

    private void told(String server, Message.Notification note, int sizeBytes) {
        if (note.method().equals(McpMethod.ACKNOWLEDGED)) {
            settled(server);
            return;
        }
        boolean asked = note.method().equals(McpMethod.TASK_CHANGED)
                && tasks.contains(new Origin(server, TaskForm.id(note.params())));
        if (!over && (asked || note.method().equals(RESOURCE_UPDATED))) {
            Message.Spoken shown =
                    TaskForm.renamed(LegacyForm.unsubscribed(note), own -> ExposedName.ofTask(new Origin(server, own)));
            say((Message.Notification) shown, sizeBytes);
        }
    }

    @Override
    public void changed(String changed, Set<Kind> changes) {
        if (!changed.equals(route)) {
            return;
        }
        leg.loop().execute(() -> {
            changes.stream()
                    .filter(kinds::contains)
                    .map(Lists::change)
                    .distinct()
                    .filter(_ -> !over)
                    .forEach(change -> say(change.notification(), 0));
        });
    }

    /** Says {@code note}; nothing is said before the acknowledgement. */
    private void say(Message.Notification note, int sizeBytes) {
        acknowledge();
        Message.Notification marked = ModernForm.subscribed(note, request.id().json());
        leg.events().accept(new UpstreamEvent.Spoke(marked, "", 200, sizeBytes));
    }

    @Override
    public void abandon() {
        over = true;
        surveys.remove(this);
        parts.values().forEach(UpstreamCall::abandon);
    }

    @Override
    public void withdraw(String why) {
        over = true;
        surveys.remove(this);
        parts.values().forEach(part -> part.withdraw(why));
    }

    @Override
    public void cancel(Message.Notification cancelled) {
        withdraw("the client took the request back");
    }
}
