package dev.sallyport.settings;

import dev.sallyport.catalog.Origin;
import dev.sallyport.catalog.View;
import dev.sallyport.practice.Doc;
import dev.sallyport.settings.binding.UnknownName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Some of the servers as one, with an address of its own. */
public record ProfileSettings(
        @Doc("The servers, in the order in which their tools are listed.")
        List<String> servers,

        @Doc(value = "What is changed about tools, by `server/tool`.", keys = ITEM)
        Map<String, ItemSettings> tools,

        @Doc(value = "What is changed about prompts, by `server/prompt`.", keys = ITEM)
        Map<String, ItemSettings> prompts,

        @Doc("Whether clients get a tool that searches in place of the list of tools.")
        boolean search) {
    static final String ITEM = ServerSettings.NAME + "/.+";

    public ProfileSettings {
        servers = List.copyOf(servers);
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("servers must name a server");
        }
        Set<String> different = new HashSet<>();
        for (String server : servers) {
            if (!different.add(server)) {
                throw new IllegalArgumentException("servers must be different, unlike `" + server + "`");
            }
        }
        tools = checked("tools", tools, servers);
        prompts = checked("prompts", prompts, servers);
    }

    /** All of these servers with nothing changed. */
    public ProfileSettings(List<String> servers) {
        this(servers, Map.of(), Map.of(), false);
    }

    /** What the profile shows. */
    public View view() {
        return new View(servers, changes(tools), changes(prompts), search);
    }

    private static Map<String, ItemSettings> checked(
            String key, Map<String, ItemSettings> items, List<String> servers) {
        Set<String> names = new HashSet<>();
        items.forEach((item, settings) -> {
            int slash = item.indexOf('/');
            String server = slash < 0 ? item : item.substring(0, slash);
            if (slash < 0 || slash == item.length() - 1) {
                throw new IllegalArgumentException(key + " must be named `server/name`, unlike `" + item + "`");
            }
            if (!servers.contains(server)) {
                throw new UnknownName(
                        key + " must be of a server of the profile, unlike `" + item + "`", server, servers);
            }
            if (settings.name().isPresent() && !names.add(settings.name().get())) {
                String name = settings.name().get();
                throw new IllegalArgumentException(key + " must get different names, unlike `" + name + "`");
            }
        });
        return ServerSettings.ordered(items);
    }

    private static Map<Origin, View.Change> changes(Map<String, ItemSettings> items) {
        Map<Origin, View.Change> changes = new HashMap<>();
        items.forEach((item, settings) -> {
            int slash = item.indexOf('/');
            Origin origin = new Origin(item.substring(0, slash), item.substring(slash + 1));
            changes.put(origin, settings.change());
        });
        return changes;
    }
}
