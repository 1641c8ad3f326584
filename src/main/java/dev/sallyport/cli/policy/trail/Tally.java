package dev.sallyport.cli.policy.trail;

import dev.sallyport.policy.Decision.Outcome;
import dev.sallyport.policy.PrincipalPattern;
import dev.sallyport.practice.access.Vouched;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Recorded calls that differ in nothing that a policy could ask of them but their time and address.
 *
 * @param first the first of them
 * @param count how many there are
 */
public record Tally(RecordedCall first, int count) {
    private record Key(
            List<PrincipalPattern> principals,
            Vouched vouched,
            Map<String, Object> risk,
            String action,
            String server,
            String name,
            Outcome decided,
            boolean passed,
            String statement) {}

    /** Who, as the trail writes it, with the program where one is known. */
    public String who() {
        String client = first.call().named("client");
        return first.principal() + (client.isEmpty() ? "" : " with " + client);
    }

    /** What was called: server and name, and how where that is no call of a tool. */
    public String what() {
        String method = first.call().action();
        String name = first.call().name();
        return (method.equals("tools/call") ? "" : method + " ")
                + first.call().server()
                + (name.isEmpty() ? "" : "/" + name);
    }

    /** Counts calls. */
    public static final class Sum {
        private final Map<Key, Tally> tallies = new LinkedHashMap<>();

        /** Adds one. */
        void add(RecordedCall call) {
            Key key = new Key(
                    call.call().principals(),
                    call.call().vouched(),
                    call.call().risk(),
                    call.call().action(),
                    call.call().server(),
                    call.call().name(),
                    call.decided(),
                    call.passed(),
                    call.statement());
            tallies.merge(key, new Tally(call, 1), (known, _) -> new Tally(known.first(), known.count() + 1));
        }

        /** Each kind, in the order in which they first came. */
        Collection<Tally> tallies() {
            return new ArrayList<>(tallies.values());
        }
    }
}
