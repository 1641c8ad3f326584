package dev.sallyport.transport.stdio;

import dev.sallyport.catalog.Definition;
import dev.sallyport.pipeline.Hint;
import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Loop;
import dev.sallyport.pipeline.Reason;
import dev.sallyport.pipeline.Reasons;
import dev.sallyport.pipeline.Session;
import dev.sallyport.pipeline.UpstreamCall;
import dev.sallyport.pipeline.UpstreamEvent;
import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.Message;
import dev.sallyport.transport.Correlation;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One message on its way to a child and what comes back for it. The child is shared by several calls and never paused for one: a
 * call whose client does not read keeps what arrives, up to a bound, and then ends.
 */
final class StdioCall implements UpstreamCall {
    private static final int HELD_MAX = 1024;
    private static final int HELD_BYTES_MAX = 4 << 20;

    private final StdioConnection connection;
    private final Loop loop;
    private final Era era;
    private final Definition definition;
    private final String owner;
    private final Optional<Correlation> correlation;
    private final Consumer<UpstreamEvent> events;
    private final ArrayDeque<UpstreamEvent> held = new ArrayDeque<>(0);
    private int heldBytes;
    private boolean reading = true;
    private boolean over;
    private volatile boolean detached;
    private volatile @Nullable StdioCall follower;

    StdioCall(StdioConnection connection, Leg leg, Optional<Correlation> correlation, Consumer<UpstreamEvent> events) {
        this.connection = connection;
        this.loop = leg.loop();
        this.era = leg.era();
        this.definition = leg.definition();
        Session session = leg.session();
        this.owner = session == null ? "" : session.id();
        this.correlation = correlation;
        this.events = events;
    }

    Optional<Correlation> correlation() {
        return correlation;
    }

    Era era() {
        return era;
    }

    /** The session that may hear of this call, or empty outside sessions. */
    String owner() {
        return owner;
    }

    /** The tool that is called: what it answers is held against its schema wherever the client hears it. */
    Definition definition() {
        return definition;
    }

    /** The stream of which this call's events are part in the client's eyes. */
    long stream() {
        return correlation.map(ids -> ids.ours().ours()).orElse(0L);
    }

    /** True where nobody waits for the answer at the moment. */
    boolean isDetached() {
        return detached;
    }

    /** The client has come back: what arrives from now on goes to {@code stream}. */
    void resumeAt(StdioCall stream) {
        follower = stream;
    }

    /** Takes what the child said; on any thread. */
    void take(UpstreamEvent event) {
        StdioCall current = follower;
        if (current != null) {
            current.take(event);
            if (event instanceof UpstreamEvent.Spoke spoke && spoke.message() instanceof Message.Response) {
                current.take(new UpstreamEvent.Ended());
            }
            return;
        }
        loop.execute(() -> {
            if (over) {
                return;
            }
            if (reading) {
                hand(event);
                return;
            }
            held.add(event);
            heldBytes += event instanceof UpstreamEvent.Spoke spoke ? spoke.sizeBytes() : 0;
            if (held.size() > HELD_MAX || heldBytes > HELD_BYTES_MAX) {
                withdraw("the client reads too slowly");
                events.accept(new UpstreamEvent.Failed(Reasons.STREAM_OVERFLOW, Hint.NONE));
            }
        });
    }

    /** The child did not take the message, or is gone; on any thread. */
    void fail(Reason reason) {
        take(new UpstreamEvent.Failed(reason, Hint.NONE));
    }

    private void hand(UpstreamEvent event) {
        boolean answered = event instanceof UpstreamEvent.Spoke spoke
                && spoke.message() instanceof Message.Response
                && correlation.isPresent();
        over = answered || event instanceof UpstreamEvent.Failed || event instanceof UpstreamEvent.Ended;
        events.accept(event);
    }

    @Override
    public void abandon() {
        if (era == Era.MODERN || correlation.isEmpty()) {
            withdraw("the client is gone");
        } else if (!over) {
            // a legacy client that is gone has cancelled nothing, and may come back for the answer
            over = true;
            held.clear();
            detached = true;
        }
    }

    @Override
    public void withdraw(String why) {
        if (!over) {
            over = true;
            held.clear();
            connection.forget(this);
            correlation.flatMap(ids -> ids.cancellation(why)).ifPresent(connection::write);
        }
    }

    @Override
    public void cancel(Message.Notification cancelled) {
        if (!over) {
            over = true;
            connection.forget(this);
            correlation.ifPresent(ids -> connection.write(ids.cancelled(cancelled)));
        }
    }

    @Override
    public void reply(Message.Response response) {
        connection.write(response);
    }

    @Override
    public void reading(boolean on) {
        reading = on;
        while (reading && !over && !held.isEmpty()) {
            UpstreamEvent event = held.poll();
            heldBytes -= event instanceof UpstreamEvent.Spoke spoke ? spoke.sizeBytes() : 0;
            hand(event);
        }
    }
}
