package dev.sallyport.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which items of one kind are shown, and in which order: what was shown stays, then what is newly known in the order of the
 * view. An item that disappears gives its name back; those of a server that has become unknown are kept for it.
 */
final class Selection {
    private final Kind kind;
    private final View view;
    private final List<Item> items = new ArrayList<>();
    private final List<Collision> hidden = new ArrayList<>();
    private final Map<Origin, Held> held = new HashMap<>();
    private final Map<String, Held> holders = new HashMap<>();
    private long nextRank;

    /** What an item has, and the new name that the view gave it at that time. */
    private record Held(Origin origin, Item.Face face, long rank, Optional<String> renamed) {}

    private record Candidate(Origin origin, Definition definition, Item.Face face, View.Change change) {}

    /** Nothing of any kind. */
    Selection(Kind kind) {
        this.kind = kind;
        this.view = View.sum(List.of());
    }

    Selection(Kind kind, View view, Map<String, Inventory> inventories, Selection previous) {
        this.kind = kind;
        this.view = view;
        nextRank = previous.nextRank;
        previous.held.forEach((origin, kept) -> {
            boolean unknown =
                    inventories.getOrDefault(origin.server(), Inventory.NEVER_ASKED) instanceof Inventory.Unknown;
            if (unknown && view.servers().contains(origin.server())) {
                hold(kept);
            }
        });
        List<Candidate> later = new ArrayList<>();
        for (Candidate candidate : candidates(inventories, previous)) {
            Held earlier = previous.held.get(candidate.origin);
            if (earlier != null && earlier.face.equals(candidate.face) && !held.containsKey(candidate.origin)) {
                show(candidate, earlier.rank);
            } else {
                later.add(candidate);
            }
        }
        for (Candidate candidate : later) {
            Held holder = holder(candidate);
            if (holder == null) {
                show(candidate, nextRank++);
            } else {
                Collision.Cause cause = candidate.face.cause(holder.face);
                hidden.add(new Collision(kind, candidate.origin, holder.origin, holder.face.exposed(), cause));
            }
        }
        sort();
    }

    /** The items that are shown, in order. */
    List<Item> items() {
        return items;
    }

    /** The items that are not, each with the one in its way. */
    List<Collision> hidden() {
        return hidden;
    }

    /** More than the rank of every item so far. */
    long nextRank() {
        return nextRank;
    }

    private List<Candidate> candidates(Map<String, Inventory> inventories, Selection previous) {
        List<Candidate> candidates = new ArrayList<>();
        for (String server : view.servers()) {
            if (inventories.get(server) instanceof Inventory.Known known) {
                for (Definition definition : known.definitions(kind)) {
                    Origin origin = new Origin(server, definition.name());
                    View.Change change = view.change(kind, origin);
                    if (!change.hidden()) {
                        candidates.add(new Candidate(origin, definition, previous.face(origin, change), change));
                    }
                }
            }
        }
        return candidates;
    }

    private Item.Face face(Origin origin, View.Change change) {
        Held known = held.get(origin);
        return known != null && known.renamed.equals(change.name())
                ? known.face
                : Item.Face.of(kind, origin, change.name());
    }

    private void show(Candidate candidate, long rank) {
        View.Change change = candidate.change;
        hold(new Held(candidate.origin, candidate.face, rank, change.name()));
        items.add(new Item(candidate.origin, candidate.definition, candidate.face, change.description(), rank));
    }

    private void hold(Held kept) {
        held.put(kept.origin, kept);
        kept.face.claims().forEach(claim -> holders.put(claim, kept));
    }

    /** Who has one of the names that the candidate claims. */
    private @Nullable Held holder(Candidate candidate) {
        for (String claim : candidate.face.claims()) {
            Held holder = holders.get(claim);
            if (holder != null) {
                return holder;
            }
        }
        return null;
    }

    private void sort() {
        Map<String, Integer> places = new HashMap<>();
        view.servers().forEach(server -> places.put(server, places.size()));
        items.sort(Comparator.<Item>comparingInt(
                        item -> places.getOrDefault(item.origin().server(), 0))
                .thenComparingLong(Item::rank));
    }
}
