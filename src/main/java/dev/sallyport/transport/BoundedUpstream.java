package dev.sallyport.transport;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.DefinitionSource;
import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A server to which no more than so many requests are under way at once, each for so long at the most: a slow one takes neither the
 * gateway nor other servers with it. Streams that last until somebody ends them count for neither.
 */
public final class BoundedUpstream implements Upstream {
    private static final Hint BUSY = new Hint.RetryAfter(Duration.ofSeconds(1));

    private final Upstream server;
    private final Optional<Duration> timeout;
    private final int concurrency;
    private final AtomicInteger under = new AtomicInteger();

    /** {@code server} with at most {@code concurrency} requests at once, each for {@code timeout} where there is one. */
    public BoundedUpstream(Upstream server, Optional<Duration> timeout, int concurrency) {
        this.server = server;
        this.timeout = timeout;
        this.concurrency = concurrency;
    }

    @Override
    public UpstreamCall send(Leg leg, Message message) {
        if (!(message instanceof Message.Request) || message.method().equals(McpMethod.LISTEN)) {
            return server.send(leg, message);
        }
        if (under.incrementAndGet() > concurrency) {
            under.decrementAndGet();
            leg.events().accept(new UpstreamEvent.Failed(Reasons.BUSY, BUSY));
            return UpstreamCall.DONE;
        }
        return new Bounded(leg).start(message);
    }

    @Override
    public CompletionStage<?> ready(Leg leg) {
        return server.ready(leg);
    }

    @Override
    public Message.Spoken shown(Leg leg, Message.Spoken message) {
        return server.shown(leg, message);
    }

    @Override
    public Catalog catalog(Leg leg) {
        return server.catalog(leg);
    }

    @Override
    public DefinitionSource definitions(Leg leg) {
        return server.definitions(leg);
    }

    /** One request that counts; lives on the loop of its exchange. */
    private final class Bounded implements UpstreamCall {
        private final Leg leg;
        private UpstreamCall call = UpstreamCall.DONE;
        private @Nullable Future<?> due;
        private boolean over;

        Bounded(Leg leg) {
            this.leg = leg;
        }

        UpstreamCall start(Message message) {
            timeout.ifPresent(most -> due =
                    ((NettyLoop) leg.loop()).eventLoop().schedule(this::late, most.toNanos(), TimeUnit.NANOSECONDS));
            call = server.send(leg.hearing(this::heard), message);
            return this;
        }

        private void heard(UpstreamEvent event) {
            boolean last =
                    switch (event) {
                        case UpstreamEvent.Spoke spoke -> spoke.message() instanceof Message.Response;
                        case UpstreamEvent.Failed _, UpstreamEvent.Ended _ -> true;
                        default -> false;
                    };
            if (last) {
                end();
            }
            leg.events().accept(event);
        }

        private void late() {
            if (!over) {
                end();
                call.withdraw(UpstreamCall.LATE);
                leg.events().accept(new UpstreamEvent.Failed(Reasons.TIMEOUT, Hint.NONE));
            }
        }

        private void end() {
            if (!over) {
                over = true;
                under.decrementAndGet();
                if (due != null) {
                    due.cancel(false);
                }
            }
        }

        @Override
        public void abandon() {
            end();
            call.abandon();
        }

        @Override
        public void withdraw(String why) {
            end();
            call.withdraw(why);
        }

        @Override
        public void cancel(Message.Notification cancelled) {
            end();
            call.cancel(cancelled);
        }

        @Override
        public void reply(Message.Response response) {
            call.reply(response);
        }

        @Override
        public void reading(boolean on) {
            call.reading(on);
        }
    }
}
