package dev.sallyport.pipeline;

import dev.sallyport.catalog.Definition;
import dev.sallyport.pipeline.caller.Authentication;
import dev.sallyport.pipeline.caller.Caller;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.pipeline.event.Roundtrip;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.pipeline.execution.Loop;
import dev.sallyport.pipeline.trace.Spans;
import dev.sallyport.pipeline.trace.TraceContext;
import dev.sallyport.pipeline.verdict.JudgedArguments;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.Meta;
import dev.sallyport.protocol.json.JsonWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * One message of a client and all that comes of it. It belongs to the loop of its downstream connection: only there its facts
 * change. Guards meet through its facts alone.
 */
public final class Exchange {
    private static final int NOTES_MAX = 32;
    private static final String ARGUMENTS = "arguments";

    private final String id;
    private final Envelope envelope;
    private Snapshot snapshot;
    private final Loop loop;
    private final Instant began;
    private final long beganNanos;
    private final List<Note> notes = new ArrayList<>(0);
    private Principal principal = Principal.ANONYMOUS;
    private Authentication authentication = Authentication.NONE;
    private @Nullable Session session;
    private Ruling ruling = Ruling.NONE;
    private Map<String, Object> risk = Map.of();
    private List<Ask> asks = List.of();
    private boolean sessionUnknown;
    private String sessionSecret = "";
    private @Nullable Message message;
    private Era era = Era.LEGACY;
    private String server;
    private Message.@Nullable Request resolved;
    private Message.@Nullable Request rewritten;
    private final JudgedArguments judged = new JudgedArguments();
    private Definition definition = Definition.NONE;
    private Function<String, Definition> tasks = _ -> Definition.NONE;
    private @Nullable Outcome outcome;
    private List<Runnable> endings = List.of();
    private long endedNanos;
    private long messageBytes;
    private long bytesIn;
    private long bytesOut;
    private @Nullable TraceContext trace;
    private Spans spans = Spans.NONE;
    private final Roundtrip roundtrip = new Roundtrip();
    private int messagesOut;
    private @Nullable Flow flow;

    /**
     * A verdict worth writing down.
     *
     * @param verdict {@code deny}, {@code replace}, or {@code observe} for what would have been one of them
     * @param reason why
     * @param detail what the record says besides, never anything of the message itself; mostly empty
     */
    public record Note(String verdict, Reason reason, String detail) {
        /** A verdict with nothing to say besides. */
        public Note(String verdict, Reason reason) {
            this(verdict, reason, "");
        }
    }

    /** An exchange that begins now. */
    public Exchange(String id, Envelope envelope, Snapshot snapshot, Loop loop, Instant began) {
        this.id = id;
        this.envelope = envelope;
        this.server = envelope.route();
        this.snapshot = snapshot;
        this.loop = loop;
        this.began = began;
        this.beganNanos = System.nanoTime();
    }

    /** The incident id: what a refused client can quote, and the record knows. */
    public String id() {
        return id;
    }

    /** What was known before the body. */
    public Envelope envelope() {
        return envelope;
    }

    /** The configuration under which it is judged: the one that it began with, and for a stream the latest. */
    public Snapshot snapshot() {
        return snapshot;
    }

    /** The loop to which it belongs. */
    public Loop loop() {
        return loop;
    }

    /** When it began. */
    public Instant began() {
        return began;
    }

    /** How long it has lasted, or lasted, in nanoseconds. */
    public long tookNanos() {
        return (outcome == null ? System.nanoTime() : endedNanos) - beganNanos;
    }

    /** Who is calling. */
    public Principal principal() {
        return principal;
    }

    /** How the caller was identified; {@link Authentication#NONE} before that. */
    public Authentication authentication() {
        return authentication;
    }

    /** True once it is known who is calling, be it nobody in particular. */
    public boolean isIdentified() {
        return authentication.method() != Authentication.Method.NONE;
    }

    /** Sets who is calling and how that is known, in phase IDENTIFY; a stream that is judged anew stays with its caller. */
    public void identified(Principal verified, Authentication how) {
        if (isIdentified() && !principal.equals(verified)) {
            throw new IllegalStateException("the principal is another already");
        }
        principal = verified;
        authentication = how;
    }

    /** Who is calling, and with which program. */
    public Caller caller() {
        return new Caller(principal, authentication.client());
    }

    /** The legacy session that it belongs to, or null. */
    public @Nullable Session session() {
        return session;
    }

    /** Sets the legacy session that it belongs to. */
    public void session(Session bound) {
        session = bound;
    }

    /** True where the client showed the id of a session that is none of its own. */
    boolean isSessionUnknown() {
        return sessionUnknown;
    }

