package dev.sallyport.practice.token.verify;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that were verified a short while ago, by the SHA-256 of their one text; the tokens themselves are not kept. Bounded.
 * Safe for use by several threads.
 */
final class TokenCache {
    private static final int ENTRIES_MAX = 10_000;

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final InstantSource clock;

    private record Entry(VerifiedToken token, Instant until) {}

    TokenCache(InstantSource clock) {
        this.clock = clock;
    }

    /** The token of that hash, or null where it is not known, over, or not believed any more. */
    @Nullable
    VerifiedToken find(String hash) {
        Entry entry = entries.get(hash);
        if (entry == null) {
            return null;
        }
        if (!clock.instant().isBefore(entry.until())) {
            entries.remove(hash, entry);
            return null;
        }
        return entry.token();
    }

    /** Forgets those tokens of which {@code which} is true. */
    void forget(Predicate<VerifiedToken> which) {
        entries.values().removeIf(entry -> which.test(entry.token()));
    }

    /** Remembers a token for {@code time}, and never beyond its own end. */
    void keep(String hash, VerifiedToken token, Duration time) {
        if (entries.size() >= ENTRIES_MAX) {
            makeRoom();
        }
        Instant until = clock.instant().plus(time);
        entries.put(hash, new Entry(token, until.isBefore(token.expiry()) ? until : token.expiry()));
    }

    /** Forgets all. */
    void clear() {
        entries.clear();
    }

    /** Forgets what is over, and any tenth of the rest where that does not suffice: whoever is forgotten is verified again. */
    private void makeRoom() {
        Instant now = clock.instant();
        entries.values().removeIf(entry -> !now.isBefore(entry.until()));
        Iterator<Entry> rest = entries.values().iterator();
        for (int i = entries.size() - ENTRIES_MAX * 9 / 10; i > 0 && rest.hasNext(); i--) {
            rest.next();
            rest.remove();
        }
    }
}
