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
    /** How the name of a notification ends that says that a list changed. */
    static final String LIST_CHANGED = "/list_changed";

    private static final int CALLS_MAX = 4096;
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
    private final SessionStreams streams = new SessionStreams();
    private final Replay replay;
    private final LineMemory lineMemory;
    private final Attribution attribution;
    private final JsonReader reader = new JsonReader();
    private int noise;
    private volatile boolean stopping;
    private final AtomicBoolean reported = new AtomicBoolean();
    private volatile boolean started = true;
    private volatile boolean over;
    private volatile long usedNanos = System.nanoTime();

    /**
     * A child of {@code server}; no other of its children repeats an id of {@code nextId}, and all learn together in {@code goesOn}
     * whether the server goes on with calls that were given up.
     */
    StdioConnection(
            StdioUpstream.Server server, AtomicLong nextId, AtomicBoolean goesOn, MemoryGate memory, Ended whenEnded) {
        this.server = server.name();
        this.shared = server.sharing() == StdioUpstream.Sharing.SHARED;
        this.nextId = nextId;
        this.replay = new Replay(nextId);
        this.attribution = new Attribution(goesOn);
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
        begin(ids.ours().ours(), call);
        if (isOver() || !write(ids.outward())) {
            calls.remove(ids.ours().ours());
            fail(call, untaken());
        }
    }

    private synchronized void begin(long id, StdioCall call) {
        calls.put(id, call);
        if (call.works()) {
            attribution.uses(call);
        }
    }

    /** Why the child did not take a message. */
    Reason untaken() {
        return isOver() || child.isDeaf() ? lost() : Reasons.BUSY;
    }

    private Reason lost() {
        return started ? Reasons.CONNECTION_LOST : Reasons.UNREACHABLE;
    }

    /** Sends a message that is not answered; false where the child does not take it. */
    boolean write(Message.Spoken message) {
        usedNanos = System.nanoTime();
        return child.send(new JsonWriter().write(message.body()));
    }

    /** Makes {@code call} hear what the child says of its own accord, or the rest of the stream that broke off at that event. */
    synchronized void listen(StdioCall call, String lastEventId) {
        Replay.Place place = Replay.Place.of(lastEventId);
        call.take(new UpstreamEvent.Opened());
        if (place.stream() > 0) {
            resume(call, place);
            return;
        }
        attribution.uses(call);
        replay.after(place, call.owner()).forEach(call::take);
        streams.add(call);
        if (over) {
            call.take(new UpstreamEvent.Ended());
        }
    }

    /** Between the two looks at the call nothing is lost: what arrives is kept before it is handed over. */
    private void resume(StdioCall call, Replay.Place place) {
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

    /** Waits for nothing of {@code call} any more, and tells the child, whether it minds or not. */
    void leave(StdioCall call, boolean byClient, Optional<Message.Notification> note) {
        synchronized (this) {
            streams.remove(call);
            if (calls.remove(call.stream()) != null && call.works()) {
                attribution.left().add(call.stream(), call.work(), byClient, System.nanoTime());
            }
        }
        note.ifPresent(this::write);
        synchronized (this) {
            attribution.left().told(call.stream(), System.nanoTime());
        }
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
            attribution.left().answered(response.id().ours(), System.nanoTime());
            return;
        }
        attribution.left().overtaken(call.begunNanos());
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
            refuse(request, "this server is shared by several clients: none of them can be asked");
        } else {
            unnamed(new UpstreamEvent.Spoke(request, "", 200, sizeBytes));
        }
    }

    private void refuse(Message.Request question, String why) {
        write(JsonRpc.error(
                question.id(), question.method(), JsonRpc.METHOD_NOT_FOUND, why, MissingNode.getInstance()));
    }

    private void told(Message.Notification notification, int sizeBytes) {
        if (notification.method().equals(McpMethod.TOOLS_CHANGED)) {
            catalog.invalidate();
        }
        StdioCall call = addressee(notification);
        if (call == null) {
            unnamed(new UpstreamEvent.Spoke(notification, "", 200, sizeBytes));
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

    /** What says not to which call it belongs; under the lock, so that no call is given up between looking and handing over. */
    private synchronized void unnamed(UpstreamEvent.Spoke spoke) {
        if (shared && !spoke.message().method().endsWith(LIST_CHANGED)) {
            // it may tell one client of another's doings, and says not whom it concerns
            return;
        }
        if (!attribution.isOfSeveral() || Attribution.isOfNoCall(spoke.message())) {
            streams.hearers(spoke, calls.values()).forEach(call -> hand(call, spoke));
            return;
        }
        StdioCall call = attribution.of(spoke.message(), calls.values(), System.nanoTime());
        if (call != null) {
            hand(call, spoke);
        } else if (spoke.message() instanceof Message.Request question) {
            refuse(question, "no single call is under way to which this question could belong");
        }
    }

    @Override
    public void stderr(String sanitisedLine) {
        LOG.log(Level.INFO, "{0}: {1}", server, sanitisedLine);
    }

    @Override
    public void ended(ChildEnd end) {
        started = !(end instanceof ChildEnd.StartFailed);
        over = true;
        if (end instanceof ChildEnd.StartFailed failed) {
            LOG.log(Level.ERROR, "server {0}: {1}", server, failed.message());
        } else if (!(end instanceof ChildEnd.Stopped)) {
            LOG.log(Level.WARNING, "server {0} ended: {1}", server, end.words());
        }
        long droppedCount = attribution.droppedCount();
        if (droppedCount > 0) {
            LOG.log(
                    Level.INFO,
                    "server {0}: {1} log messages belonged to no one request and were dropped",
                    server,
                    droppedCount);
        }
        fail(lost());
        synchronized (this) {
            streams.end();
        }
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