    /** Notes that the client showed the id of a session that is none of its own. */
    public void sessionUnknown() {
        sessionUnknown = true;
    }

    /** The id by which the client has to name the session that this exchange opens; empty where it opens none. */
    public String sessionSecret() {
        return sessionSecret;
    }

    /** Sets the legacy session that it opens, and the id by which the client is to name it. */
    public void opens(Session opened, String secret) {
        session = opened;
        sessionSecret = secret;
    }

    /** The client's message; a bug before it was read. */
    public Message message() {
        if (message == null) {
            throw new IllegalStateException("the message was not read yet");
        }
        return message;
    }

    /** The client's message, or null before it was read. */
    public @Nullable Message readMessage() {
        return message;
    }

    /** The client's request in the words of the one of several servers that it is for, or null where those are the client's. */
    public Message.@Nullable Request resolved() {
        return resolved;
    }

    /**
     * The arguments of a call as they were judged and are sent: in the words of its server, and without what was taken out; missing where
     * there are none.
     */
    public JsonNode arguments() {
        Message sent = rewritten != null ? rewritten : resolved != null ? resolved : message;
        return sent instanceof Message.Request request && McpMethod.hasArguments(request.method())
                ? request.params().path(ARGUMENTS)
                : MissingNode.getInstance();
    }

    /** The digest of the {@link #arguments}, of an empty object where there are none; computed once for each, in a time that grows with them. Never changed. */
    public byte[] argumentsDigest() {
        return judged.digest(arguments(), () -> loop.isCurrent() ? loop.writer() : new JsonWriter());
    }

    /** What of the arguments outlives them. */
    public JudgedArguments judgedArguments() {
        return judged;
    }

    /** The method of the client's message, or empty before it was read. */
    public String method() {
        return message == null ? "" : message.method();
    }

    /** The era in which the client speaks. */
    public Era era() {
        return era;
    }

    /** The name of the server that the message is for; empty where it is for the sum of all, {@code p/…} for a profile. */
    public String server() {
        return server;
    }

    /** The trace of which the client says that this is part: in the metadata of its message, else in the head. */
    public TraceContext trace() {
        if (trace == null) {
            TraceContext said = message instanceof Message.Spoken spoken
                    ? TraceContext.of(Meta.of(spoken.content()))
                    : TraceContext.NONE;
            trace = said.isNone() ? envelope.trace() : said;
        }
        return trace;
    }

    /** The definition of the tool that is called, or {@link Definition#NONE}. */
    public Definition definition() {
        return definition;
    }

    /** Sets the tool that is called, or whose task is asked after. */
    public void definition(Definition found) {
        definition = found;
    }

    /** The tool that began the task {@code id} of this caller, or {@link Definition#NONE}. */
    Definition ofTask(String id) {
        return tasks.apply(id);
    }

    /** Sets where the tools of this caller's tasks are found by the ids of the tasks, for an exchange that hears of several. */
    public void tasks(Function<String, Definition> found) {
        tasks = found;
    }

    /** How it ended, or null while it lasts. */
    public @Nullable Outcome outcome() {
        return outcome;
    }

    /** The verdicts worth writing down, in order. */
    public List<Note> notes() {
        return notes;
    }

    /** Adds a verdict worth writing down. */
    public void note(String verdict, Reason reason) {
        note(verdict, reason, "");
    }

    /** The same with a detail, such as a hash. What was only found leaves room, and the last that was not is always kept. */
    public void note(String verdict, Reason reason, String detail) {
        boolean decides = !verdict.equals("found") && !verdict.equals("observe");
        if (decides && notes.size() == NOTES_MAX) {
            notes.removeLast();
        }
        if (notes.size() < (decides ? NOTES_MAX : NOTES_MAX / 2)) {
            notes.add(new Note(verdict, reason, detail));
        }
    }

    /**
     * What a policy said.
     *
     * @param version the version of the policy; empty where none was asked
     * @param decision {@code allow}, {@code hold} or {@code deny}
     * @param statement the id of the statement that decided; empty where none did
     * @param claims the names of the claims that the policy asks for
     */
    public record Ruling(String version, String decision, String statement, Set<String> claims) {
        /** No policy was asked. */
        public static final Ruling NONE = new Ruling("", "", "", Set.of());
    }

    /** Notes what the policy said; the latest counts. */
    public void ruled(Ruling said) {
        ruling = said;
    }

    /** What the policy said. */
    public Ruling ruling() {
        return ruling;
    }

