package dev.sallyport.transport.legacy;

import dev.sallyport.pipeline.Session;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.RequestId;
import dev.sallyport.protocol.json.Shallow;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * What a server asks its client, over several sessions of which the client knows one. Each session may begin to count anew, so from
 * the second on the questions have ids of ours: an answer never reaches another question than its own. Safe for use by several
 * threads.
 */
final class Questions {
    private final Map<RequestId, Asked> byOurs = new LinkedHashMap<>();
    private @Nullable Session second;
    private long next = 1;

    /** A question as the server knows it. */
    private record Asked(Session session, RequestId theirs) {}

    /** The server speaks in {@code fresh} from now on. */
    synchronized void renewed(Session fresh) {
        second = fresh;
        byOurs.clear();
    }

    /** What the server said in {@code session}, as the client may hear it. */
    synchronized Message.Spoken inward(Session session, Message.Spoken spoken) {
        if (second == null) {
            return spoken;
        }
        return switch (spoken) {
            case Message.Request request -> {
                RequestId ours = new RequestId(StringNode.valueOf("sallyport-" + next));
                next++;
                byOurs.put(ours, new Asked(session, request.id()));
                if (byOurs.size() > Session.REQUESTS_MAX) {
                    byOurs.remove(byOurs.keySet().iterator().next());
                }
                ObjectNode body = Shallow.with(request.body(), "id", ours.json());
                yield new Message.Request(ours, request.method(), body);
            }
            case Message.Notification note when note.method().equals(McpMethod.CANCELLED) -> cancelled(session, note);
            default -> spoken;
        };
    }

    private Message.Notification cancelled(Session session, Message.Notification note) {
        Asked meant = new Asked(session, new RequestId(note.params().path("requestId")));
        for (Map.Entry<RequestId, Asked> each : byOurs.entrySet()) {
            if (each.getValue().equals(meant)) {
                ObjectNode params =
                        Shallow.with(note.params(), "requestId", each.getKey().json());
                return new Message.Notification(note.method(), Shallow.with(note.body(), "params", params));
            }
        }
        return note;
    }

    /** The client's answer as the server may hear it; empty where the session that asked is forgotten. */
    synchronized Optional<Message.Response> outward(Message.Response response) {
        if (second == null) {
            return Optional.of(response);
        }
        Asked asked = byOurs.remove(response.id());
        if (asked == null || !asked.session().equals(second)) {
            return Optional.empty();
        }
        ObjectNode body = Shallow.with(response.body(), "id", asked.theirs().json());
        return Optional.of(new Message.Response(asked.theirs(), response.method(), body));
    }
}
