package dev.sallyport.transport.stdio;

import dev.sallyport.pipeline.Envelope;
import dev.sallyport.pipeline.Envelope.Carrier;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Exchanges;
import dev.sallyport.pipeline.Flow;
import dev.sallyport.pipeline.Headers;
import dev.sallyport.pipeline.Outcome;
import dev.sallyport.pipeline.Session;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.transport.NettyLoop;
import dev.sallyport.transport.child.LineBuffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The downstream side of standard input and output: one client, one session, one message a line. It ends when the client closes
 * standard input and what was asked is answered. Source: MCP 2026-07-28, stdio.
 */
public final class StdioListener {
    private static final int OPEN_MAX = 1024;
    private static final long REOPEN_MILLIS = 1_000;
    private static final long RETRY_MILLIS = 5_000;
    private static final long LOOK_MILLIS = 1_000;
    private static final long PATIENCE_MILLIS = 5;

    /** How the conversation ended. */
    public enum End {
        /** The client closed standard input. */
        CLIENT_DONE,
        /** The session at the server is lost; a new one needs a new process. */
        SERVER_LOST,
        /** The client sent a line that is longer than a message may be, or holds a NUL byte, which no JSON text does. */
        NO_LINE
    }

    private final Exchanges exchanges;
    private final NettyLoop loop;
    private final Carrier carrier;
    private final String route;
    private final Session session;
    private final StdioOutput output;
    private final Set<Flow> open = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private volatile String peer;
    private volatile boolean hurried;
    private volatile boolean closing;

    /** Speaks for the server {@code route} to the client behind {@code out}, who came by {@code carrier}. */
    public StdioListener(Exchanges exchanges, NettyLoop loop, Carrier carrier, String route, OutputStream out) {
        this.peer = carrier.text();
        this.exchanges = exchanges;
        this.loop = loop;
        this.carrier = carrier;
        this.route = route;
        this.session = new Session(carrier.text(), Principal.LOCAL, route, System.nanoTime());
        this.output = new StdioOutput(out, () -> loop.execute(() -> open.forEach(Flow::writable)));
    }

    /** Notes who the client is, as the system knows him. */
    void peer(String known) {
        peer = known;
    }

    /** Reads {@code in} from now on; the result is there when the conversation is over. */
    public CompletionStage<End> serve(InputStream in, int lineBytesMax) {
        Thread.ofPlatform().daemon().name("sallyport-stdin").start(() -> read(in, lineBytesMax));
        var looking =
                loop.eventLoop().scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return end.whenComplete((_, _) -> looking.cancel(false));
    }

    private void read(InputStream in, int lineBytesMax) {
        LineBuffer lines = new LineBuffer(lineBytesMax);
        try {
            while (lines.fault() == LineBuffer.Fault.NONE && lines.fill(in) >= 0) {
                for (byte[] line = lines.next(); line.length > 0; line = lines.next()) {
                    admit(line);
                }
            }
            switch (lines.fault()) {
                case NONE -> {}
                case LINE_TOO_LONG -> loop.execute(() -> begin(Flow::tooLarge));
                case NUL_BYTE -> loop.execute(() -> begin(flow -> flow.body(new byte[1], 1)));
            }
        } catch (IOException _) {
            // as good as its end
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        end.complete(lines.fault() == LineBuffer.Fault.NONE ? End.CLIENT_DONE : End.NO_LINE);
    }

    /** Starts the exchange of one line; while too many are open, nothing more is read. */
    private void admit(byte[] line) throws InterruptedException {
        while (open.size() >= OPEN_MAX && !closing) {
            Thread.sleep(PATIENCE_MILLIS);
        }
        loop.execute(() -> begin(flow -> flow.body(line, line.length)));
    }

    /** Has {@link #close} wait for nothing, or for nothing more. */
    public void hurry() {
        hurried = true;
    }

    /** Waits at most {@code grace} for what was asked; then ends every exchange and the session. Called once. */
    public void close(Duration grace) throws InterruptedException {
        long until = System.nanoTime() + grace.toNanos();
        BooleanSupplier patient = () -> !hurried && System.nanoTime() < until;
        // a line that was just read is an exchange only after the loop's next turn
        loop.eventLoop().submit(() -> {}).awaitUninterruptibly();
        while (isAnswerDue() && patient.getAsBoolean()) {
            Thread.sleep(PATIENCE_MILLIS);
        }
        closing = true;
        loop.eventLoop()
                .submit(() -> open.forEach(flow -> flow.exchange().end(Outcome.CLIENT_GONE)))
                .awaitUninterruptibly();
        session.end();
        output.drain(patient);
    }

    private boolean isAnswerDue() {
        return open.stream().anyMatch(StdioListener::isDue);
    }

    private static boolean isDue(Flow flow) {
        return !(flow.exchange().readMessage() instanceof Message.OpenStream)
                && !flow.exchange().method().equals(McpMethod.LISTEN);
    }

    private void begin(Consumer<Flow> then) {
        Exchange exchange = exchanges.open(new Envelope(carrier, route, peer, Headers.NONE, -1), loop);
        exchange.session(session);
        Flow[] self = new Flow[1];
        StdioDownstream downstream = new StdioDownstream(output, () -> then.accept(self[0]), () -> ended(self[0]));
        downstream.serves(exchange);
        Flow flow = new Flow(exchange, downstream);
        self[0] = flow;
        open.add(flow);
        flow.start();
    }

    private void ended(Flow flow) {
        open.remove(flow);
        Exchange exchange = flow.exchange();
        if (session.isEnded()) {
            end.complete(End.SERVER_LOST);
        }
        if (closing || exchange.era() != Era.LEGACY) {
            return;
        }
        boolean initialized = exchange.method().equals(McpMethod.INITIALIZED);
        if (initialized) {
            listen();
        } else if (exchange.readMessage() instanceof Message.OpenStream && isWorthReopening(exchange)) {
            boolean ended = exchange.outcome() == Outcome.ANSWERED;
            loop.eventLoop().schedule(this::listen, ended ? REOPEN_MILLIS : RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** A stream that ended, or that could not be opened for now: its server may be starting again. */
    private static boolean isWorthReopening(Exchange exchange) {
        return exchange.outcome() == Outcome.ANSWERED
                || (exchange.outcome() == Outcome.UPSTREAM_FAILED
                        && exchange.notes().stream()
                                .noneMatch(note -> note.reason().equals(Reasons.NO_STREAM)));
    }

    /** Looks for answers that take too long. */
    private void look() {
        for (Flow flow : open) {
            Exchange exchange = flow.exchange();
            if (isDue(flow)
                    && exchange.tookNanos()
                            > exchange.snapshot().limits().timeout().toNanos()) {
                exchange.end(Outcome.TIMED_OUT);
            }
        }
    }

    /** Standard output is always open to what a legacy server says of its own accord. */
    private void listen() {
        if (!closing && !session.isEnded()) {
            begin(flow -> flow.message(new Message.OpenStream("")));
        }
    }
}
