package dev.sallyport.practice.token.verify;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one issuer, asked for when they are first needed, again when they grow old or a name is unknown, and never more than
 * twice a minute. Keys that were once had go on for a bounded time where the issuer cannot be reached or answers with what is no
 * set of keys. Safe for use by several threads; one at a time asks.
 */
final class IssuerKeys {
    /** After this time keys are asked for anew. */
    static final Duration FRESH = Duration.ofMinutes(10);
    /** After this time without an answer they are not believed any more. */
    static final Duration OUTAGE_MAX = Duration.ofHours(4);
    /** The shortest time between two attempts. */
    static final Duration PAUSE = Duration.ofSeconds(30);
    /** The same while nothing is known: the issuer may be just starting. */
    static final Duration PAUSE_AT_FIRST = Duration.ofSeconds(5);

    private static final System.Logger LOG = System.getLogger("sallyport");

    private final Issuer issuer;
    private final IdentityWeb web;
    private final InstantSource clock;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile @Nullable Known known;
    private volatile Instant tried = Instant.MIN;

    /** What the issuer has said, and when. */
    private record Known(Metadata metadata, KeySet keys, Instant at) {}

    IssuerKeys(Issuer issuer, IdentityWeb web, InstantSource clock) {
        this.issuer = issuer;
        this.web = web;
        this.clock = clock;
    }

    /** The key of that name as far as it is known here, or null; never asks. */
    @Nullable
    SigningKey find(String name) {
        Known current = known;
        return current == null || isOlder(current.at(), OUTAGE_MAX)
                ? null
                : current.keys().find(name);
    }

    /**
     * True where the issuer should be asked before anything is said of a token with a key of that name, or is being asked: who has
     * the key already does not wait for that, everybody else does.
     */
    boolean isDue(String name) {
        // in this order: an attempt is noted while the lock is held, and what it brought is there before the lock is
        // free
        boolean mayTry = mayTry();
        boolean isAsking = asking.isLocked();
        return find(name) == null ? mayTry || isAsking : mayTry && !isAsking && isStale();
    }

    /** True where nothing is known that may still be believed. */
    boolean isUnknown() {
        Known current = known;
        return current == null || isOlder(current.at(), OUTAGE_MAX);
    }

    /** Asks the issuer, unless somebody has just done so; blocks. */
    void ask(String name) {
        asking.lock();
        try {
            if (mayTry() && (find(name) == null || isStale())) {
                tried = clock.instant();
                Metadata metadata = Metadata.of(issuer, web);
                known = new Known(metadata, KeySet.ask(metadata.keys(), issuer, web), clock.instant());
            }
        } catch (IOException failed) {
            LOG.log(Level.WARNING, "the keys of {0} cannot be had: {1}", issuer.name(), failed.getMessage());
        } finally {
            asking.unlock();
        }
    }

    /** Where the issuer is asked about tokens; empty where that is not known, or nowhere. */
    Optional<URI> introspection() {
        Known current = known;
        return current == null ? Optional.empty() : current.metadata().introspection();
    }

    /** How long to wait before the next attempt. */
    Duration pause() {
        Duration left =
                tried.equals(Instant.MIN) ? Duration.ZERO : Duration.between(clock.instant(), tried.plus(shortest()));
        return left.isNegative() || left.isZero() ? Duration.ofSeconds(1) : left;
    }

    private boolean isStale() {
        Known current = known;
        return current == null || isOlder(current.at(), FRESH);
    }

    private boolean mayTry() {
        return tried.equals(Instant.MIN) || isOlder(tried, shortest());
    }

    private Duration shortest() {
        return isUnknown() ? PAUSE_AT_FIRST : PAUSE;
    }

    private boolean isOlder(Instant moment, Duration age) {
        return !clock.instant().isBefore(moment.plus(age));
    }
}
