package dev.sallyport.transport;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.DefinitionSource;
import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.Upstream;
import dev.sallyport.pipeline.event.UpstreamCall;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Reason;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.pipeline.verdict.Sentences;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** A server whose {@link Condition} follows from what it does, and that is left alone while its {@link Breaker} is open. */
public final class WatchedUpstream implements Upstream {
    /** What is wrong with a server that is called over a network; the end of a local one is told by its process. */
    public static final Set<Reason> REMOTE =
            Set.of(Reasons.UNREACHABLE, Reasons.TLS, Reasons.CONNECTION_LOST, Reasons.PROTOCOL, Reasons.STATUS);

    private final Upstream server;
    private final Condition condition;
    private final Breaker breaker;
    private final Set<Reason> faults;

    /** {@code server}, with which something is wrong where it fails for one of {@code faults} or answers too late. */
    public WatchedUpstream(Upstream server, Condition condition, Breaker breaker, Set<Reason> faults) {
        this.server = server;
        this.condition = condition;
        this.breaker = breaker;
        this.faults = faults;
    }

    @Override
    public UpstreamCall send(Leg leg, Message message) {
        // a server of the older era may refuse this one as it likes
        boolean probe = message.method().equals(McpMethod.DISCOVER);
        // a server whose lists can be had may fail at all that it is there for
        boolean telling =
                !McpMethod.isCacheable(message.method()) || message.method().equals(McpMethod.RESOURCES_READ);
        if (message instanceof Message.Request) {
            Duration wait = breaker.remaining(System.nanoTime());
            if (wait.isPositive()) {
                leg.events().accept(new UpstreamEvent.Failed(Reasons.CIRCUIT_OPEN, new Hint.RetryAfter(wait)));
                return UpstreamCall.DONE;
            }
        }
        return new Watched(server.send(leg.hearing(event -> heard(leg, event, probe, telling)), message));
    }

    private void heard(Leg leg, UpstreamEvent event, boolean probe, boolean telling) {
        switch (event) {
            case UpstreamEvent.Failed failed -> {
                boolean refused = failed.reason().equals(Reasons.STATUS)
                        || failed.reason().equals(Reasons.PROTOCOL);
                if (faults.contains(failed.reason()) && !(probe && refused)) {
                    failed(failed.reason(), sentence(failed));
                }
            }
            case UpstreamEvent.Spoke _ -> {
                if (telling) {
                    breaker.works();
                } else {
                    breaker.undecided(System.nanoTime());
                }
                condition.works();
            }
            default -> {}
        }
        leg.events().accept(event);
    }

    private void failed(Reason reason, String message) {
        condition.failed(reason, message);
        // what cannot be reached is tried less and less by itself
        if (!reason.equals(Reasons.UNREACHABLE) && !reason.equals(Reasons.TLS) && breaker.failed(System.nanoTime())) {
            condition.rests();
        }
    }

    private static String sentence(UpstreamEvent.Failed failed) {
        return failed.hint() instanceof Hint.Mend said ? said.sentence() : Sentences.of(failed.reason());
    }

    @Override
    public CompletionStage<?> ready(Leg leg) {
        return server.ready(leg);
    }

    @Override
    public Catalog catalog(Leg leg) {
        return server.catalog(leg);
    }

    @Override
    public DefinitionSource definitions(Leg leg) {
        return server.definitions(leg);
    }

    /** A call of which it is seen when it is given up for lateness. */
    private final class Watched implements UpstreamCall {
        private final UpstreamCall call;

        Watched(UpstreamCall call) {
            this.call = call;
        }

        @Override
        public void withdraw(String why) {
            if (why.equals(LATE)) {
                failed(Reasons.TIMEOUT, Sentences.of(Reasons.TIMEOUT));
            }
            call.withdraw(why);
        }

        @Override
        public void abandon() {
            call.abandon();
        }

        @Override
        public void cancel(Message.Notification cancelled) {
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
