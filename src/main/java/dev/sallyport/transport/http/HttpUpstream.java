package dev.sallyport.transport.http;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.Definition;
import dev.sallyport.catalog.DefinitionSource;
import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Session;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import dev.sallyport.transport.Correlation;
import dev.sallyport.transport.Loops;
import dev.sallyport.transport.NettyLoop;
import dev.sallyport.transport.ServerQuestions;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** A remote MCP server behind one URL, spoken to in either era over Streamable HTTP. */
public final class HttpUpstream implements Upstream, AutoCloseable {
    private static final long GRACE_SECONDS = 2;

    private final HttpTarget target;
    private final Loops loops;
    private final HttpPool pool;
    private final HttpRequests requests;
    private final Catalog catalog = new Catalog();
    private final AtomicLong nextId = new AtomicLong(1);
    private final Map<Long, CompletableFuture<Void>> telling = new ConcurrentHashMap<>();

    /** The server at {@code target}; {@code random} scatters attempts to reach it again. */
    public HttpUpstream(HttpTarget target, Loops loops, RandomGenerator random) {
        this.target = target;
        this.loops = loops;
        this.pool = new HttpPool(target, loops, random);
        this.requests = new HttpRequests(target);
    }

    @Override
    public UpstreamCall send(Leg leg, Message message) {
        if (message instanceof Message.EndSession) {
            leg.events().accept(new UpstreamEvent.Accepted());
            return UpstreamCall.DONE;
        }
        Optional<Correlation> correlation = message instanceof Message.Request request
                ? Optional.of(new Correlation(nextId.getAndIncrement(), request))
                : Optional.empty();
        Message leaving = correlation.<Message>map(Correlation::outward).orElse(message);
        return call(leg, leaving, correlation);
    }

    private HttpCall call(Leg leg, Message leaving, Optional<Correlation> correlation) {
        NettyLoop loop = (NettyLoop) leg.loop();
        Optional<HttpLink> link = link(leg, leaving);
        boolean ended = link.isEmpty() && leg.session() != null && leg.session().isEnded();
        Definition definition = leg.definition();
        String opens = isHandshake(leaving) ? leaving.method() : "";
        HttpLinking linking = link.<HttpLinking>map(known -> new Linking(loop, known, definition, opens))
                .orElse(HttpLinking.NONE);
        HttpCall call = new HttpCall(loop, pool, target, new HttpCall.Subject(leg, correlation, linking));
        if (ended) {
            call.fail(Reasons.SESSION_LOST, Hint.NONE);
        } else if (link.isPresent()) {
            within(link.get(), loop, call, leaving, definition);
        } else {
            call.start(() -> requests.of(loop, leaving, definition, link));
        }
        return call;
    }

    private static boolean isHandshake(Message leaving) {
        return leaving.method().equals(McpMethod.INITIALIZE) || leaving.method().equals(McpMethod.INITIALIZED);
    }

    /** Sends in a legacy session, in the order of its handshake: before that is done, the server's id of it is not known. */
    private void within(HttpLink link, NettyLoop loop, HttpCall call, Message leaving, Definition definition) {
        boolean opens = leaving.method().equals(McpMethod.INITIALIZE);
        boolean waits = !opens && !(leaving instanceof Message.Response);
        if (waits && link.hold(() -> loop.execute(() -> within(link, loop, call, leaving, definition)))) {
            return;
        }
        if (waits && link.version().isEmpty()) {
            call.fail(Reasons.SESSION_LOST, Hint.NONE);
            return;
        }
        if (isHandshake(leaving)) {
            link.opening();
        }
        call.start(() -> requests.of(loop, leaving, definition, Optional.of(link)));
    }

    /** The legacy session's link; made when the handshake begins. */
    private Optional<HttpLink> link(Leg leg, Message leaving) {
        Session session = leg.session();
        if (leg.era() == Era.MODERN || session == null) {
            return Optional.empty();
        }
        if (!(session.link() instanceof HttpLink) && leaving.method().equals(McpMethod.INITIALIZE)) {
            session.link(new HttpLink(this));
        }
        return session.link() instanceof HttpLink known ? Optional.of(known) : Optional.empty();
    }

    @Override
    public CompletionStage<?> ready(Leg leg) {
        return READY;
    }

    @Override
    public Catalog catalog(Leg leg) {
        return leg.era() == Era.LEGACY && leg.session() != null && leg.session().link() instanceof HttpLink link
                ? link.catalog()
                : catalog;
    }

    @Override
    public DefinitionSource definitions(Leg leg) {
        return () -> ServerQuestions.tools(this, leg);
    }

    void endSession(HttpLink link) {
        if (link.sessionId().isEmpty()) {
            return;
        }
        tell(loops.any(), () -> requests.end(link), () -> {});
    }

    private void tell(NettyLoop loop, Supplier<FullHttpRequest> note, Runnable then) {
        CompletableFuture<Void> told = new CompletableFuture<>();
        long number = nextId.getAndIncrement();
        telling.put(number, told);
        loop.execute(() -> HttpNotice.send(loop, pool, note.get(), () -> {
            telling.remove(number);
            told.complete(null);
            then.run();
        }));
    }

    /** Waits a moment for the server to hear of what was cancelled and of sessions that ended: it would go on otherwise. */
    @Override
    public void close() {
        CompletableFuture<?>[] due = telling.values().toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(due)
                .completeOnTimeout(null, GRACE_SECONDS, TimeUnit.SECONDS)
                .join();
        pool.close();
    }

    /** Ties the calls of one legacy session to its link. */
    private final class Linking implements HttpLinking {
        private final NettyLoop loop;
        private final HttpLink link;
        private final Definition definition;
        private String opens;

        /** The call of the handshake message {@code opens}, or of any other where that is empty. */
        Linking(NettyLoop loop, HttpLink link, Definition definition, String opens) {
            this.loop = loop;
            this.link = link;
            this.definition = definition;
            this.opens = opens;
        }

        @Override
        public void over() {
            if (!opens.isEmpty()) {
                opens = "";
                link.opened();
            }
        }

        @Override
        public void head(HttpHeaders headers) {
            String given = headers.get("Mcp-Session-Id", "");
            if (link.version().isEmpty() && HttpRequests.isSessionId(given)) {
                link.sessionId(given);
            }
            if (opens.equals(McpMethod.INITIALIZED)) {
                // the server has it, even where it goes on to answer what is not answered
                over();
            }
        }

        @Override
        public void response(Message.Response response) {
            if (response.method().equals(McpMethod.INITIALIZE) && link.version().isEmpty()) {
                link.version(response.result().path("protocolVersion").asString(""));
            }
        }

        @Override
        public boolean isBound() {
            return !link.sessionId().isEmpty();
        }

        @Override
        public Optional<Message.Spoken> inward(Optional<Correlation> correlation, Message.Spoken spoken) {
            return correlation.isPresent() ? correlation.get().inward(spoken) : link.inward(spoken);
        }

        @Override
        public Definition resumed(Message.Spoken spoken) {
            return link.definition(spoken);
        }

        @Override
        public boolean resumable(Optional<Correlation> correlation) {
            correlation.ifPresent(ids -> link.keep(ids, definition));
            return true;
        }

        @Override
        public void tell(Message.Spoken note, Runnable then) {
            HttpUpstream.this.tell(loop, () -> requests.of(loop, note, link), then);
        }
    }
}
