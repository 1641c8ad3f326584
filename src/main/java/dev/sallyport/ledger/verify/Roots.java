package dev.sallyport.ledger.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Which roots a tree has to have as it grows, by what checkpoints say. All are added before the tree is looked at. */
final class Roots {
    private final TreeMap<Long, List<Root>> bySize = new TreeMap<>();
    /** The next size of the tree at which one is known. */
    private long due = Long.MAX_VALUE;

    private record Root(String root, String by) {}

    /** That of {@code note}, which is known as {@code by}. */
    void add(Note note, String by) {
        bySize.computeIfAbsent(note.size(), _ -> new ArrayList<>()).add(new Root(note.root(), by));
        due = bySize.firstKey();
    }

    /** True where a root is known for {@code tree} as it is, and was not looked at yet. */
    boolean isDue(MerkleTree tree) {
        return tree.leaves() == due;
    }

    /** Who signed another root than {@code tree} has; empty for nobody. Asked once at each of its sizes, the smallest first. */
    Optional<String> contradiction(MerkleTree tree) {
        if (!isDue(tree)) {
            return Optional.empty();
        }
        String root = tree.root();
        List<Root> known = bySize.pollFirstEntry().getValue();
        due = bySize.isEmpty() ? Long.MAX_VALUE : bySize.firstKey();
        return known.stream()
                .filter(each -> !each.root().equals(root))
                .map(Root::by)
                .findFirst();
    }

    /** Shows {@code visitor} the sizes that the tree never had, each with who signed it. */
    void unmet(BiConsumer<Long, String> visitor) {
        bySize.forEach((size, all) -> all.forEach(each -> visitor.accept(size, each.by())));
    }
}
