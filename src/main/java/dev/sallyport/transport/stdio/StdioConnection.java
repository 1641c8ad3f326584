package dev.sallyport.transport.stdio;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.pipeline.execution.MemoryGate;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.MessageDecoder;
import dev.sallyport.protocol.Meta;
import dev.sallyport.protocol.json.JsonRead;
import dev.sallyport.protocol.json.JsonReader;
import dev.sallyport.protocol.json.JsonWriter;
import dev.sallyport.transport.Correlation;
import dev.sallyport.transport.child.Child;
import dev.sallyport.transport.child.ChildEnd;
import dev.sallyport.transport.child.ChildListener;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * One child process as calls see it: which answer belongs to which call, and where the child's own requests and notifications go.
 * Lines are read on the child's reader thread; calls hear of them on their own loops.
 */
final class StdioConnection implements ChildListener {
    private static final System.Logger LOG = System.getLogger("sallyport.child");
    private static final String LIST_CHANGED = "/list_changed";
    private static final int CALLS_MAX = 4096;
    private static final int BACKLOG_MAX = 64;
    private static final int NOISE_MAX = 64;

    /** Told when a connection is over. */
    interface Ended {
        /** The child ended. */
        void ended(StdioConnection connection, Fault fault);
    }

    /** Whose fault an end is. */
    enum Fault {
        /** Nobody's: it was told to end. */
        NONE,
        /** The child's own. */
        FAILED,
        /** The command's: it could not be started. */
        NOT_STARTED
    }

    private final String server;
    private final boolean shared;
    private final MemoryGate memory;
    private final Ended whenEnded;
    private final Child child;
    private final Catalog catalog = new Catalog();
    private final Handshake handshake = new Handshake();
    private final AtomicLong nextId;
    private final Map<Long, StdioCall> calls = new ConcurrentHashMap<>();
    private final Map<StdioCall, Boolean> streams = new ConcurrentHashMap<>();
    private final ArrayDeque<UpstreamEvent.Spoke> backlog = new ArrayDeque<>();
    private final Replay replay;
    private final LineMemory lineMemory;
    private final LogMessages logs = new LogMessages();
    private final JsonReader reader = new JsonReader();
    private int noise;
    private volatile boolean stopping;
    private final AtomicBoolean reported = new AtomicBoolean();
    private volatile boolean over;
    private volatile long usedNanos = System.nanoTime();

    /** A child of {@code server}; no other of its children repeats an id of {@code nextId}. */
    StdioConnection(StdioUpstream.Server server, AtomicLong nextId, MemoryGate memory, Ended whenEnded) {
        this.server = server.name();
        this.shared = server.sharing() == StdioUpstream.Sharing.SHARED;
        this.nextId = nextId;
        this.replay = new Replay(nextId);
        this.memory = memory;
        this.lineMemory = new LineMemory(memory);
        this.whenEnded = whenEnded;
        this.child = Child.start(server.command(), this);
    }

    Catalog catalog() {
        return catalog;
    }

    Handshake handshake() {
        return handshake;
    }

    /** True where it takes nothing more: the child has ended, or is about to. */
    boolean isOver() {
        return over || stopping;
    }

    /** How long nothing was asked, or zero while an answer is awaited. */
    long idleNanos() {
        boolean awaited = calls.values().stream().anyMatch(call -> !call.isDetached());
        return awaited ? 0 : System.nanoTime() - usedNanos;
    }

    long nextId() {
        return nextId.getAndIncrement();
    }

    /** Sends the request of {@code call}; its answer is awaited from now on. */
    void request(StdioCall call, Correlation ids) {
        usedNanos = System.nanoTime();
        if (calls.size() >= CALLS_MAX) {
            fail(call, Reasons.BUSY);
            return;
        }
        calls.put(ids.ours().ours(), call);
        if (isOver() || !write(ids.outward())) {
            calls.remove(ids.ours().ours());
            fail(call, untaken());
        }
    }

    /** Why the child did not take a message. */
    Reason untaken() {
        return isOver() || child.isDeaf() ? Reasons.CONNECTION_LOST : Reasons.BUSY;
    }

    /** Sends a message that is not answered; false where the child does not take it. */
    boolean write(Message.Spoken message) {
        usedNanos = System.nanoTime();
        return child.send(new JsonWriter().write(message.body()));
    }

