package dev.sallyport.transport.sum;

import dev.sallyport.pipeline.Downstream;
import dev.sallyport.pipeline.Envelope;
import dev.sallyport.pipeline.Envelope.Carrier;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Exchanges;
import dev.sallyport.pipeline.Flow;
import dev.sallyport.pipeline.Headers;
import dev.sallyport.pipeline.Outcome;
import dev.sallyport.pipeline.event.UpstreamFailure;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.pipeline.verdict.Refusal;
import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.Meta;
import dev.sallyport.protocol.ProtocolVersion;
import dev.sallyport.protocol.RequestId;
import dev.sallyport.transport.NettyLoop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request that the gateway makes to a server on its own behalf: an exchange like any other, through the guards and into the record.
 */
final class OwnExchange implements Downstream {
    private static final String NAME = "sallyport";

    private final Message.Request request;
    private final Consumer<Message.Notification> notifications;
    private final CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    private @Nullable Flow flow;

    private OwnExchange(Message.Request request, Consumer<Message.Notification> notifications) {
        this.request = request;
        this.notifications = notifications;
    }

    /** Asks {@code server}; the result, or an {@link UpstreamFailure} with the reason. At most {@code patience} is waited. */
    static CompletionStage<JsonNode> ask(
            Exchanges exchanges, NettyLoop loop, String server, Message.Request request, Duration patience) {
        OwnExchange own = new OwnExchange(request, _ -> {});
        loop.execute(() -> own.start(exchanges.open(envelope(server), loop)));
        var late =
                loop.eventLoop().schedule(() -> own.end(Outcome.TIMED_OUT), patience.toMillis(), TimeUnit.MILLISECONDS);
        own.answer.whenComplete((_, _) -> late.cancel(false));
        return own.answer;
    }

    /** Listens to {@code server} until one of both ends it; {@code over} is done then. */
    static OwnExchange listen(
            Exchanges exchanges,
            NettyLoop loop,
            String server,
            Message.Request request,
            Consumer<Message.Notification> notifications) {
        OwnExchange own = new OwnExchange(request, notifications);
        loop.execute(() -> own.start(exchanges.open(envelope(server), loop)));
        return own;
    }

    /** A request in the newer era, by a client that is able to nothing. */
    static Message.Request request(String method, ObjectNode params) {
        ObjectNode meta = params.putObject(Meta.MEMBER);
        meta.put(Meta.PROTOCOL_VERSION, ProtocolVersion.V2026_07_28.text());
        meta.putObject(Meta.CLIENT_CAPABILITIES);
        meta.set(
                Meta.CLIENT_INFO,
                JsonNodeFactory.instance.objectNode().put("name", NAME).put("version", "1"));
        return JsonRpc.request(RequestId.of(1), method, params);
    }

    private static Envelope envelope(String server) {
        return new Envelope(Carrier.OWN, server, "own", Headers.NONE, -1);
    }

    private void start(Exchange exchange) {
        flow = new Flow(exchange, this);
        flow.start();
    }

    /** Done when the exchange is over. */
    CompletionStage<JsonNode> over() {
        return answer;
    }

    /** Ends it, on its loop. */
    void end(Outcome how) {
        if (flow != null) {
            flow.exchange().end(how);
        }
        fail(Reasons.TIMEOUT);
    }

    /** Ends it, from any thread. */
    void stop() {
        Flow driven = flow;
        if (driven != null) {
            driven.exchange().loop().execute(() -> end(Outcome.CLIENT_GONE));
        }
    }

    private void fail(Reason reason) {
        answer.completeExceptionally(new UpstreamFailure(reason));
    }

    @Override
    public void admitted() {
        if (flow != null) {
            flow.message(request);
        }
    }

    @Override
    public void speak(Message.Spoken message, String eventId) {
        if (message instanceof Message.Notification note) {
            notifications.accept(note);
        }
    }

    @Override
    public void answer(Message.Response response, String eventId, int status) {
        if (response.isError()) {
            fail(Reasons.PROTOCOL);
        } else {
            answer.complete(response.result());
        }
    }

    @Override
    public void refuse(Refusal refusal) {
        fail(refusal.reason());
    }

    @Override
    public void open() {}

    @Override
    public void prime(String eventId, String retry) {}

    @Override
    public void accept() {
        fail(Reasons.PROTOCOL);
    }

    @Override
    public void end() {
        fail(Reasons.CONNECTION_LOST);
    }

    @Override
    public boolean isWritable() {
        return true;
    }
}
