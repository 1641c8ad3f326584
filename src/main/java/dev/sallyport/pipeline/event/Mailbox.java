package dev.sallyport.pipeline.event;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What a server did and its exchange has not taken yet. Bounded: where it fills up, the server is not read until it has emptied. */
public final class Mailbox {
    private static final int EVENTS_MAX = 16;
    private static final int BYTES_MAX = 1 << 20;

    private final ArrayDeque<UpstreamEvent> events = new ArrayDeque<>(4);
    private int bytes;
    private boolean paused;

    /** An empty mailbox. */
    public Mailbox() {}

    /** Adds the newest event. */
    public void add(UpstreamEvent event) {
        events.add(event);
        bytes += sizeBytes(event);
    }

    /** The oldest event, or null. */
    @Nullable
    public UpstreamEvent poll() {
        UpstreamEvent event = events.poll();
        bytes -= event == null ? 0 : sizeBytes(event);
        return event;
    }

    /** Drops what nobody will take. */
    public void clear() {
        events.clear();
        bytes = 0;
    }

    /** Stops the reading of {@code call} where the mailbox is full. */
    public void pause(UpstreamCall call) {
        if (!paused && (events.size() > EVENTS_MAX || bytes > BYTES_MAX)) {
            paused = true;
            call.reading(false);
        }
    }

    /** Lets {@code call} be read again where the mailbox is half empty. */
    public void resume(UpstreamCall call) {
        if (paused && events.size() <= EVENTS_MAX / 2 && bytes <= BYTES_MAX / 2) {
            paused = false;
            call.reading(true);
        }
    }

    private static int sizeBytes(UpstreamEvent event) {
        return event instanceof UpstreamEvent.Spoke spoke ? spoke.sizeBytes() : 0;
    }
}
