package dev.sallyport.transport;

import dev.sallyport.pipeline.Hint;
import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Reasons;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.UpstreamCall;
import dev.sallyport.pipeline.UpstreamEvent;
import dev.sallyport.pipeline.UpstreamFailure;
import dev.sallyport.protocol.Message;
import java.util.concurrent.CompletableFuture;

/** A call that goes to its server as soon as that is ready. Lives on the loop of its exchange. */
public final class WhenReady implements UpstreamCall {
    private final Upstream server;
    private final Leg leg;
    private final Message.Request request;
    private UpstreamCall call = UpstreamCall.DONE;
    private boolean over;
    private boolean reading = true;

    private WhenReady(Upstream server, Leg leg, Message.Request request) {
        this.server = server;
        this.leg = leg;
        this.request = request;
    }

    /** Sends {@code request} to {@code server} at once, or when it is ready. */
    public static UpstreamCall send(Upstream server, Leg leg, Message.Request request) {
        return new WhenReady(server, leg, request).start();
    }

    private UpstreamCall start() {
        CompletableFuture<?> ready = server.ready(leg).toCompletableFuture();
        if (ready.isDone() && !ready.isCompletedExceptionally()) {
            return server.send(leg, request);
        }
        ready.whenComplete((_, failure) -> leg.loop().execute(() -> {
            if (!over && failure == null) {
                call = server.send(leg, request);
                call.reading(reading);
            } else if (!over) {
                leg.events()
                        .accept(new UpstreamEvent.Failed(
                                UpstreamFailure.reasonOf(failure, Reasons.UNREACHABLE), Hint.NONE));
            }
        }));
        return this;
    }

    @Override
    public void abandon() {
        over = true;
        call.abandon();
    }

    @Override
    public void withdraw(String why) {
        over = true;
        call.withdraw(why);
    }

    @Override
    public void cancel(Message.Notification cancelled) {
        over = true;
        call.cancel(cancelled);
    }

    @Override
    public void reply(Message.Response response) {
        call.reply(response);
    }

    @Override
    public void reading(boolean on) {
        reading = on;
        call.reading(on);
    }
}
