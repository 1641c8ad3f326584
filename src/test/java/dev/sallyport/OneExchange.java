package dev.sallyport;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.DefinitionSource;
import dev.sallyport.pipeline.Downstream;
import dev.sallyport.pipeline.Envelope;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Exchanges;
import dev.sallyport.pipeline.Flow;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.Headers;
import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Pipeline;
import dev.sallyport.pipeline.Recorder;
import dev.sallyport.pipeline.RouteUrls;
import dev.sallyport.pipeline.Snapshot;
import dev.sallyport.pipeline.Underway;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.pipeline.execution.Lane;
import dev.sallyport.pipeline.execution.Lanes;
import dev.sallyport.pipeline.execution.Loop;
import dev.sallyport.pipeline.execution.MemoryGate;
import dev.sallyport.pipeline.verdict.Refusal;
import dev.sallyport.practice.Mode;
import dev.sallyport.practice.ratelimit.Meters;
import dev.sallyport.practice.ratelimit.OnFailure;
import dev.sallyport.practice.ratelimit.RatelimitPractice;
import dev.sallyport.practice.ratelimit.RatelimitSettings;
import dev.sallyport.practice.ratelimit.RepeatSettings;
import dev.sallyport.practice.ratelimit.count.Rate;
import dev.sallyport.practice.session.Bound;
import dev.sallyport.practice.token.TokenPractice;
import dev.sallyport.practice.token.TokenRules;
import dev.sallyport.practice.token.TokenSettings;
import dev.sallyport.practice.token.Verifiers;
import dev.sallyport.practice.token.verify.IdentityWeb;
import dev.sallyport.practice.token.verify.ProofVerifier;
import dev.sallyport.practice.token.verify.TokenVerifier;
import dev.sallyport.practice.validation.DoorRules;
import dev.sallyport.practice.validation.ValidationPractice;
import dev.sallyport.practice.validation.ValidationSettings;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.MessageDecoder;
import dev.sallyport.protocol.json.JsonLimits;
import dev.sallyport.protocol.json.JsonRead;
import dev.sallyport.protocol.json.JsonReader;
import dev.sallyport.protocol.json.JsonWriter;
import dev.sallyport.transport.Correlation;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A call of a tool from its bytes to the bytes of its answer, in memory: the guards of validation, tokens, limits and sessions, a
 * server that answers at once, no sockets. Used by one thread.
 */
public final class OneExchange {
    private static final String TOKEN = "k3Jw1aYc8Q0m5dT7xZ2vB9nR4sL6pH1gF8eU3oI5yA0";
    private static final long OURS = 1_000_001;

    private static final Rate OFTEN = new Rate(1_000_000, "s");
    private static final RatelimitSettings UNLIMITED = new RatelimitSettings(
            Mode.ENFORCE,
            OFTEN,
            OFTEN,
            OFTEN,
            List.of(),
            List.of(),
            new RepeatSettings(Mode.ENFORCE, 1_000_000, 1_000_000, Duration.ofSeconds(1)),
            OnFailure.DENY);

    private final ArrayDeque<Runnable> steps = new ArrayDeque<>();
    private final InMemoryLoop loop = new InMemoryLoop();
    private final Exchanges exchanges;
    private final Envelope envelope;
    private final byte[] call;
    private final byte[] reply;
    private byte[] sent = {};
    private byte[] answer = {};

    /** An exchange of the messages in {@code bench/rig/messages.json}, which nobody records. */
    public OneExchange(JsonNode messages) {
        this(messages, new Unrecorded());
    }

    /** An exchange of the messages in {@code bench/rig/messages.json}, which {@code recorder} records. */
    public OneExchange(JsonNode messages, Recorder recorder) {
        ObjectNode tool = (ObjectNode) messages.get("tool");
        String name = tool.get("name").asString();
        ObjectNode arguments = (ObjectNode) messages.get("arguments").deepCopy();
        arguments.put("note", "x".repeat(293));
        call = text("""
                {"jsonrpc":"2.0","id":4711,"method":"tools/call","params":{"name":"%s","arguments":%s,"_meta":{\
                "progressToken":"pt-8f14e45fceea167a","io.modelcontextprotocol/protocolVersion":"2026-07-28",\
                "io.modelcontextprotocol/clientInfo":{"name":"bench","version":"1.0.0"},\
                "io.modelcontextprotocol/clientCapabilities":{}}}}""".formatted(name, arguments));
        JsonNode structured = messages.get("structuredContent");
        reply = text("""
                {"jsonrpc":"2.0","id":%d,"result":{"resultType":"complete","content":[{"type":"text","text":"%s"}],\
                "structuredContent":%s,"isError":false}}""".formatted(OURS, "x".repeat(400), structured));
        Catalog catalog = new Catalog();
        catalog.learn(tool.arrayNode().add(tool));
        Snapshot snapshot = new Snapshot(
                new Pipeline(guards(), recorder, loop, new MemoryGate(1 << 20), new Underway()),
                Map.of("bench", new InMemoryServer(catalog)),
                new Snapshot.Limits(1 << 20, JsonLimits.DEFAULT, Duration.ofMinutes(1)));
        exchanges = new Exchanges("bench", Clock.systemUTC(), snapshot);
        envelope = new Envelope(Envelope.Carrier.POST, "bench", "127.0.0.1", headers(name), call.length);
    }

