package dev.sallyport.transport;

import dev.sallyport.pipeline.verdict.Reason;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with one server, for its operator: told in the log once for each change and not for each call, and kept with its time
 * and reason. Safe for use by several threads.
 */
public final class Condition {
    private static final System.Logger LOG = System.getLogger("sallyport.servers");
    /** A server that fails and works by turns is told of once in this time. */
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final String server;
    private final Clock clock;
    private volatile @Nullable Failure last;
    private @Nullable String told;
    private Instant toldAt = Instant.MIN;

    /**
     * The last failure of a server.
     *
     * @param at when
     * @param reason why, as callers heard it
     * @param message what happened, in one sentence
     * @param over true where it has worked since
     */
    public record Failure(Instant at, Reason reason, String message, boolean over) {}

    /** Nothing is wrong with {@code server} yet. */
    public Condition(String server, Clock clock) {
        this.server = server;
        this.clock = clock;
    }

    /** It failed. */
    public void failed(Reason reason, String message) {
        if (note(reason, message)) {
            LOG.log(Level.WARNING, "server {0} fails: {1} ({2})", server, message, reason);
        }
    }

    /** It fails so often that it is left alone for a while. */
    void rests() {
        LOG.log(Level.WARNING, "server {0} fails at every request and is left alone for a while", server);
    }

    /** Its process ended by a fault of its own, which the log has heard of. */
    public synchronized void ended(Reason reason, String message) {
        last = new Failure(clock.instant(), reason, message, false);
    }

    private synchronized boolean note(Reason reason, String message) {
        Instant now = clock.instant();
        boolean lasting = last != null && !last.over();
        last = new Failure(now, reason, message, false);
        boolean known = message.equals(told) && (lasting || now.isBefore(toldAt.plus(QUIET)));
        if (!known) {
            told = message;
            toldAt = now;
        }
        return !known;
    }

    /** It answered. */
    public void works() {
        Failure before = last;
        if (before != null && !before.over() && recovered()) {
            LOG.log(Level.INFO, "server {0} works again", server);
        }
    }

    /** True where the log is to hear of it. */
    private synchronized boolean recovered() {
        Failure before = last;
        if (before == null || before.over()) {
            return false;
        }
        last = new Failure(before.at(), before.reason(), before.message(), true);
        return before.message().equals(told) && !clock.instant().isBefore(toldAt.plus(QUIET));
    }

    /** The last failure, if there was one. */
    public synchronized Optional<Failure> last() {
        return Optional.ofNullable(last);
    }
}
