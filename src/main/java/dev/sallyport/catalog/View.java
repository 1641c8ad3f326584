package dev.sallyport.catalog;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which servers are shown as one, and what is changed about their tools and prompts.
 *
 * @param servers the servers in the order in which their items are listed, each once
 * @param tools what is changed about tools
 * @param prompts what is changed about prompts
 * @param isSearched whether the list of tools is a search for them, see {@link SearchTools}
 */
public record View(List<String> servers, Map<Origin, Change> tools, Map<Origin, Change> prompts, boolean isSearched) {
    /** What is changed about one tool or prompt. */
    public record Change(boolean hidden, Optional<String> name, Optional<String> description) {
        /** Nothing. */
        public static final Change NONE = new Change(false, Optional.empty(), Optional.empty());

        /** Refuses a name that {@link ExposedName} does not allow. */
        public Change {
            if (name.isPresent() && !ExposedName.isValid(name.get())) {
                throw new IllegalArgumentException("name must be 1 to 64 letters, digits, `_`, `.` and `-`");
            }
        }
    }

    /** Copies what it is given. */
    public View {
        servers = List.copyOf(servers);
        tools = Map.copyOf(tools);
        prompts = Map.copyOf(prompts);
        if (servers.stream().distinct().count() < servers.size()) {
            throw new IllegalArgumentException("servers must be different");
        }
    }

    /** A view whose tools are listed. */
    public View(List<String> servers, Map<Origin, Change> tools, Map<Origin, Change> prompts) {
        this(servers, tools, prompts, false);
    }

    /** All of these servers with nothing changed. */
    public static View sum(Collection<String> servers) {
        return new View(List.copyOf(servers), Map.of(), Map.of());
    }

    /** The same view, where the list of tools is a search for them. */
    public View searched() {
        return new View(servers, tools, prompts, true);
    }

    /** The tools and prompts that are changed here and that their server, which is known, does not list. */
    public Set<Origin> unmatched(Map<String, Inventory> inventories) {
        Set<Origin> unmatched = new TreeSet<>();
        add(unmatched, tools.keySet(), Kind.TOOL, inventories);
        add(unmatched, prompts.keySet(), Kind.PROMPT, inventories);
        return unmatched;
    }

    private static void add(Set<Origin> to, Set<Origin> changed, Kind kind, Map<String, Inventory> inventories) {
        changed.stream()
                .filter(each -> inventories.get(each.server()) instanceof Inventory.Known known
                        && known.definitions(kind).stream()
                                .noneMatch(listed -> listed.name().equals(each.name())))
                .forEach(to::add);
    }

    Change change(Kind kind, Origin origin) {
        return switch (kind) {
            case TOOL -> tools.getOrDefault(origin, Change.NONE);
            case PROMPT -> prompts.getOrDefault(origin, Change.NONE);
            case RESOURCE, TEMPLATE -> Change.NONE;
        };
    }
}
