package dev.sallyport.transport.legacy;

import dev.sallyport.pipeline.Leg;
import dev.sallyport.protocol.McpMethod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The resources that a server of the older era has been asked to tell of, each once for all who listen. A change is sent once the
 * server has answered the one before, which over HTTP it could overtake. Safe for use by several threads.
 */
final class Subscriptions {
    private final ServerSession session;
    private final Map<String, Integer> listeners = new HashMap<>();
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

    Subscriptions(ServerSession session) {
        this.session = session;
    }

    /** Subscribes for one more who listens; done once the server tells of all of {@code uris}, or does not answer. */
    synchronized CompletableFuture<Void> add(Leg leg, Collection<String> uris) {
        List<String> fresh = new ArrayList<>();
        for (String uri : uris) {
            if (listeners.merge(uri, 1, Integer::sum) == 1) {
                fresh.add(uri);
            }
        }
        // also where none is fresh: another may have asked for it a moment ago
        return uris.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : send(leg, McpMethod.RESOURCES_SUBSCRIBE, fresh);
    }

    /** Unsubscribes from what nobody listens to any more. */
    synchronized void remove(Leg leg, Collection<String> uris) {
        List<String> left = new ArrayList<>();
        for (String uri : uris) {
            if (listeners.merge(uri, -1, Integer::sum) == 0) {
                listeners.remove(uri);
                left.add(uri);
            }
        }
        send(leg, McpMethod.RESOURCES_UNSUBSCRIBE, left);
    }

    /** Subscribes to everything again, in a session that knows nothing of it. */
    synchronized void renew(Leg leg) {
        send(leg, McpMethod.RESOURCES_SUBSCRIBE, List.copyOf(listeners.keySet()));
    }

    private CompletableFuture<Void> send(Leg leg, String method, List<String> uris) {
        if (!uris.isEmpty()) {
            last = last.thenComposeAsync(
                            _ -> CompletableFuture.allOf(uris.stream()
                                    .map(uri -> session.ask(leg, method, "uri", uri))
                                    .toArray(CompletableFuture[]::new)),
                            leg.loop())
                    .exceptionally(_ -> null);
        }
        return last;
    }
}
