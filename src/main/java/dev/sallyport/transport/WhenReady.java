package dev.sallyport.transport;

import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.pipeline.event.UpstreamFailure;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.protocol.Message;
import java.util.concurrent.CompletableFuture;

/** Calls that go to their server as soon as that is ready. */
public final class WhenReady {
    private WhenReady() {}

    /** Sends {@code request} to {@code server} at once, or when it is ready. */
    public static UpstreamCall send(Upstream server, Leg leg, Message.Request request) {
        CompletableFuture<?> ready = server.ready(leg).toCompletableFuture();
        if (ready.isDone() && !ready.isCompletedExceptionally()) {
            return server.send(leg, request);
        }
        LateCall late = new LateCall();
        ready.whenComplete((_, failure) -> leg.loop().execute(() -> {
            if (failure == null) {
                late.make(() -> server.send(leg, request));
            } else if (!late.isOver()) {
                leg.events()
                        .accept(new UpstreamEvent.Failed(
                                UpstreamFailure.reasonOf(failure, Reasons.UNREACHABLE), Hint.NONE));
            }
        }));
        return late;
    }
}
