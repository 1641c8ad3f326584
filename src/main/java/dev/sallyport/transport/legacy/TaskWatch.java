package dev.sallyport.transport.legacy;

import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.Meta;
import dev.sallyport.protocol.TaskForm;
import dev.sallyport.protocol.json.Shallow;
import dev.sallyport.protocol.legacy.TaskTimes;
import dev.sallyport.transport.NettyLoop;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One task that a client of the newer era hears of. A server of the older era need not say when a task changes, so it is looked at
 * when it does, and as often as the server would have it. Its state belongs to the loop of its leg.
 */
final class TaskWatch {
    /** How soon it is looked at again where it changed during a look. */
    private static final long AGAIN_MILLIS = 100;

    private final LegacyTask task;
    private final Leg leg;
    private final BiConsumer<Message.Notification, Integer> teller;
    private UpstreamCall look = UpstreamCall.DONE;
    private JsonNode told = JsonNodeFactory.instance.objectNode();
    private long millis = TaskTimes.pollMillis(told);
    private int looks;
    private boolean looking;
    private boolean again;
    private boolean over;

    /** What it sees goes to {@code teller}, with its size in bytes. */
    TaskWatch(LegacyTask task, Leg leg, BiConsumer<Message.Notification, Integer> teller) {
        this.task = task;
        this.leg = leg;
        this.teller = teller;
    }

    void start() {
        task.begins(this);
        look();
    }

    /** The server said that it changed, or asked something; on any thread. */
    void changed() {
        leg.loop().execute(() -> {
            again = true;
            look();
        });
    }

    private void look() {
        if (over || looking) {
            return;
        }
        looking = true;
        again = false;
        looks++;
        look = new TaskLook(task, leg, this::looked).start();
    }

    private void looked(UpstreamEvent event) {
        looking = false;
        if (over) {
            return;
        }
        if (event instanceof UpstreamEvent.Spoke spoke && spoke.message() instanceof Message.Response response) {
            if (response.isError()) {
                end();
                return;
            }
            tell(response.result(), spoke.sizeBytes());
        }
        if (over) {
            return;
        }
        int mine = looks;
        ((NettyLoop) leg.loop())
                .eventLoop()
                .schedule(
                        () -> {
                            if (mine == looks) {
                                look();
                            }
                        },
                        again ? AGAIN_MILLIS : millis,
                        TimeUnit.MILLISECONDS);
    }

    private void tell(JsonNode seen, int sizeBytes) {
        ObjectNode task = Shallow.copy(seen);
        task.remove("resultType");
        task.remove(Meta.MEMBER);
        millis = TaskTimes.pollMillis(task);
        boolean changed = !task.equals(told);
        told = task;
        if (TaskForm.isTerminal(task.path("status").asString(""))) {
            end();
        }
        if (changed) {
            teller.accept(JsonRpc.notification(McpMethod.TASK_CHANGED, task), sizeBytes);
        }
    }

    /** Looks no more. */
    void end() {
        over = true;
        task.ends(this);
        look.withdraw("nobody listens any more");
    }
}
