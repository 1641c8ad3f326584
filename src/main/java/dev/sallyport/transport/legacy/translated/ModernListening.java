package dev.sallyport.transport.legacy.translated;

import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.ListChange;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.RequestId;
import dev.sallyport.protocol.TaskForm;
import dev.sallyport.protocol.legacy.ClientFacts;
import dev.sallyport.protocol.legacy.LegacyForm;
import dev.sallyport.protocol.legacy.LegacyTaskForm;
import dev.sallyport.protocol.legacy.ModernForm;
import dev.sallyport.protocol.legacy.Subscribable;
import dev.sallyport.transport.WhenReady;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The stream of a client of the older era, fed by a subscription at a server of the newer. Its state belongs to its loop. */
final class ModernListening implements UpstreamCall {
    private static final RequestId OWN_ID = RequestId.of(0);
    private static final Duration TAKEN_WITHIN = Duration.ofSeconds(5);

    private final Upstream server;
    private final TranslatedSession session;
    private final Leg leg;
    private UpstreamCall call = UpstreamCall.DONE;
    private int generation;
    private boolean over;

    ModernListening(Upstream server, TranslatedSession session, Leg leg) {
        this.server = server;
        this.session = session;
        this.leg = leg;
    }

    UpstreamCall start() {
        leg.events().accept(new UpstreamEvent.Opened());
        listen();
        return this;
    }

    /** Subscribes anew: the client's subscriptions changed; on any thread. Done once the server has taken it, or does not answer. */
    CompletableFuture<Void> renew() {
        CompletableFuture<Void> renewed = new CompletableFuture<>();
        leg.loop().execute(() -> {
            if (over) {
                renewed.complete(null);
                return;
            }
            // heard until then: something may change meanwhile
            UpstreamCall before = call;
            listen().completeOnTimeout(null, TAKEN_WITHIN.toSeconds(), TimeUnit.SECONDS)
                    .thenRunAsync(
                            () -> {
                                before.withdraw("the subscriptions changed");
                                renewed.complete(null);
                            },
                            leg.loop());
        });
        return renewed;
    }

    /** Ends the stream: another has taken its place, or the session is over; on any thread. */
    void replaced() {
        leg.loop().execute(() -> {
            if (!over) {
                abandon();
                leg.events().accept(new UpstreamEvent.Ended());
            }
        });
    }

    /** Done with the first word of the server. */
    private CompletableFuture<Void> listen() {
        generation++;
        int mine = generation;
        CompletableFuture<Void> taken = new CompletableFuture<>();
        ObjectNode filter = filter();
        if (filter.isEmpty()) {
            call = UpstreamCall.DONE;
            taken.complete(null);
            return taken;
        }
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.set("notifications", filter);
        ClientFacts client = filter.has(TaskForm.IDS) ? session.client().tasking() : session.client();
        Message.Request request = ModernForm.request(JsonRpc.request(OWN_ID, McpMethod.LISTEN, params), client, "");
        call = WhenReady.send(
                server,
                TranslatedSession.leg(leg, client, event -> {
                    if (!(event instanceof UpstreamEvent.Opened)) {
                        taken.complete(null);
                    }
                    if (!over && (mine == generation || isNotification(event))) {
                        heard(event);
                    }
                }),
                request);
        return taken;
    }

    private static boolean isNotification(UpstreamEvent event) {
        return event instanceof UpstreamEvent.Spoke spoke && spoke.message() instanceof Message.Notification;
    }

    private ObjectNode filter() {
        ObjectNode filter = JsonNodeFactory.instance.objectNode();
        ListChange.told(session.facts().capabilities()).forEach(change -> filter.put(change.filter(), true));
        if (!session.subscriptions().isEmpty()) {
            ArrayNode uris = filter.putArray("resourceSubscriptions");
            session.subscriptions().stream().sorted().forEach(uris::add);
        }
        List<String> tasks = session.isOfOneServer() ? session.tasks(leg).working() : List.of();
        if (!tasks.isEmpty()) {
            tasks.forEach(filter.putArray(TaskForm.IDS)::add);
        }
        return filter;
    }

    private void heard(UpstreamEvent event) {
        switch (event) {
            case UpstreamEvent.Spoke spoke
            when spoke.message() instanceof Message.Notification note && Subscribable.isChange(note.method()) ->
                leg.events().accept(new UpstreamEvent.Spoke(LegacyForm.unsubscribed(note), "", 200, spoke.sizeBytes()));
            case UpstreamEvent.Spoke spoke
            when spoke.message() instanceof Message.Notification note
                    && note.method().equals(McpMethod.TASK_CHANGED)
                    && session.tasks(leg).find(TaskForm.id(note.params())).isPresent() -> {
                ObjectNode task = session.tasks(leg).keep(LegacyTaskForm.task(note.params()));
                leg.events()
                        .accept(new UpstreamEvent.Spoke(
                                JsonRpc.notification(McpMethod.TASK_STATUS, task), "", 200, spoke.sizeBytes()));
            }
            case UpstreamEvent.Spoke spoke
            when spoke.message() instanceof Message.Response response -> {
                // a server that offers no subscriptions has nothing to say; one that ends them may be asked again
                if (!response.isError()) {
                    end(new UpstreamEvent.Ended());
                }
            }
            case UpstreamEvent.Failed _, UpstreamEvent.Ended _ -> end(new UpstreamEvent.Ended());
            default -> {}
        }
    }

    private void end(UpstreamEvent event) {
        over = true;
        session.over(this);
        leg.events().accept(event);
    }

    @Override
    public void abandon() {
        over = true;
        session.over(this);
        call.withdraw("the client is gone");
    }

    @Override
    public void withdraw(String why) {
        abandon();
    }

    @Override
    public void reading(boolean on) {
        call.reading(on);
    }
}
