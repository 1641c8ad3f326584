package dev.sallyport.catalog;

import dev.sallyport.protocol.Meta;
import dev.sallyport.protocol.json.JsonBuffer;
import dev.sallyport.protocol.json.JsonWriter;
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

    /**
     * The items as JSON.
     *
     * @param pages the pages of a walk from the start, by the index of their first item
     */
    private record Written(List<ObjectNode> trees, List<Integer> sizesBytes, Map<Integer, Listed.Page> pages) {}

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
        return kept == null ? page(index, json.trees, json.sizesBytes) : kept;
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
        List<Integer> sizesBytes = new ArrayList<>(items.size());
        for (Item item : items) {
            ObjectNode tree = tree(item);
            buffer.clear(PAGE_BYTES_MAX);
            writer.write(tree, buffer);
            trees.add(tree);
            sizesBytes.add(buffer.sizeBytes());
        }
        Map<Integer, Listed.Page> pages = new HashMap<>();
        int index = 0;
        do {
            Listed.Page page = page(index, trees, sizesBytes);
            pages.put(index, page);
            index += page.items().size();
        } while (index < items.size());
        Written made = new Written(trees, sizesBytes, pages);
        written = made;
        return made;
    }

    private Listed.Page page(int from, List<ObjectNode> trees, List<Integer> sizesBytes) {
        ArrayNode page = FACTORY.arrayNode();
        int index = from;
        long sizeBytes = 2;
        while (index < trees.size() && page.size() < PAGE_ITEMS_MAX) {
            sizeBytes += sizesBytes.get(index) + 1;
            if (sizeBytes > PAGE_BYTES_MAX && index > from) {
                break;
            }
            page.add(trees.get(index++));
        }
        Optional<String> next = index < trees.size()
                ? Optional.of(Cursor.behind(kind, items.get(index - 1)).toString())
                : Optional.empty();
        return new Listed.Page(page, next);
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
