package dev.sallyport.transport.legacy;

import dev.sallyport.protocol.InputRequired;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.Message;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * What a server of the older era asks the client within one call: asked in rounds, each a result that requires input. What is asked
 * between two rounds waits for the next. Bounded in number and, while nobody listens, in bytes. Lives on the loop of the call.
 * Source: MCP 2026-07-28, Multi Round-Trip Requests.
 */
final class AskedOfClient {
    private static final int WAITING_BYTES_MAX = 1 << 20;

    private final Map<String, Message.Request> open = new LinkedHashMap<>();
    private final ArrayDeque<Message.Request> waiting = new ArrayDeque<>(0);
    private int count;
    private int waitingBytes;
    private volatile Map<String, String> methods = Map.of();

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** Takes a question for the round that is being gathered; false where there are too many. */
    boolean ask(Message.Request question) {
        boolean room = hasRoom();
        if (room) {
            add(question);
        }
        return room;
    }

    /** Takes a question while no exchange of the client waits; false where there are too many, or they are too large. */
    boolean askLater(Message.Request question, int sizeBytes) {
        boolean room = hasRoom() && waitingBytes + sizeBytes <= WAITING_BYTES_MAX;
        if (room) {
            waitingBytes += sizeBytes;
            waiting.add(question);
        }
        return room;
    }

    private boolean hasRoom() {
        return open.size() + waiting.size() < InputRequired.PARTS_MAX;
    }

    private void add(Message.Request question) {
        count++;
        open.put("ask-" + count, question);
    }

    /** The questions of the round that goes to the client now, by the keys under which the answers come back. */
    Map<String, Message.Request> round() {
        Map<String, String> asked = new LinkedHashMap<>();
        open.forEach((key, question) -> asked.put(key, question.method()));
        methods = asked;
        return open;
    }

    /** True where every answer of {@code retry} is one to its question; on any thread. */
    boolean isAnsweredBy(Message.Request retry) {
        Map<String, String> asked = methods;
        return InputRequired.answers(retry.params())
                .map(answers -> answers.entrySet().stream().allMatch(answer -> asked.getOrDefault(
                                answer.getKey(), answer.getValue().method())
                        .equals(answer.getValue().method())))
                .orElse(false);
    }

    /** Gives the client's answers to {@code reply}; what waited is of the next round. */
    void answered(JsonNode answers, Consumer<Message.Response> reply) {
        Iterator<Map.Entry<String, Message.Request>> all = open.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<String, Message.Request> one = all.next();
            JsonNode answer = answers.get(one.getKey());
            if (answer != null) {
                all.remove();
                Message.Request question = one.getValue();
                reply.accept(JsonRpc.result(question.id(), question.method(), answer));
            }
        }
        waitingBytes = 0;
        while (!waiting.isEmpty()) {
            add(waiting.remove());
        }
    }
}
