package dev.sallyport.practice.session;

import dev.sallyport.pipeline.caller.Principal;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which handles of state servers have given out, and to whom, by their hashes. One that a server gave to several is theirs together. Bounded
 * as a whole and for each principal: what was used least lately is forgotten first, so that nobody can make it forget the handles of others.
 * Safe for use by several threads.
 */
final class Handles {
    /** Handles that are remembered of one principal. */
    static final int OF_ONE_MAX = 10_000;
    /** Handles that are remembered at all. */
    static final int HANDLES_MAX = 100_000;

    private final Map<Principal, Map<Handle, Boolean>> owned = latestLast();
    private final Map<Handle, Set<Principal>> owners = new LinkedHashMap<>();
    private int count;

    /**
     * A handle.
     *
     * @param server the server that gave it
     * @param digest the hash of its value
     */
    record Handle(String server, String digest) {}

    /** What is known of a handle. */
    enum Standing {
        /** It was given to this caller. */
        OWN,
        /** It was given to others alone. */
        FOREIGN,
        /** It is not known here. */
        UNKNOWN
    }

    private static <K, V> Map<K, V> latestLast() {
        return new LinkedHashMap<>(16, 0.75f, true);
    }

    /** Remembers that {@code handle} was given to {@code owner}. */
    synchronized void keep(Principal owner, Handle handle) {
        Map<Handle, Boolean> own = owned.computeIfAbsent(owner, _ -> latestLast());
        if (own.put(handle, true) == null) {
            count++;
            owners.computeIfAbsent(handle, _ -> new HashSet<>(2)).add(owner);
        }
        if (own.size() > OF_ONE_MAX) {
            forgetOldest(owner, own);
        } else if (count > HANDLES_MAX) {
            Principal longest = owned.keySet().iterator().next();
            Map<Handle, Boolean> theirs = owned.getOrDefault(longest, own);
            forgetOldest(longest, theirs);
            if (theirs.isEmpty()) {
                owned.remove(longest);
            }
        }
    }

    private void forgetOldest(Principal owner, Map<Handle, Boolean> handles) {
        Handle oldest = handles.keySet().iterator().next();
        handles.remove(oldest);
        disown(owner, oldest);
    }

    private void disown(Principal owner, Handle handle) {
        count--;
        owners.computeIfPresent(handle, (_, all) -> {
            all.remove(owner);
            return all.isEmpty() ? null : all;
        });
    }

    /** What {@code handle} is to {@code caller}. */
    synchronized Standing standing(Principal caller, Handle handle) {
        if (owned.getOrDefault(caller, Map.of()).containsKey(handle)) {
            // to use it is to remember it
            owned.getOrDefault(caller, Map.of()).get(handle);
            return Standing.OWN;
        }
        return owners.containsKey(handle) ? Standing.FOREIGN : Standing.UNKNOWN;
    }

    /** Forgets what belongs to those that {@code whose} picks. */
    synchronized void forget(Predicate<Principal> whose) {
        owned.entrySet().removeIf(each -> {
            boolean theirs = whose.test(each.getKey());
            if (theirs) {
                each.getValue().keySet().forEach(handle -> disown(each.getKey(), handle));
            }
            return theirs;
        });
    }
}
