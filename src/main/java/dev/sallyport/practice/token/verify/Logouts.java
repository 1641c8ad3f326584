package dev.sallyport.practice.token.verify;

import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who has signed out at which issuer, as long as a token from before could still be good. Bounded: where too many of one issuer are
 * remembered, all its tokens from before are refused instead, and its callers get new ones. Safe for use by several threads.
 */
final class Logouts {
    private static final System.Logger LOG = System.getLogger("sallyport");

    private final Map<String, OfIssuer> issuers = new ConcurrentHashMap<>();
    private final Clock clock;
    private final int entriesMax;

    /** Nobody has; of each issuer {@code entriesMax} are remembered. */
    Logouts(Clock clock, int entriesMax) {
        this.clock = clock;
        this.entriesMax = entriesMax;
    }

    /** What a logout is about. */
    private enum Kind {
        /** All that a subject has. */
        SUBJECT,
        /** What a subject has with tokens that name no session. */
        SUBJECT_WITHOUT_SESSION,
        /** All of one session. */
        SESSION
    }

    private record Key(Kind kind, String name) {}

    /** Tokens that were issued when it was said or earlier are over, or all of them; remembered until {@code until}. */
    private record Entry(Instant said, boolean all, Instant until) {}

    private static final class OfIssuer {
        final Map<Key, Entry> entries = new HashMap<>();
        Instant allBefore = Instant.MIN;

        /** Forgets what is over at {@code now}. What was issued before that is over too; a clock that is set back changes nothing in it. */
        void forget(Instant now) {
            entries.values().removeIf(entry -> {
                boolean over = entry.until().isBefore(now);
                if (over) {
                    refuse(entry.said());
                }
                return over;
            });
        }

        void refuse(Instant before) {
            allBefore = before.isAfter(allBefore) ? before : allBefore;
        }
    }

    /** Remembers {@code logout} as long as tokens of its issuer live, {@code lifetime} at the most. */
    void add(LogoutToken logout, Duration lifetime) {
        Instant now = clock.instant();
        Instant until = now.plus(lifetime).plusSeconds(4 * ClaimRules.SKEW_SECONDS);
        OfIssuer of = issuers.computeIfAbsent(logout.issuer(), _ -> new OfIssuer());
        synchronized (of) {
            if (of.entries.size() + 2 > entriesMax) {
                of.forget(now);
            }
            if (of.entries.size() + 2 > entriesMax) {
                LOG.log(
                        Level.WARNING,
                        "{0} has signed out so many that all its tokens from before are refused",
                        logout.issuer());
                of.refuse(logout.issued());
                of.entries.clear();
                return;
            }
            Entry entry = new Entry(logout.issued(), false, until);
            if (logout.sid().isEmpty()) {
                of.entries.merge(new Key(Kind.SUBJECT, logout.subject()), entry, Logouts::later);
                return;
            }
            // a session that is over has no later tokens
            of.entries.put(new Key(Kind.SESSION, logout.sid()), new Entry(logout.issued(), true, until));
            if (!logout.subject().isEmpty()) {
                of.entries.merge(new Key(Kind.SUBJECT_WITHOUT_SESSION, logout.subject()), entry, Logouts::later);
            }
        }
    }

    private static Entry later(Entry a, Entry b) {
        return new Entry(
                a.said().isAfter(b.said()) ? a.said() : b.said(),
                a.all() || b.all(),
                a.until().isAfter(b.until()) ? a.until() : b.until());
    }

    /** True where whoever shows {@code token} has signed out since it was issued, in the same second at the latest. */
    boolean isOver(VerifiedToken token) {
        OfIssuer of = issuers.get(token.issuer().name());
        if (of == null) {
            return false;
        }
        synchronized (of) {
            String sid = token.sid();
            boolean over = !token.issued().isAfter(of.allBefore);
            over |= !sid.isEmpty() && isOver(of.entries.get(new Key(Kind.SESSION, sid)), token);
            for (String subject : token.subjects()) {
                over |= isOver(of.entries.get(new Key(Kind.SUBJECT, subject)), token)
                        || (sid.isEmpty()
                                && isOver(of.entries.get(new Key(Kind.SUBJECT_WITHOUT_SESSION, subject)), token));
            }
            return over;
        }
    }

    private static boolean isOver(@Nullable Entry entry, VerifiedToken token) {
        return entry != null && (entry.all() || !token.issued().isAfter(entry.said()));
    }
}
