package dev.sallyport.transport.legacy;

import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.Meta;
import dev.sallyport.protocol.RequestId;
import dev.sallyport.protocol.TaskForm;
import dev.sallyport.protocol.TaskWords;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.MissingNode;

/**
 * The tasks that clients of the newer era have in one session at a server of the older: whose they are follows from the session. The
 * server keeps them; here is what it asks about them. Bounded: the oldest is given up. Safe for use by several threads.
 */
final class LegacyTasks {
    private static final int TASKS_MAX = 256;
    private static final int QUESTIONS_BYTES_MAX = 1 << 20;
    private static final RequestId OWN_ID = RequestId.of(0);

    private final Upstream server;
    private final KeptSession kept;
    private final Suspensions suspensions;
    private final RandomGenerator random;
    private final Map<String, LegacyTask> byId = new LinkedHashMap<>();
    private final AtomicInteger questionsBytes = new AtomicInteger();

    LegacyTasks(Upstream server, KeptSession kept, Suspensions suspensions, RandomGenerator random) {
        this.server = server;
        this.kept = kept;
        this.suspensions = suspensions;
        this.random = random;
    }

    KeptSession session() {
        return kept;
    }

    /** The task that is known by this id, or null. */
    synchronized @Nullable LegacyTask find(String id) {
        LegacyTask task = byId.get(id);
        if (task != null) {
            task.touch();
        }
        return task;
    }

    /** A task by its id, which the server may know. */
    LegacyTask named(String id) {
        LegacyTask known = find(id);
        return known == null ? new LegacyTask(this, id) : known;
    }

    /** Keeps a task that the server knows. */
    void keep(LegacyTask task) {
        LegacyTask oldest = null;
        synchronized (this) {
            byId.putIfAbsent(task.id(), task);
            if (byId.size() > TASKS_MAX) {
                oldest = byId.remove(byId.keySet().iterator().next());
            }
        }
        if (oldest != null) {
            oldest.release();
        }
    }

    /** Forgets a task that the server knows no more. */
    void forget(LegacyTask task) {
        synchronized (this) {
            byId.remove(task.id(), task);
        }
        task.release();
    }

    /** Forgets what nobody has asked for in a long time. */
    void expire(long nowNanos) {
        List<LegacyTask> old;
        synchronized (this) {
            old = byId.values().stream().filter(task -> task.isOld(nowNanos)).toList();
        }
        old.forEach(this::forget);
    }

    /** True where no task is kept. */
    synchronized boolean isEmpty() {
        return byId.isEmpty();
    }

    /** Asks the server about a task, in the session; what comes of it goes to {@code ears}, on the loop of the leg. */
    UpstreamCall ask(Leg leg, String method, String id, Consumer<UpstreamEvent> ears) {
        Message.Request about = TaskWords.about(OWN_ID, method, id);
        return new LegacyRun(server, kept, suspensions, leg.hearing(ears), about).start();
    }

    /** A name for a question, of no other question ever: clients take the same name for the same question. */
    String key() {
        return "ask-" + HexFormat.of().toHexDigits(random.nextLong());
    }

    /** Counts what is kept of questions; false, and nothing, where it would be too much. */
    boolean count(int bytes) {
        if (questionsBytes.addAndGet(bytes) <= QUESTIONS_BYTES_MAX || bytes <= 0) {
            return true;
        }
        questionsBytes.addAndGet(-bytes);
        return false;
    }

    /**
     * Takes a question of the server that belongs to a task, because it says so, or because {@code within} is about that task; on
     * any thread. False where it belongs to none.
     */
    boolean takes(Message.Request within, UpstreamEvent.Spoke spoke, Consumer<Message.Response> reply) {
        Message.Request question = (Message.Request) spoke.message();
        String related = TaskForm.id(Meta.of(question.params()).path(TaskForm.RELATED));
        boolean ofTask = TaskForm.isMethod(within.method());
        LegacyTask task = find(related.isEmpty() && ofTask ? TaskForm.id(within.params()) : related);
        if (task == null && !ofTask) {
            return false;
        }
        if (task == null
                || !kept.client().answers(question.method())
                || !task.asks(question, spoke.sizeBytes(), reply)) {
            reply.accept(JsonRpc.error(
                    question.id(),
                    question.method(),
                    JsonRpc.METHOD_NOT_FOUND,
                    "the client does not answer this",
                    MissingNode.getInstance()));
        }
        return true;
    }

    /** The server said that the state of a task changed; on any thread. */
    void changed(Message.Notification status) {
        LegacyTask task = find(TaskForm.id(status.params()));
        if (task != null) {
            task.changed();
        }
    }
}