    private static byte[] text(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    /** Verifiers that trust nobody, and so ask nobody. */
    private static Verifiers verifiers() {
        IdentityWeb nobody = new IdentityWeb() {
            @Override
            public Answer get(URI url, URI trusted) {
                throw new AssertionError("nobody is to be asked");
            }

            @Override
            public Answer post(URI url, URI trusted, String authorization, String form) {
                throw new AssertionError("nobody is to be asked");
            }
        };
        return new Verifiers(
                new TokenVerifier(nobody, Clock.systemUTC()),
                new ProofVerifier(new byte[32], Clock.systemUTC()),
                new RouteUrls());
    }

    private static List<Guard> guards() {
        DoorRules door = new DoorRules(Set.of("localhost"), Set.of(), 1 << 20);
        List<Guard> guards = new ArrayList<>();
        guards.addAll(new ValidationPractice(ValidationSettings.DEFAULT, door, Map.of(), Set.of()).guards());
        guards.addAll(
                new TokenPractice(TokenRules.of(TOKEN), verifiers(), TokenSettings.DEFAULT, Map.of(), _ -> Set.of())
                        .guards());
        guards.addAll(new RatelimitPractice(UNLIMITED, new Meters(Clock.systemUTC()), Map.of()).guards());
        guards.addAll(Bound.guards());
        guards.sort(Comparator.comparing(Guard::phase));
        return guards;
    }

    private static Headers headers(String tool) {
        Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        fields.put("Host", "localhost:7337");
        fields.put("Content-Type", "application/json");
        fields.put("Accept", "application/json, text/event-stream");
        fields.put("Authorization", "Bearer " + TOKEN);
        fields.put("MCP-Protocol-Version", "2026-07-28");
        fields.put("Mcp-Method", "tools/call");
        fields.put("Mcp-Name", tool);
        return new Headers() {
            @Override
            public String value(String name) {
                return fields.getOrDefault(name, "");
            }

            @Override
            public boolean isRepeated(String name) {
                return false;
            }
        };
    }

    /** Runs it once; the bytes that the client gets. */
    public byte[] run() {
        answer = new byte[0];
        Exchange exchange = exchanges.open(envelope, loop);
        Flow flow = new Flow(exchange, new InMemoryClient());
        flow.start();
        flow.body(call, call.length);
        for (Runnable step = steps.poll(); step != null; step = steps.poll()) {
            step.run();
        }
        return answer;
    }

    /** The bytes of the client's call. */
    public byte[] call() {
        return call.clone();
    }

    /** The bytes that the server got in the last run. */
    public byte[] sent() {
        return sent.clone();
    }

    /** A loop and its lanes on the one thread: what is handed over waits until the step at hand is over. */
    private final class InMemoryLoop implements Loop, Lanes {
        private final JsonReader reader = new JsonReader();
        private final JsonWriter writer = new JsonWriter();
        private boolean elsewhere;

        @Override
        public boolean isCurrent() {
            return !elsewhere;
        }

        @Override
        public JsonReader reader(JsonLimits limits) {
            return reader;
        }

        @Override
        public JsonWriter writer() {
            return writer;
        }

        @Override
        public void execute(Runnable step) {
            steps.add(step);
        }

        @Override
        public boolean submit(Lane lane, Runnable step) {
            steps.add(() -> {
                elsewhere = true;
                step.run();
                elsewhere = false;
            });
            return true;
        }
    }

    private final class InMemoryClient implements Downstream {
        @Override
        public void admitted() {}

        @Override
        public void speak(Message.Spoken message, String eventId) {}

        @Override
        public void answer(Message.Response response, String eventId, int status) {
            answer = loop.writer().write(response.body());
        }

        @Override
        public void open() {}

        @Override
        public void prime(String eventId, String retry) {}

        @Override
        public void accept() {}

        @Override
        public void refuse(Refusal refusal) {
            throw new IllegalStateException(refusal.toString());
        }

        @Override
        public void end() {}

        @Override
        public boolean isWritable() {
            return true;
        }
    }

    /** Answers every call with the same result; its side of the correlation is the product's own. */
    private final class InMemoryServer implements Upstream {
        private final Catalog catalog;

        InMemoryServer(Catalog catalog) {
            this.catalog = catalog;
        }

        @Override
        public UpstreamCall send(Leg leg, Message message) {
            Correlation correlation = new Correlation(OURS, (Message.Request) message);
            sent = loop.writer().write(correlation.outward().body());
            steps.add(() -> answer(leg, correlation));
            return UpstreamCall.DONE;
        }

        private void answer(Leg leg, Correlation correlation) {
            JsonRead.Value read =
                    (JsonRead.Value) loop.reader(JsonLimits.DEFAULT).read(reply);
            Message.Response response = (Message.Response) MessageDecoder.decode(read.root());
            Optional<Message.Spoken> known = correlation.inward(response.answering("tools/call"));
            leg.events().accept(new UpstreamEvent.Spoke(known.orElseThrow(), "", 200, reply.length));
        }

        @Override
        public CompletionStage<?> ready(Leg leg) {
            return READY;
        }

        @Override
        public Catalog catalog(Leg leg) {
            return catalog;
        }

        @Override
        public DefinitionSource definitions(Leg leg) {
            throw new IllegalStateException("the catalog is known");
        }
    }
}