    /** Makes {@code call} hear what the child says of its own accord, or the rest of the stream that broke off at that event. */
    void listen(StdioCall call, String lastEventId) {
        Replay.Place place = Replay.Place.of(lastEventId);
        call.take(new UpstreamEvent.Opened());
        if (place.stream() > 0) {
            resume(call, place);
            return;
        }
        streams.put(call, true);
        replay.after(place, call.owner()).forEach(call::take);
        synchronized (backlog) {
            backlog.forEach(call::take);
            backlog.clear();
        }
        if (over) {
            call.take(new UpstreamEvent.Ended());
        }
    }

    /** Between the two looks at the call nothing is lost: what arrives is kept before it is handed over. */
    private synchronized void resume(StdioCall call, Replay.Place place) {
        replay.after(place, call.owner()).forEach(call::take);
        StdioCall open = calls.get(place.stream());
        // several sessions may share the child, and event ids can be guessed
        if (open == null || !open.owner().equals(call.owner())) {
            call.take(new UpstreamEvent.Ended());
        } else {
            open.resumeAt(call);
        }
    }

    /** Hands an event to a call; for a legacy client it gets an id, by which the stream can be resumed. */
    private synchronized void hand(StdioCall call, UpstreamEvent.Spoke spoke) {
        call.take(named(call, spoke));
    }

    private UpstreamEvent.Spoke named(StdioCall call, UpstreamEvent.Spoke spoke) {
        return call.era() == Era.LEGACY ? replay.add(call, spoke) : spoke;
    }

    void forget(StdioCall call) {
        streams.remove(call);
        call.correlation().ifPresent(ids -> {
            StdioCall awaited = calls.remove(ids.ours().ours());
            // a subscription logs nothing of its own
            if (awaited != null && !ids.method().equals(McpMethod.LISTEN)) {
                logs.doubt().givenUp();
            }
        });
    }

    @Override
    public void line(byte[] json) {
        if (lineMemory.take(json.length, this::isOver)) {
            try {
                read(json);
            } finally {
                lineMemory.release();
            }
        }
    }

    /** Gives back the memory of an answer that nobody takes any more. */
    void release(long sizeBytes) {
        memory.replies().leave(sizeBytes);
    }

    private void read(byte[] json) {
        switch (reader.read(json, 0, json.length)) {
            case JsonRead.Value value
            when MessageDecoder.decode(value.root()) instanceof Message.Spoken spoken -> take(spoken, json.length);
            default -> noise(json);
        }
    }

    /** What is no message: a banner or a log line is passed over a few times, a broken message ends the child. */
    private void noise(byte[] json) {
        noise++;
        if (json[0] == '{' || json[0] == '[' || noise > NOISE_MAX) {
            LOG.log(
                    Level.WARNING,
                    "server {0} wrote what is no message of MCP to standard output; it is stopped",
                    server);
            fail(Reasons.PROTOCOL);
            close();
            report(Fault.FAILED);
        } else if (noise == 1) {
            LOG.log(
                    Level.WARNING,
                    "server {0} writes other text than messages to standard output; it is ignored",
                    server);
        }
    }

    private void take(Message.Spoken spoken, int sizeBytes) {
        switch (spoken) {
            case Message.Response response -> answer(response, sizeBytes);
            case Message.Request request -> asked(request, sizeBytes);
            case Message.Notification notification -> told(notification, sizeBytes);
        }
    }

    private synchronized void answer(Message.Response response, int sizeBytes) {
        StdioCall call = calls.remove(response.id().ours());
        if (call == null) {
            return;
        }
        logs.doubt().answered(call.begunNanos());
        Optional<Message.Spoken> mapped = call.correlation().flatMap(ids -> ids.inward(response));
        if (mapped.isEmpty()) {
            fail(call, Reasons.PROTOCOL);
            return;
        }
        call.take(named(call, new UpstreamEvent.Spoke(mapped.get(), "", 200, sizeBytes)), lineMemory.handOver());
        if (call.opens()) {
            handshake.answered(response);
        }
    }

    /** A legacy server asks its client; where several clients share the child, nobody can answer for all. */
    private void asked(Message.Request request, int sizeBytes) {
        if (shared) {
            write(JsonRpc.error(
                    request.id(),
                    request.method(),
                    JsonRpc.METHOD_NOT_FOUND,
                    "this server is shared by several clients: none of them can be asked",
                    MissingNode.getInstance()));
        } else {
            toSession(new UpstreamEvent.Spoke(request, "", 200, sizeBytes));
        }
    }

