package dev.sallyport.transport.legacy.translated;

import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.RequestId;
import dev.sallyport.protocol.json.Shallow;
import dev.sallyport.protocol.legacy.LegacyTaskForm;
import dev.sallyport.transport.NettyLoop;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a server of the newer era asks at once, by key, asked of a client of the older one by one request each. Its state belongs to
 * the loop of the call.
 */
final class Interview {
    private final TranslatedSession session;
    private final NettyLoop home;
    private final Consumer<UpstreamEvent> client;
    private final Then then;
    private final Map<RequestId, Ask> open = new HashMap<>();
    private ObjectNode answers = JsonNodeFactory.instance.objectNode();

    /** What comes of it. */
    interface Then {
        /** The client answered everything. */
        void answered(ObjectNode answers);

        /** The client would not answer, and the newer era has no way to say that. */
        void refused();
    }

    /** A question of the server: its key, and its method. */
    private record Ask(String key, String method) {}

    /** An interview with nothing asked yet, whose questions go to {@code client}. */
    Interview(TranslatedSession session, NettyLoop home, Consumer<UpstreamEvent> client, Then then) {
        this.session = session;
        this.home = home;
        this.client = client;
        this.then = then;
    }

    /** True where the client declared that it answers all of {@code asks}. */
    boolean isAnswerable(Map<String, Message.Request> asks) {
        return asks.values().stream().allMatch(ask -> session.client().answers(ask.method()));
    }

    /** Asks the client {@code asks}, and says to which task they belong where {@code task} is not empty. */
    void ask(Map<String, Message.Request> asks, String task) {
        answers = JsonNodeFactory.instance.objectNode();
        asks.forEach((key, ask) -> {
            RequestId id = session.ask(this);
            open.put(id, new Ask(key, ask.method()));
            ObjectNode params = Shallow.copy(ask.params());
            if (params.path("mode").asString("").equals("url") && !params.has("elicitationId")) {
                params.set("elicitationId", id.json());
            }
            Message.Request question = JsonRpc.request(id, ask.method(), params);
            Message.Request told = task.isEmpty() ? question : LegacyTaskForm.related(id, question, task);
            client.accept(new UpstreamEvent.Spoke(told, "", 200, 0));
        });
    }

    /** Takes the client's answer; on any thread. */
    void answered(Message.Response response) {
        home.execute(() -> take(response));
    }

    /** Takes the client's answer, or what is said in its place. */
    void take(Message.Response response) {
        Ask ask = open.remove(response.id());
        if (ask == null) {
            return;
        }
        if (!response.isError()) {
            answers.set(ask.key(), response.result());
        } else if (ask.method().equals(McpMethod.ELICITATION_CREATE)) {
            answers.putObject(ask.key()).put("action", "cancel");
        } else {
            close();
            then.refused();
            return;
        }
        if (open.isEmpty()) {
            then.answered(answers);
        }
    }

    /** Waits for answers no more. */
    void close() {
        open.clear();
        session.forget(this);
    }
}
