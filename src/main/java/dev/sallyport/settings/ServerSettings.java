package dev.sallyport.settings;

import dev.sallyport.practice.validation.argument.ArgumentClass;
import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.ProtocolVersion;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One MCP server behind the gateway: a command that it starts, or a URL that it calls. */
public sealed interface ServerSettings permits LocalServer, RemoteServer {
    /** The form of a server's name. */
    String NAME = "[a-z0-9][a-z0-9-]{0,31}";

    /** The form of a JSON pointer to an argument. Source: RFC 6901 §3. */
    String POINTER = "(?:/[^/]*)+";

    /** The most requests at one server at once, where the settings do not say. */
    int CONCURRENCY = 256;

    /** The era that the server is declared to speak; empty where it is to be found out. */
    Optional<Era> era();

    /** The oldest revision that may be spoken with the server; empty where any is that the gateway knows. */
    Optional<ProtocolVersion> versionMin();

    /** The longest time from a request to this server's reply; empty where that of all servers holds. */
    Optional<Duration> timeout();

    /** The most requests at this server at once. */
    int concurrency();

    /** Refuses bounds that make no sense, alone or together. */
    static void check(
            Optional<Duration> timeout, int concurrency, Optional<Era> era, Optional<ProtocolVersion> oldest) {
        timeout.ifPresent(given -> {
            if (given.compareTo(Duration.ofMillis(10)) < 0 || given.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException("timeout must be 10ms to 1d");
            }
        });
        if (concurrency < 1 || concurrency > 1_000_000) {
            throw new IllegalArgumentException("concurrency must be 1 to 1000000");
        }
        if (era.equals(Optional.of(Era.LEGACY)) && oldest.stream().anyMatch(given -> given.era() == Era.MODERN)) {
            throw new IllegalArgumentException("version-min is of the newer era, which `era: legacy` rules out");
        }
    }

    /** The declared class of arguments: tool, then JSON pointer, then class. */
    Map<String, Map<String, ArgumentClass>> arguments();

    /** Where handles of state stand in results and arguments: tool, then JSON pointers. */
    Map<String, List<String>> handles();

    /** A copy of declared positions that nobody changes; refuses what is no JSON pointer. */
    static Map<String, List<String>> handlesOf(Map<String, List<String>> handles) {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        handles.forEach((tool, pointers) -> {
            for (String pointer : pointers) {
                if (!pointer.matches(POINTER)) {
                    throw new IllegalArgumentException(
                            "handles must be named by a JSON pointer like `/basket/id`, not `" + pointer + "`");
                }
            }
            copy.put(tool, List.copyOf(pointers));
        });
        return Collections.unmodifiableMap(copy);
    }

    /** A copy of declared classes that nobody changes; refuses what is no JSON pointer. */
    static Map<String, Map<String, ArgumentClass>> argumentsOf(Map<String, Map<String, ArgumentClass>> arguments) {
        Map<String, Map<String, ArgumentClass>> copy = new LinkedHashMap<>();
        arguments.forEach((tool, classes) -> {
            for (String pointer : classes.keySet()) {
                if (!pointer.matches(POINTER)) {
                    throw new IllegalArgumentException(
                            "arguments must be named by a JSON pointer like `/path`, not `" + pointer + "`");
                }
            }
            copy.put(tool, ordered(classes));
        });
        return Collections.unmodifiableMap(copy);
    }

    /** A copy in the same order that nobody changes. */
    static <V> Map<String, V> ordered(Map<String, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
