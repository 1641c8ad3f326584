package dev.sallyport.catalog;

import dev.sallyport.protocol.Meta;
import dev.sallyport.protocol.json.JsonBuffer;
import dev.sallyport.protocol.json.JsonWriter;
import dev.sallyport.protocol.json.WrittenArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The shown items of one kind in pages; their JSON is made on first need, once. Safe for use by several threads. */
final class Listing {
    static final int PAGE_ITEMS_MAX = 250;
    static final int PAGE_BYTES_MAX = 1 << 20;

    /** The member of {@code _meta} that names the server of an item and its own name there. */
    static final String ORIGIN = "dev.sallyport/origin";

    private static final JsonNodeFactory FACTORY = JsonNodeFactory.instance;

    private final Kind kind;
    private final List<Item> items;
    private final Map<String, Integer> places = new HashMap<>();
    private final long nextRank;
    private volatile @Nullable Written written;

    /** The items as JSON: as trees, and written one behind the other with commas in between. */
    private static final class Written {
        private final List<ObjectNode> trees;
        private final byte[] bytes;
        /** Where the bytes of each item end. */
        private final int[] ends;
        /** The pages of a walk from the start, by the index of their first item. */
        private final Map<Integer, Listed.Page> pages = new HashMap<>();

        Written(List<ObjectNode> trees, byte[] bytes, int[] ends) {
            this.trees = trees;
            this.bytes = bytes;
            this.ends = ends;
        }

        /** Where the bytes of an item begin. */
        int start(int index) {
            return index == 0 ? 0 : ends[index - 1] + 1;
        }

        ArrayNode array(int from, int to) {
            return from == to
                    ? FACTORY.arrayNode()
                    : new WrittenArray(trees.subList(from, to), bytes, start(from), ends[to - 1]);
        }
    }

    Listing(Kind kind, View view, Selection selection) {
        this.kind = kind;
        this.items = selection.items();
        this.nextRank = selection.nextRank();
        view.servers().forEach(server -> places.put(server, places.size()));
    }

    List<Item> items() {
        return items;
    }

    /** The items as clients see them, in order. */
    List<ObjectNode> trees() {
        return written().trees;
    }

    Listed.Page first() {
        return pageAt(0, written());
    }

    Listed after(String cursor) {
        Optional<Cursor> read = Cursor.read(kind, cursor);
        Integer place = read.isEmpty() ? null : places.get(read.get().server());
        if (read.isEmpty() || place == null || read.get().rank() >= nextRank) {
            return new Listed.BadCursor();
        }
        int index = indexOf(place, read.get().rank());
        if (index < 0) {
            return pageAt(-index - 1, written());
        }
        return read.get().isBehind(items.get(index)) ? pageAt(index + 1, written()) : new Listed.BadCursor();
    }

    /** The index of the item at a place, or {@code -i - 1} where it would stand at {@code i}. */
    private int indexOf(int place, long rank) {
        int low = 0;
        int high = items.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Item item = items.get(middle);
            int order = Integer.compare(places.getOrDefault(item.origin().server(), 0), place);
            order = order == 0 ? Long.compare(item.rank(), rank) : order;
            if (order == 0) {
                return middle;
            }
            low = order < 0 ? middle + 1 : low;
            high = order < 0 ? high : middle - 1;
        }
        return -low - 1;
    }

    private Listed.Page pageAt(int index, Written json) {
        Listed.Page kept = json.pages.get(index);
        return kept == null ? page(index, json) : kept;
    }

    private Written written() {
        Written known = written;
        return known == null ? write() : known;
    }

    private synchronized Written write() {
        Written known = written;
        if (known != null) {
            return known;
        }
        JsonWriter writer = new JsonWriter();
        JsonBuffer buffer = new JsonBuffer(PAGE_BYTES_MAX >> 6);
        List<ObjectNode> trees = new ArrayList<>(items.size());
        int[] ends = new int[items.size()];
        for (int i = 0; i < ends.length; i++) {
            ObjectNode tree = tree(items.get(i));
            if (i > 0) {
                buffer.append(',');
            }
            writer.write(tree, buffer);
            trees.add(tree);
            ends[i] = buffer.sizeBytes();
        }
        Written made = new Written(List.copyOf(trees), buffer.toBytes(), ends);
        int index = 0;
        do {
            Listed.Page page = page(index, made);
            made.pages.put(index, page);
            index += page.items().size();
        } while (index < ends.length);
        written = made;
        return made;
    }

    private Listed.Page page(int from, Written json) {
        int to = from;
        while (to < json.ends.length
                && to - from < PAGE_ITEMS_MAX
                && (to == from || json.ends[to] - json.start(from) + 2 <= PAGE_BYTES_MAX)) {
            to++;
        }
        Optional<String> next = to < json.ends.length
                ? Optional.of(Cursor.behind(kind, items.get(to - 1)).toString())
                : Optional.empty();
        return new Listed.Page(json.array(from, to), next);
    }

    private ObjectNode tree(Item item) {
        ObjectNode tree = FACTORY.objectNode();
        for (Map.Entry<String, JsonNode> member : item.definition().json().properties()) {
            tree.set(member.getKey(), member.getValue());
        }
        ObjectNode origin = FACTORY.objectNode().put("server", item.origin().server());
        if (kind.isNamed()) {
            tree.put("name", item.face().exposed());
            origin.put("name", item.origin().name());
        }
        item.description().ifPresent(text -> tree.put("description", text));
        ObjectNode meta = FACTORY.objectNode();
        if (tree.path(Meta.MEMBER) instanceof ObjectNode own) {
            meta.setAll(own);
        }
        meta.set(ORIGIN, origin);
        tree.set(Meta.MEMBER, meta);
        return tree;
    }
}
