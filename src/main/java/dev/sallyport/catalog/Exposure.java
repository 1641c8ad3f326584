package dev.sallyport.catalog;

import dev.sallyport.catalog.search.ToolSearch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Many servers as a client sees them: one. Immutable, and safe for use by several threads.
 *
 * <p>It follows from a view, what the servers offer, and the exposure before it: what that showed under a name is not hidden
 * by what became known later, and keeps its place in the lists. Source: MCP 2026-07-28, Tools, Aggregation.
 */
public final class Exposure {
    /** No server, and what stands for the exposure before the first. */
    public static final Exposure NONE = new Exposure();

    private final Map<Kind, Selection> selections = new EnumMap<>(Kind.class);
    private final Map<Kind, Listing> listings = new EnumMap<>(Kind.class);
    private final Map<Kind, Map<String, Target>> targets = new EnumMap<>(Kind.class);
    private final Map<String, String> missing = new LinkedHashMap<>();
    private final Map<String, String> shownMissing = Collections.unmodifiableMap(missing);
    private final Resources resources;
    private final ObjectNode capabilities;
    private final String instructions;
    private final View view;
    private final boolean searched;
    private volatile @Nullable ToolSearch search;

    private Exposure() {
        this(View.sum(List.of()), Map.of(), new EnumMap<>(Kind.class));
    }

    private Exposure(View view, Map<String, Inventory> inventories, Map<Kind, Selection> previous) {
        this.view = view;
        searched = view.isSearched();
        Map<String, String> texts = new LinkedHashMap<>();
        List<Inventory.Known> known = new ArrayList<>();
        List<String> offering = new ArrayList<>();
        for (String server : view.servers()) {
            switch (inventories.getOrDefault(server, Inventory.NEVER_ASKED)) {
                case Inventory.Unknown unknown -> missing.put(server, unknown.reason());
                case Inventory.Known inventory -> {
                    known.add(inventory);
                    texts.put(server, inventory.instructions());
                    if (offersResources(inventory)) {
                        offering.add(server);
                    }
                }
            }
        }
        for (Kind kind : Kind.values()) {
            Selection before = previous.getOrDefault(kind, new Selection(kind));
            Selection selection = new Selection(kind, view, inventories, before);
            selections.put(kind, selection);
            listings.put(kind, new Listing(kind, view, selection));
            targets.put(kind, targets(selection));
        }
        Target sole = missing.isEmpty() && offering.size() == 1
                ? new Target(offering.getFirst(), Definition.NONE)
                : Target.NONE;
        resources =
                new Resources(targets(Kind.RESOURCE), selection(Kind.TEMPLATE).items(), sole);
        capabilities = Capabilities.merged(known, !missing.isEmpty());
        instructions = Instructions.merged(texts, missing);
    }

    /**
     * What {@code view} shows of the servers.
     *
     * @param inventories what is known of each server; one that is absent was never asked
     * @param previous the exposure that clients see so far, or {@link #NONE}
     */
    public static Exposure of(View view, Map<String, Inventory> inventories, Exposure previous) {
        return new Exposure(view, inventories, previous.selections);
    }

    /** Who answers for an exposed tool, or {@link Target#NONE}. */
    public Target tool(String exposed) {
        return targets(Kind.TOOL).getOrDefault(exposed, Target.NONE);
    }

    /** The names of all tools, in no order. */
    public Set<String> toolNames() {
        return targets(Kind.TOOL).keySet();
    }

    /** Who answers for an exposed prompt, or {@link Target#NONE}. */
    public Target prompt(String exposed) {
        return targets(Kind.PROMPT).getOrDefault(exposed, Target.NONE);
    }

    /** Who lists a URI template, or {@link Target#NONE}. */
    public Target template(String uriTemplate) {
        return targets(Kind.TEMPLATE).getOrDefault(uriTemplate, Target.NONE);
    }

    /**
     * Who owns a resource: who lists its URI, else who lists a template that fits, the earliest known first. Where exactly one
     * server offers resources and none is unknown, it owns the rest too. Else {@link Target#NONE}.
     */
    public Target resource(String uri) {
        return resources.owner(uri);
    }

    /** True where a server is one of those that are shown here, known or not. */
    public boolean shows(String server) {
        return view.servers().contains(server);
    }

    /** True where a tool is left out on purpose; not for one that nobody lists any more. */
    public boolean hides(Origin tool) {
        return view.change(Kind.TOOL, tool).hidden();
    }

    /** Whether the list of tools is a search for them. */
    public boolean isSearched() {
        return searched;
    }

    /** The same, once the JSON of all lists is made, so that no client waits for it: milliseconds for a thousand items. */
    public Exposure written() {
        listings.values().forEach(Listing::first);
        return this;
    }

    /** The first page of a list. */
    public Listed.Page first(Kind kind) {
        return searched && kind == Kind.TOOL
                ? SearchTools.page()
                : listing(kind).first();
    }

    /** The page behind {@code cursor}, which came with a page of this exposure or of an earlier one. */
    public Listed after(Kind kind, String cursor) {
        return listing(kind).after(cursor);
    }

    /** The servers that are unknown, each with the reason. */
    public Map<String, String> missing() {
        return shownMissing;
    }

    /** What is not shown because something else has its name. */
    public List<Collision> hidden() {
        return selections.values().stream().flatMap(s -> s.hidden().stream()).toList();
    }

    /** The capabilities of the sum; nobody changes them. */
    public ObjectNode capabilities() {
        return capabilities;
    }

    /** What the servers say of themselves, each named, and which are missing; at most 16 KiB; may be empty. */
    public String instructions() {
        return instructions;
    }

    /** The kinds whose lists differ from those of {@code previous}. */
    public Set<Kind> changed(Exposure previous) {
        Set<Kind> changed = EnumSet.noneOf(Kind.class);
        for (Kind kind : Kind.values()) {
            boolean found = kind == Kind.TOOL && (searched || previous.searched);
            boolean other = found
                    ? searched != previous.searched
                    : !selection(kind).items().equals(previous.selection(kind).items());
            if (other) {
                changed.add(kind);
            }
        }
        return changed;
    }

    /** The search among the tools; its index is made on first need. */
    public ToolSearch search() {
        ToolSearch known = search;
        return known == null ? indexed() : known;
    }

    private synchronized ToolSearch indexed() {
        ToolSearch known = search;
        if (known == null) {
            known = new ToolSearch(listing(Kind.TOOL).trees());
            search = known;
        }
        return known;
    }

    private static boolean offersResources(Inventory.Known inventory) {
        return inventory.has("resources")
                || !inventory.definitions(Kind.RESOURCE).isEmpty()
                || !inventory.definitions(Kind.TEMPLATE).isEmpty();
    }

    private static Map<String, Target> targets(Selection selection) {
        Map<String, Target> targets = new HashMap<>();
        for (Item item : selection.items()) {
            targets.put(item.face().exposed(), new Target(item.origin().server(), item.definition()));
        }
        return targets;
    }

    // the maps have every kind
    private Selection selection(Kind kind) {
        return Objects.requireNonNull(selections.get(kind));
    }

    private Listing listing(Kind kind) {
        return Objects.requireNonNull(listings.get(kind));
    }

    private Map<String, Target> targets(Kind kind) {
        return Objects.requireNonNull(targets.get(kind));
    }
}
