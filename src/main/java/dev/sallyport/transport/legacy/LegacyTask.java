package dev.sallyport.transport.legacy;

import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.protocol.InputRequired;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.TaskForm;
import dev.sallyport.protocol.legacy.ClientFacts;
import dev.sallyport.protocol.legacy.LegacyTaskForm;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One task at a server of the older era, which asks its questions while somebody waits for the result: the gateway waits, and keeps
 * them until the client answers. Safe for use by several threads.
 */
final class LegacyTask {
    private static final long LIFE_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final long ENDED_NANOS = TimeUnit.MINUTES.toNanos(5);

    private static final UpstreamEvent LOST = new UpstreamEvent.Failed(Reasons.CONNECTION_LOST, Hint.NONE);

    private final LegacyTasks tasks;
    private final String id;
    private final Map<String, Question> open = new LinkedHashMap<>();
    private final Set<Ear> ears = new LinkedHashSet<>();
    private final Set<TaskWatch> watches = new LinkedHashSet<>();
    private @Nullable Wait wait;
    private volatile boolean ended;
    private volatile long seenNanos = System.nanoTime();

    /** Who wants to know what becomes of the task; told on any thread. */
    interface Ear {
        /** The server asked something. */
        void asked();

        /** The server answered with the result, or it was lost. */
        void ended(UpstreamEvent last);
    }

    /** A question, and where its answer goes; on any thread. */
    private record Question(Message.Request request, int sizeBytes, Consumer<Message.Response> reply) {}

    LegacyTask(LegacyTasks tasks, String id) {
        this.tasks = tasks;
        this.id = id;
    }

    LegacyTasks tasks() {
        return tasks;
    }

    String id() {
        return id;
    }

    void touch() {
        seenNanos = System.nanoTime();
    }

    /** True where nobody has asked for it in a long time, or in a while since it ended. */
    boolean isOld(long nowNanos) {
        return nowNanos - seenNanos > (ended ? ENDED_NANOS : LIFE_NANOS);
    }

    /** Notes what the server says of its state. */
    void seen(String status) {
        touch();
        ended = TaskForm.isTerminal(status);
    }

    /** Waits for the result on the loop of {@code leg}, unless that is done already, and tells {@code ear}, once it ends. */
    void await(Leg leg, Ear ear) {
        Wait mine = null;
        synchronized (this) {
            ears.add(ear);
            if (wait == null) {
                mine = new Wait(leg);
                wait = mine;
            }
        }
        if (mine != null) {
            mine.start();
        }
    }

    /** Tells {@code ear} nothing more. */
    synchronized void leave(Ear ear) {
        ears.remove(ear);
    }

    /** The questions that wait for an answer, as far as {@code client} gives one. */
    synchronized Map<String, Message.Request> questions(ClientFacts client) {
        Map<String, Message.Request> asks = new LinkedHashMap<>();
        open.forEach((key, question) -> {
            if (client.answers(question.request().method())) {
                asks.put(key, question.request());
            }
        });
        return asks;
    }

    /** Takes a question; false where too many wait already. */
    boolean asks(Message.Request question, int sizeBytes, Consumer<Message.Response> reply) {
        List<Ear> told;
        synchronized (this) {
            if (open.size() >= InputRequired.PARTS_MAX || !tasks.count(sizeBytes)) {
                return false;
            }
            open.put(tasks.key(), new Question(question, sizeBytes, reply));
            told = List.copyOf(ears);
        }
        told.forEach(Ear::asked);
        changed();
        return true;
    }

    /** Hands the answers of a client to the server; false, and none, where one is of another kind than its question. */
    boolean answer(Map<String, Message.Response> answers) {
        Map<Question, Message.Response> due = new LinkedHashMap<>();
        synchronized (this) {
            for (Map.Entry<String, Message.Response> answer : answers.entrySet()) {
                Question question = open.get(answer.getKey());
                if (question != null
                        && !question.request().method().equals(answer.getValue().method())) {
                    return false;
                }
            }
            answers.forEach((key, answer) -> {
                Question question = open.remove(key);
                if (question != null) {
                    tasks.count(-question.sizeBytes());
                    due.put(question, answer);
                }
            });
        }
        due.forEach((question, answer) -> question.reply()
                .accept(LegacyTaskForm.related(
                        JsonRpc.result(question.request().id(), answer.method(), answer.result()), id)));
        return true;
    }

    synchronized void begins(TaskWatch watch) {
        watches.add(watch);
    }

    synchronized void ends(TaskWatch watch) {
        watches.remove(watch);
    }

    /** Something about it changed; on any thread. */
    void changed() {
        List<TaskWatch> told;
        synchronized (this) {
            told = List.copyOf(watches);
        }
        told.forEach(TaskWatch::changed);
    }

    private void over(Wait mine, UpstreamEvent last) {
        List<Ear> told;
        synchronized (this) {
            if (!mine.equals(wait)) {
                return;
            }
            wait = null;
            if (last instanceof UpstreamEvent.Spoke) {
                // a task that has ended asks nothing any more; the loss of a stream takes no question back
                close();
            }
            told = List.copyOf(ears);
            ears.clear();
        }
        told.forEach(ear -> ear.ended(last));
        if (last instanceof UpstreamEvent.Spoke) {
            changed();
        }
    }

    private synchronized void close() {
        open.values().forEach(question -> tasks.count(-question.sizeBytes()));
        open.clear();
    }

    /** Waits for the result no more: the task is given up, or forgotten. */
    void release() {
        Wait mine;
        List<Ear> told;
        synchronized (this) {
            mine = wait;
            wait = null;
            close();
            told = List.copyOf(ears);
            ears.clear();
        }
        told.forEach(ear -> ear.ended(LOST));
        if (mine != null) {
            mine.end();
        }
    }

    /** The question for the result, which the server answers at the end; lives on the loop of its leg. */
    private final class Wait {
        private final Leg leg;
        private UpstreamCall call = UpstreamCall.DONE;

        Wait(Leg leg) {
            this.leg = leg;
        }

        void start() {
            call = tasks.ask(leg, McpMethod.TASKS_RESULT, id, this::heard);
        }

        private void heard(UpstreamEvent event) {
            boolean last =
                    switch (event) {
                        case UpstreamEvent.Spoke spoke -> spoke.message() instanceof Message.Response;
                        case UpstreamEvent.Failed _, UpstreamEvent.Ended _ -> true;
                        default -> false;
                    };
            if (last) {
                over(this, event);
            }
        }

        void end() {
            leg.loop().execute(() -> call.withdraw("nobody waits for the result any more"));
        }
    }
}
