package dev.sallyport.transport.stdio;

import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The streams on which clients hear what a child says of its own accord. Used under the lock of its connection. */
final class SessionStreams {
    private static final int BACKLOG_MAX = 64;

    private final Set<StdioCall> open = new LinkedHashSet<>();
    private final ArrayDeque<UpstreamEvent.Spoke> backlog = new ArrayDeque<>();

    /** One more stream; it hears what was said while there was none. */
    void add(StdioCall stream) {
        open.add(stream);
        backlog.forEach(stream::take);
        backlog.clear();
    }

    /** The client hears no more. */
    void remove(StdioCall stream) {
        open.remove(stream);
    }

    /** The child is gone. */
    void end() {
        open.forEach(stream -> stream.take(new UpstreamEvent.Ended()));
        open.clear();
    }

    /** Who hears what is of the session: the one call that waits, or the streams; where nobody does, it is kept for the next. */
    List<StdioCall> hearers(UpstreamEvent.Spoke spoke, Collection<StdioCall> calls) {
        Message.Spoken said = spoke.message();
        boolean asks = said instanceof Message.Request;
        List<StdioCall> waiting = calls.stream()
                .filter(call -> !call.isDetached() && (call.era() == Era.LEGACY || !asks))
                .toList();
        if ((asks || said.method().equals(McpMethod.LOG)) && waiting.size() == 1) {
            // the one call that waits is what the server speaks about; later this could not be told any more
            return waiting;
        }
        if (!open.isEmpty()) {
            return asks ? List.of(open.iterator().next()) : new ArrayList<>(open);
        }
        if (!waiting.isEmpty() && (waiting.size() == 1 || waiting.getFirst().era() == Era.LEGACY)) {
            return List.of(waiting.getFirst());
        }
        if (backlog.size() < BACKLOG_MAX) {
            backlog.add(spoke);
        }
        return List.of();
    }
}
