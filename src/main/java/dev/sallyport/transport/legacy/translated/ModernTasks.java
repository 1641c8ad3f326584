package dev.sallyport.transport.legacy.translated;

import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.TaskForm;
import dev.sallyport.protocol.legacy.LegacyTaskForm;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tasks of one client of the older era: those of its server of the newer, and those that the gateway makes of results which
 * were there at once. Bounded in number, bytes and time: the oldest are given up. Safe for use by several threads.
 */
public final class ModernTasks {
    private static final int TASKS_MAX = 256;
    private static final int RESULT_BYTES_MAX = 8 << 20;
    /** A larger one is kept for a short time. */
    private static final int SMALL_BYTES_MAX = 1 << 20;

    private static final int RESULTS_BYTES_MAX = 2 << 20;
    private static final long ALL_BYTES_MAX = 16 << 20;
    /** What a small one takes all the same. */
    private static final int LEAST_BYTES = 1024;

    private static final int TEXT_CHARS_MAX = 1024;
    private static final List<String> MEMBERS =
            List.of("taskId", "status", "statusMessage", "createdAt", "lastUpdatedAt", "ttl", "pollInterval");
    private static final int ID_BYTES = 32;
    private static final Duration LIFE = Duration.ofMinutes(5);
    private static final Duration LIFE_MAX = Duration.ofMinutes(30);
    /** The same for a large one. */
    static final Duration LARGE_LIFE_MAX = Duration.ofMinutes(1);

    private final SecureRandom random;
    private final Clock clock;
    private final Map<String, Known> byId = new LinkedHashMap<>();
    private final AtomicLong allBytes;
    private int resultsBytes;

    /** A task as the older era says it. */
    sealed interface Known {
        /** Its state when it was last asked for, in short. */
        ObjectNode task();

        /** True where nothing about it changes any more. */
        default boolean isTerminal() {
            return TaskForm.isTerminal(task().path("status").asString(""));
        }
    }

    /**
     * One of the server's. The older era wants a task that was given up to stay so, whatever the server says later.
     *
     * @param answered the keys of the questions that the client answered; for several threads
     */
    record Theirs(ObjectNode task, boolean cancelled, Set<String> answered) implements Known {}

    /** One of ours, with the result of the call. */
    record Own(ObjectNode task, JsonNode result, int sizeBytes, Instant ends) implements Known {}

    /** No tasks yet; their results count towards {@code allBytes}, which the clients of a server share. */
    public ModernTasks(SecureRandom random, Clock clock, AtomicLong allBytes) {
        this.allBytes = allBytes;
        this.random = random;
        this.clock = clock;
    }

    /** The time of the gateway. */
    Instant now() {
        return clock.instant();
    }

    /** Keeps a task of the server: its first state, or a later one. A task that was given up stays so. */
    synchronized ObjectNode keep(ObjectNode task) {
        String id = TaskForm.id(task);
        Known known = byId.get(id);
        if (known instanceof Theirs theirs && theirs.cancelled()) {
            return theirs.task();
        }
        if (id.isEmpty()) {
            return task;
        }
        put(
                id,
                new Theirs(
                        brief(task),
                        false,
                        known instanceof Theirs theirs ? theirs.answered() : ConcurrentHashMap.newKeySet()));
        return task;
    }

    /** What is kept of a task of the server: nothing that may be long. */
    private static ObjectNode brief(ObjectNode task) {
        ObjectNode brief = task.objectNode();
        for (String member : MEMBERS) {
            JsonNode value = task.get(member);
            if (value != null && value.isValueNode() && value.asString("").length() <= TEXT_CHARS_MAX) {
                brief.set(member, value);
            }
        }
        return brief;
    }

    /** Notes that the client gave a task up; its state from now on. */
    synchronized ObjectNode cancel(ObjectNode task) {
        ObjectNode cancelled = brief(LegacyTaskForm.cancelled(task, now()));
        put(TaskForm.id(task), new Theirs(cancelled, true, Set.of()));
        return cancelled;
    }

    /**
     * Makes a task of a result that came at once, for as long as {@code call} wants within reason; empty where it is too large. A large
     * one takes the place of the others of the session.
     */
    synchronized Optional<ObjectNode> finish(Message.Request call, JsonNode result, int sizeBytes) {
        if (sizeBytes > RESULT_BYTES_MAX || allBytes.get() + sizeBytes > ALL_BYTES_MAX) {
            return Optional.empty();
        }
        int countedBytes = Math.max(sizeBytes, LEAST_BYTES);
        JsonNode wanted = call.params().path(TaskForm.TASK).path("ttl");
        Duration most = isLarge(sizeBytes) ? LARGE_LIFE_MAX : LIFE_MAX;
        double lifeMillis = wanted.isNumber() ? wanted.asDouble(0) : LIFE.toMillis();
        Duration life = Duration.ofMillis(Math.clamp(Math.round(lifeMillis), 0, most.toMillis()));
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        ObjectNode task = LegacyTaskForm.finished(id, result, now(), life);
        put(id, new Own(task, result, countedBytes, now().plus(life)));
        return Optional.of(task);
    }

    private void put(String id, Known known) {
        Known before = byId.put(id, known);
        count(sizeBytes(known) - (before == null ? 0 : sizeBytes(before)));
        expire();
        int last = resultsBytes + 1;
        while (resultsBytes > RESULTS_BYTES_MAX && resultsBytes < last) {
            last = resultsBytes;
            drop(each -> each instanceof Own && !each.equals(known), 1);
        }
        if (byId.size() > TASKS_MAX) {
            drop(Known::isTerminal, 1);
        }
        if (byId.size() > TASKS_MAX) {
            drop(_ -> true, 1);
        }
    }

    private void drop(Predicate<Known> which, int most) {
        Iterator<Known> all = byId.values().iterator();
        int dropped = 0;
        while (dropped < most && all.hasNext()) {
            Known each = all.next();
            if (which.test(each)) {
                all.remove();
                count(-sizeBytes(each));
                dropped++;
            }
        }
    }

    private static int sizeBytes(Known known) {
        return known instanceof Own own ? own.sizeBytes() : 0;
    }

    /** The task of the client by its id; empty for one of somebody else, and for one whose time is over. */
    synchronized Optional<Known> find(String id) {
        expire();
        return Optional.ofNullable(byId.get(id));
    }

    /** Forgets the results whose time is over; called later for those that are large. */
    synchronized void expire() {
        drop(each -> each instanceof Own own && own.ends().isBefore(now()), Integer.MAX_VALUE);
    }

    /** True for a result that is not to wait for the next request before it is forgotten. */
    static boolean isLarge(int sizeBytes) {
        return sizeBytes > SMALL_BYTES_MAX;
    }

    /** Forgets a task that the server knows no more. */
    synchronized void forget(String id) {
        Known known = byId.remove(id);
        count(known == null ? 0 : -sizeBytes(known));
    }

    /** Forgets all: the session is over. */
    synchronized void clear() {
        byId.clear();
        count(-resultsBytes);
    }

    private void count(int bytes) {
        resultsBytes += bytes;
        allBytes.addAndGet(bytes);
    }

    /** The ids of all, the oldest first. */
    synchronized List<String> ids() {
        return List.copyOf(byId.keySet());
    }

    /** The tasks of the server that may change still. */
    synchronized List<String> working() {
        return byId.entrySet().stream()
                .filter(each -> each.getValue() instanceof Theirs theirs && !theirs.isTerminal())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }
}