    /**
     * Something that a server asked of the client within the exchange, and what the policy said of it.
     *
     * @param method the method of MCP
     * @param decision {@code allow}, {@code hold} or {@code deny}
     * @param statement the id of the statement that decided; empty where none did
     */
    public record Ask(String method, String decision, String statement) {}

    /** Notes what a server asked; the same is noted once. */
    public void asked(Ask ask) {
        if (!asks.contains(ask) && asks.size() < NOTES_MAX) {
            List<Ask> more = new ArrayList<>(asks);
            more.add(ask);
            asks = List.copyOf(more);
        }
    }

    /** What a server asked. */
    public List<Ask> asks() {
        return asks;
    }

    /** How risky it is, by facts of practices: texts, lists of texts, {@code Long}, {@code Double} and {@code Boolean} by name. */
    public Map<String, Object> risk() {
        return risk;
    }

    /** Adds a fact of how risky it is, for policies and the record. */
    public void risk(String name, Object fact) {
        if (risk.isEmpty() || (risk.size() == 1 && risk.containsKey(name))) {
            risk = Map.of(name, fact);
        } else {
            Map<String, Object> more = new HashMap<>(risk);
            more.put(name, fact);
            risk = Map.copyOf(more);
        }
    }

    /** Bytes of the message that is being judged. */
    public long messageBytes() {
        return messageBytes;
    }

    /** Bytes of the client's body. */
    public long bytesIn() {
        return bytesIn;
    }

    /** Bytes of what the server said. */
    public long bytesOut() {
        return bytesOut;
    }

    /** Messages that the server said. */
    public int messagesOut() {
        return messagesOut;
    }

    /** Takes what the server did; on the loop of the exchange. */
    public void upstream(UpstreamEvent event) {
        if (flow != null) {
            flow.upstream(event);
        }
    }

    /** Takes the memory to parse a large message of the server, until that was handed over; false where it is not free yet. */
    public boolean reserve(long sizeBytes) {
        return flow == null || flow.memory().reply(sizeBytes);
    }

    /** Takes over memory that was taken for a large message of the server; given back likewise. */
    public void adopt(long sizeBytes) {
        if (flow != null) {
            flow.memory().adopt(sizeBytes);
        }
    }

    /** Ends it from outside: the client is gone, time is over, the gateway stops. */
    public void end(Outcome how) {
        if (flow != null) {
            flow.end(how);
        }
    }

    /** Moves a stream to {@code next}, between two of its messages. */
    void renew(Snapshot next) {
        if (flow != null) {
            flow.renew(next);
        }
    }

    void snapshot(Snapshot next) {
        snapshot = next;
    }

    /** Takes the request of the exchange back, as {@code note} asks. */
    public void cancel(Message.Notification note) {
        if (flow != null) {
            flow.cancelled(note);
        }
    }

    void attach(Flow driver) {
        flow = driver;
    }

    void read(Message decoded, long sizeBytes) {
        message = decoded;
        bytesIn = sizeBytes;
        messageBytes = sizeBytes;
    }

    void era(Era decided) {
        era = decided;
    }

    void server(String owner, Message.Request inItsWords) {
        server = owner;
        resolved = inItsWords;
    }

    /** Takes what a guard has put in place of the client's request. */
    void rewritten(Message.Request request) {
        JsonNode before = arguments();
        rewritten = request;
        judged.replaced(before, arguments());
    }

    void heard(UpstreamEvent.Spoke spoke) {
        bytesOut += spoke.sizeBytes();
        messageBytes = spoke.sizeBytes();
        messagesOut++;
        if (spoke.message() instanceof Message.Response answer && message instanceof Message.Request) {
            roundtrip.replied(System.nanoTime() - beganNanos, answer);
        }
    }

    /** {@code message} as it is sent now. */
    Message outward(Message message) {
        roundtrip.sent(System.nanoTime() - beganNanos);
        return spans.outward(message);
    }

    /** When it was sent to its server, and what came of it there. */
    public Roundtrip roundtrip() {
        return roundtrip;
    }

    /** Its places in a trace, where traces are made. */
    public Spans spans() {
        return spans;
    }

    /** Sets its places in a trace. */
    public void spans(Spans made) {
        spans = made;
    }

    /** Has {@code ending} run once, when it ends. */
    public void atEnd(Runnable ending) {
        if (endings.isEmpty()) {
            endings = new ArrayList<>(1);
        }
        endings.add(ending);
    }

    /** Ends it: the first caller wins. */
    boolean ended(Outcome how) {
        if (outcome != null) {
            return false;
        }
        outcome = how;
        endedNanos = System.nanoTime();
        endings.forEach(Runnable::run);
        endings = List.of();
        return true;
    }
}
