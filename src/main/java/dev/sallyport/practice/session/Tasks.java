package dev.sallyport.practice.session;

import dev.sallyport.catalog.Definition;
import dev.sallyport.catalog.Origin;
import dev.sallyport.pipeline.caller.Principal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which tasks this process has seen begin: whose each one is, and by which tool. Bounded as a whole and for each principal; what was used
 * least lately is forgotten first, so that nobody can make it forget the tasks of others. Safe for use by several threads.
 */
public final class Tasks {
    /** Tasks that are remembered of one principal. */
    static final int OF_ONE_MAX = 1_000;
    /** Tasks that are remembered at all. */
    static final int TASKS_MAX = 10_000;

    private final Map<Principal, Map<Origin, Definition>> owned = latestLast();
    private int count;

    private static <K, V> Map<K, V> latestLast() {
        return new LinkedHashMap<>(16, 0.75f, true);
    }

    /** Remembers that {@code tool} began {@code task}, named by its server and the id there, for {@code owner}. */
    synchronized void keep(Principal owner, Origin task, Definition tool) {
        Map<Origin, Definition> own = owned.computeIfAbsent(owner, _ -> latestLast());
        if (own.put(task, tool) == null) {
            count++;
        }
        if (own.size() > OF_ONE_MAX) {
            forget(own);
        } else if (count > TASKS_MAX) {
            Principal longest = owned.keySet().iterator().next();
            Map<Origin, Definition> theirs = owned.getOrDefault(longest, own);
            forget(theirs);
            if (theirs.isEmpty()) {
                owned.remove(longest);
            }
        }
    }

    private void forget(Map<Origin, Definition> tasks) {
        tasks.remove(tasks.keySet().iterator().next());
        count--;
    }

    /** Forgets the tasks of those that {@code whose} picks. */
    synchronized void forget(Predicate<Principal> whose) {
        owned.entrySet().removeIf(each -> {
            boolean theirs = whose.test(each.getKey());
            count -= theirs ? each.getValue().size() : 0;
            return theirs;
        });
    }

    /** The tool that began {@code task} for {@code owner}; empty where the task is not known, or somebody else's. */
    synchronized Optional<Definition> find(Principal owner, Origin task) {
        return Optional.ofNullable(owned.getOrDefault(owner, Map.of()).get(task));
    }
}
