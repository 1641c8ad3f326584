package dev.sallyport.transport.stdio;

import dev.sallyport.catalog.Definition;
import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Session;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.pipeline.execution.Loop;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.legacy.LegacyMethod;
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
    private final Leg leg;
    private final Loop loop;
    private final Era era;
    private final Definition definition;
    private final String owner;
    private final boolean ofOneClient;
    private final Work work;
    private final Optional<Correlation> correlation;
    private final Consumer<UpstreamEvent> events;
    private final ArrayDeque<Held> held = new ArrayDeque<>(0);
    private int heldBytes;
    private boolean reading = true;
    private final long begunNanos = System.nanoTime();
    private boolean over;
    private volatile boolean detached;
    private volatile long detachedNanos;
    private volatile @Nullable StdioCall follower;

    /** An event that waits, and what memory was taken for it. */
    private record Held(UpstreamEvent event, long takenBytes) {}

    StdioCall(StdioConnection connection, Leg leg, Optional<Correlation> correlation) {
        this.connection = connection;
        this.leg = leg;
        this.loop = leg.loop();
        this.era = leg.era();
        this.definition = leg.definition();
        Session session = leg.session();
        this.owner = session == null ? "" : session.id();
        this.correlation = correlation;
        Session client = leg.exchange().session();
        this.ofOneClient = session != null && client != null && owner.equals(client.id());
        String level = correlation.map(Correlation::logLevel).orElse("");
        this.work = new Work(ofOneClient ? "client " + owner : "call " + stream(), era, level);
        this.events = leg.events();
    }

    Optional<Correlation> correlation() {
        return correlation;
    }

    Era era() {
        return era;
    }

    /** When it was begun. */
    long begunNanos() {
        return begunNanos;
    }

    /** True for the handshake of a legacy session. */
    boolean opens() {
        return correlation.map(ids -> ids.method().equals(McpMethod.INITIALIZE)).orElse(false);
    }

    /** The session that may hear of this call, or empty outside sessions. */
    String owner() {
        return owner;
    }

    /** True in the session of a client itself, not in one that is kept for several. */
    boolean isOfOneClient() {
        return ofOneClient;
    }

    /** What the child does for it. */
    Work work() {
        return work;
    }

    /** True for what the child may work at, and ask or log something meanwhile; lists and settings are answered at once. */
    boolean works() {
        return correlation
                .map(ids -> switch (ids.method()) {
                    case McpMethod.INITIALIZE,
                            McpMethod.DISCOVER,
                            McpMethod.LISTEN,
                            McpMethod.RESOURCES_SUBSCRIBE,
                            McpMethod.RESOURCES_UNSUBSCRIBE,
                            LegacyMethod.SET_LEVEL,
                            LegacyMethod.PING -> false;
                    default ->
                        !ids.method().startsWith("tasks/") && !ids.method().endsWith("/list");
                })
                .orElse(false);
    }

    /** True for the question what became of a task. */
    boolean awaitsTask() {
        return correlation
                .map(ids -> ids.method().equals(McpMethod.TASKS_RESULT))
                .orElse(false);
    }

    /** True where the child may be at work on it: without its client it is not waited for longer than others. */
    boolean mayRun(long nowNanos) {
        return works()
                && (!detached
                        || nowNanos - detachedNanos
                                < leg.snapshot().limits().timeout().toNanos());
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
        take(event, 0);
    }

    /** Takes what the child said, and with it the memory that was taken for so many bytes; on any thread. */
    void take(UpstreamEvent event, long takenBytes) {
        StdioCall current = follower;
        if (current != null) {
            current.take(event, takenBytes);
            if (event instanceof UpstreamEvent.Spoke spoke && spoke.message() instanceof Message.Response) {
                current.take(new UpstreamEvent.Ended());
            }
            return;
        }
        loop.execute(() -> {
            if (over) {
                connection.release(takenBytes);
            } else if (reading) {
                hand(event, takenBytes);
            } else {
                hold(event, takenBytes);
            }
        });
    }

    private void hold(UpstreamEvent event, long takenBytes) {
        held.add(new Held(event, takenBytes));
        heldBytes += sizeBytes(event);
        if (held.size() > HELD_MAX || heldBytes > HELD_BYTES_MAX) {
            withdraw("the client reads too slowly");
            events.accept(new UpstreamEvent.Failed(Reasons.STREAM_OVERFLOW, Hint.NONE));
        }
    }

    private void drop() {
        held.forEach(each -> connection.release(each.takenBytes()));
        held.clear();
    }

    /** The child did not take the message, or is gone; on any thread. */
    void fail(Reason reason) {
        take(new UpstreamEvent.Failed(reason, Hint.NONE));
    }

    private void hand(UpstreamEvent event, long takenBytes) {
        leg.exchange().adopt(takenBytes);
        boolean answered = event instanceof UpstreamEvent.Spoke spoke
                && spoke.message() instanceof Message.Response
                && correlation.isPresent();
        over = answered || event instanceof UpstreamEvent.Failed || event instanceof UpstreamEvent.Ended;
        events.accept(event);
    }

    @Override
    public void abandon() {
        if (era == Era.MODERN || correlation.isEmpty()) {
            if (!over) {
                leave(true, correlation.flatMap(ids -> ids.cancellation("the client is gone")));
            }
        } else {
            // a legacy client that is gone has cancelled nothing, and may come back for the answer
            detach();
        }
    }

    @Override
    public void withdraw(String why) {
        if (opens()) {
            // it cannot be cancelled, and others may wait for the answer
            detach();
        } else if (!over) {
            leave(false, correlation.flatMap(ids -> ids.cancellation(why)));
        }
    }

    private void leave(boolean byClient, Optional<Message.Notification> note) {
        over = true;
        detached = false;
        drop();
        connection.leave(this, byClient, note);
    }

    private void detach() {
        if (!over) {
            over = true;
            drop();
            detachedNanos = System.nanoTime();
            detached = true;
        }
    }

    @Override
    public void cancel(Message.Notification cancelled) {
        if (!over || detached) {
            leave(true, correlation.map(ids -> ids.cancelled(cancelled)));
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
            Held next = held.poll();
            heldBytes -= sizeBytes(next.event());
            hand(next.event(), next.takenBytes());
        }
    }

    private static int sizeBytes(UpstreamEvent event) {
        return event instanceof UpstreamEvent.Spoke spoke ? spoke.sizeBytes() : 0;
    }
}
