package dev.sallyport.transport.stdio;

import dev.sallyport.catalog.Definition;
import dev.sallyport.pipeline.event.UpstreamEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The last events that a child sent to one legacy client, so that a client that lost its stream can resume it. Bounded in number
 * and bytes: the oldest are forgotten. Source: MCP 2025-11-25, Transports, Resumability and Redelivery.
 */
final class Replay {
    private static final int EVENTS_MAX = 256;
    private static final int BYTES_MAX = 1 << 20;

    private final ArrayDeque<Kept> kept = new ArrayDeque<>();
    private final AtomicLong nextNumber;
    private int bytes;

    private record Kept(String owner, long stream, long number, UpstreamEvent.Spoke spoke) {}

    /** A place in a stream, as an event id names it. */
    record Place(long stream, long number) {
        /** No place: what every other text names. */
        static final Place NONE = new Place(-1, -1);

        static Place of(String eventId) {
            int dash = eventId.indexOf('-');
            try {
                return dash < 0
                        ? NONE
                        : new Place(
                                Long.parseLong(eventId.substring(0, dash)),
                                Long.parseLong(eventId.substring(dash + 1)));
            } catch (NumberFormatException _) {
                return NONE;
            }
        }
    }

    /** No events yet; a client may come back with an id of another child, so no two children give the same. */
    Replay(AtomicLong nextNumber) {
        this.nextNumber = nextNumber;
    }

    /** Keeps an event for {@code call}, and returns it with its id and with the tool whose result it may be. */
    synchronized UpstreamEvent.Spoke add(StdioCall call, UpstreamEvent.Spoke spoke) {
        return add(call.owner(), call.stream(), spoke, call.definition());
    }

    /** Keeps an event of {@code stream} for the session {@code owner}. */
    synchronized UpstreamEvent.Spoke add(String owner, long stream, UpstreamEvent.Spoke spoke, Definition tool) {
        long number = nextNumber.getAndIncrement();
        UpstreamEvent.Spoke named = new UpstreamEvent.Spoke(
                spoke.message(), stream + "-" + number, spoke.status(), spoke.sizeBytes(), tool);
        kept.add(new Kept(owner, stream, number, named));
        bytes += spoke.sizeBytes();
        while (kept.size() > EVENTS_MAX || bytes > BYTES_MAX) {
            bytes -= kept.poll().spoke().sizeBytes();
        }
        return named;
    }

    /** The events of the same stream after {@code place}, in order; those of another session are as good as none. */
    synchronized List<UpstreamEvent.Spoke> after(Place place, String owner) {
        List<UpstreamEvent.Spoke> missed = new ArrayList<>();
        for (Kept event : kept) {
            if (event.owner().equals(owner) && event.stream() == place.stream() && event.number() > place.number()) {
                missed.add(event.spoke());
            }
        }
        return missed;
    }
}