    private void told(Message.Notification notification, int sizeBytes) {
        if (notification.method().equals(McpMethod.TOOLS_CHANGED)) {
            catalog.invalidate();
        }
        StdioCall call = addressee(notification);
        if (call == null) {
            toSession(new UpstreamEvent.Spoke(notification, "", 200, sizeBytes));
            return;
        }
        call.correlation()
                .flatMap(ids -> ids.inward(notification))
                .ifPresent(message -> hand(call, new UpstreamEvent.Spoke(message, "", 200, sizeBytes)));
    }

    /** The call that a notification belongs to by its progress token or subscription id, or null. */
    private @Nullable StdioCall addressee(Message.Notification notification) {
        JsonNode params = notification.params();
        JsonNode token = notification.method().equals(McpMethod.PROGRESS)
                ? params.path(Meta.PROGRESS_TOKEN)
                : Meta.of(params).path(Meta.SUBSCRIPTION_ID);
        try {
            return token.isMissingNode() ? null : calls.get(Long.parseLong(token.asString("")));
        } catch (NumberFormatException _) {
            return null;
        }
    }

    /** A question to the one call that waits; all else to the streams of the session, or kept for the next one. */
    private void toSession(UpstreamEvent.Spoke spoke) {
        if (shared && !spoke.message().method().endsWith(LIST_CHANGED)) {
            // it may tell one client of another's doings, and says not whom it concerns
            return;
        }
        boolean asks = spoke.message() instanceof Message.Request;
        List<StdioCall> waiting = calls.values().stream()
                .filter(call -> !call.isDetached() && (call.era() == Era.LEGACY || !asks))
                .toList();
        if (spoke.message() instanceof Message.Notification note
                && note.method().equals(McpMethod.LOG)
                && waiting.stream().anyMatch(LogMessages::isModern)) {
            StdioCall asking = logs.reader(note, waiting);
            if (asking != null) {
                hand(asking, spoke);
            }
            return;
        }
        boolean tells = spoke.message() instanceof Message.Notification told
                && told.method().equals(McpMethod.LOG);
        if ((asks || tells) && waiting.size() == 1) {
            // the one call that waits is what the server speaks about; later this could not be told any more
            hand(waiting.getFirst(), spoke);
            return;
        }
        if (!streams.isEmpty()) {
            for (StdioCall stream : streams.keySet()) {
                hand(stream, spoke);
                if (asks) {
                    return;
                }
            }
            return;
        }
        if (!waiting.isEmpty() && (waiting.size() == 1 || waiting.getFirst().era() == Era.LEGACY)) {
            hand(waiting.getFirst(), spoke);
            return;
        }
        synchronized (backlog) {
            if (backlog.size() < BACKLOG_MAX) {
                backlog.add(spoke);
            }
        }
    }

    @Override
    public void stderr(String sanitisedLine) {
        LOG.log(Level.INFO, "{0}: {1}", server, sanitisedLine);
    }

    @Override
    public void ended(ChildEnd end) {
        over = true;
        if (end instanceof ChildEnd.StartFailed failed) {
            LOG.log(Level.ERROR, "server {0}: {1}", server, failed.message());
        } else if (!(end instanceof ChildEnd.Stopped)) {
            LOG.log(Level.WARNING, "server {0} ended: {1}", server, end.words());
        }
        if (logs.droppedCount() > 0) {
            LOG.log(
                    Level.INFO,
                    "server {0}: {1} log messages belonged to no one request and were dropped",
                    server,
                    logs.droppedCount());
        }
        boolean started = !(end instanceof ChildEnd.StartFailed);
        fail(started ? Reasons.CONNECTION_LOST : Reasons.UNREACHABLE);
        streams.keySet().forEach(stream -> stream.take(new UpstreamEvent.Ended()));
        streams.clear();
        report(end instanceof ChildEnd.Stopped ? Fault.NONE : started ? Fault.FAILED : Fault.NOT_STARTED);
    }

    private void report(Fault fault) {
        if (reported.compareAndSet(false, true)) {
            whenEnded.ended(this, fault);
        }
    }

    /** Nothing that was asked will be answered any more. */
    private void fail(Reason reason) {
        List<StdioCall> due = List.copyOf(calls.values());
        calls.clear();
        due.forEach(call -> fail(call, reason));
    }

    private void fail(StdioCall call, Reason reason) {
        call.fail(reason);
        if (call.opens()) {
            handshake.failed();
        }
    }

    /** Ends the child. */
    void close() {
        stopping = true;
        child.stop();
    }
}
