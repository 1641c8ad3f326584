package dev.sallyport;

import dev.sallyport.practice.token.redact.Literals;
import dev.sallyport.practice.validation.argument.ArgumentClass;
import dev.sallyport.settings.RemoteServer;
import dev.sallyport.settings.Settings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What the settings of servers say to guards. */
final class ServerFacts {
    private ServerFacts() {}

    /** The classes of arguments that the settings declare, by server and tool. */
    static Map<String, Map<String, Map<String, ArgumentClass>>> declared(Settings settings) {
        Map<String, Map<String, Map<String, ArgumentClass>>> declared = new HashMap<>();
        settings.servers().forEach((name, server) -> declared.put(name, server.arguments()));
        return declared;
    }

    /** The same as words. */
    static Map<String, Map<String, Map<String, String>>> classes(Settings settings) {
        Map<String, Map<String, Map<String, String>>> classes = new HashMap<>();
        declared(settings)
                .forEach((server, tools) -> tools.forEach((tool, places) -> {
                    Map<String, String> words = new HashMap<>();
                    places.forEach((place, use) -> words.put(place, use.word()));
                    classes.computeIfAbsent(server, _ -> new HashMap<>()).put(tool, words);
                }));
        return classes;
    }

    /** What must not come back from a server: the values of its headers, without a scheme before them. */
    static Map<String, List<String>> secrets(Settings settings) {
        Map<String, List<String>> secrets = new HashMap<>();
        settings.servers().forEach((name, server) -> {
            if (server instanceof RemoteServer remote) {
                secrets.put(
                        name,
                        remote.headers().values().stream()
                                .map(secret -> secret.plaintext()
                                        .substring(secret.plaintext().lastIndexOf(' ') + 1))
                                .filter(text -> text.length() >= Literals.CHARS_MIN)
                                .toList());
            }
        });
        return secrets;
    }

    /** Where handles stand, by server and tool. */
    static Map<String, Map<String, List<String>>> handles(Settings settings) {
        Map<String, Map<String, List<String>>> handles = new HashMap<>();
        settings.servers().forEach((name, server) -> handles.put(name, server.handles()));
        return handles;
    }

    /** The hosts of remote servers, which URLs in arguments may name. */
    static Set<String> exempt(Settings settings) {
        Set<String> hosts = new HashSet<>();
        settings.servers().values().forEach(server -> {
            if (server instanceof RemoteServer remote) {
                hosts.add(remote.url().getHost().toLowerCase(Locale.ROOT));
                hosts.add(remote.url().getAuthority().toLowerCase(Locale.ROOT));
            }
        });
        return hosts;
    }
}
