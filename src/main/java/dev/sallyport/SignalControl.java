package dev.sallyport;

import dev.sallyport.pipeline.caller.Peer;
import dev.sallyport.practice.audit.signal.Signals;
import dev.sallyport.practice.audit.signal.Suspect;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Against whom a signal stands at a running gateway, listed; and what follows from it, lifted. */
public final class SignalControl {
    private static final int LISTED_MAX = 500;

    private SignalControl() {}

    /** Whom {@code signals} stand against now, 500 at the most; how many {@code more} there are. */
    public static ObjectNode list(Signals signals) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        List<Suspect> suspects = signals.suspects();
        ArrayNode listed = result.putArray("suspects");
        suspects.stream().limit(LISTED_MAX).forEach(each -> add(listed.addObject(), each));
        return result.put("more", Math.max(0, suspects.size() - LISTED_MAX));
    }

    private static void add(ObjectNode entry, Suspect suspect) {
        if (suspect.isSomebody()) {
            entry.put("principal", suspect.principal());
        } else {
            entry.put("peer", suspect.peer());
        }
        suspect.signals().forEach(entry.putArray("signals")::add);
        entry.put("then", suspect.then().text());
        entry.put("until", suspect.until().toString());
    }

    /** Lets go whom {@code asked} selects, as {@code by} wants; how many were {@code lifted}, or a {@code problem}. */
    public static ObjectNode lift(Signals signals, JsonNode asked, String by) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        Optional<Predicate<Suspect>> who = who(asked);
        return who.isEmpty()
                ? result.put("problem", "one of principal, address and all must be named")
                : result.put("lifted", signals.lift(who.get(), by).size());
    }

    private static Optional<Predicate<Suspect>> who(JsonNode asked) {
        String principal = asked.path("principal").asString("");
        String address = asked.path("address").asString("");
        if (asked.path("all").asBoolean(false)) {
            return Optional.of(_ -> true);
        }
        if (!principal.isEmpty()) {
            return Optional.of(suspect -> suspect.principal().equals(principal));
        }
        return address.isEmpty() ? Optional.empty() : Optional.of(at(address));
    }

    /** Strangers at an address, or in a network as it is listed. */
    private static Predicate<Suspect> at(String address) {
        String network = Peer.of(address).network();
        return suspect -> !suspect.isSomebody()
                && (suspect.peer().equals(network) || suspect.peer().equals(address));
    }
}
