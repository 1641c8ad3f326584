package dev.sallyport.settings;

import dev.sallyport.practice.Doc;
import dev.sallyport.practice.validation.argument.ArgumentClass;
import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.ProtocolVersion;
import dev.sallyport.settings.binding.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server that the gateway starts as a child process and speaks to over its pipes. */
public record LocalServer(
        @Doc("The program and its arguments; no shell is involved.")
        List<String> command,

        @Doc(
                value = "Variables for the child, by reference: `${NAME}` or `file:PATH`; it sees no others of ours.",
                keys = ENVIRONMENT_NAME)
        Map<String, Secret> env,

        @Doc("The folder in which the child starts; absolute.")
        Optional<Path> cwd,

        @Doc("Who shares one child: nobody (session), one principal, or everybody.")
        Isolation isolation,

        @Doc("The most children of this server at once.") int childrenMax,

        @Doc("A child ends after this time without a message.")
        Duration idle,

        @Doc("The era that the server speaks, `modern` or `legacy`; found out where it is not said.")
        Optional<Era> era,

        @Doc("The oldest revision that the server may speak; an older one is not spoken with it.")
        Optional<ProtocolVersion> versionMin,

        @Doc(
                "The longest time for a request at this server, once it is started and knows its client, where that is shorter than `limits.request-timeout`.")
        Optional<Duration> timeout,

        @Doc("The most requests at this server at once; a further one is refused.")
        int concurrency,

        @Doc("The class of arguments: tool, then JSON pointer, then class.")
        Map<String, Map<String, ArgumentClass>> arguments,

        @Doc(
                "Where handles of state stand, in results and in arguments: tool, then JSON pointers; each belongs to the principal who got it.")
        Map<String, List<String>> handles)
        implements ServerSettings {
    static final String ENVIRONMENT_NAME = "[A-Za-z_][A-Za-z0-9_]*";

    public LocalServer {
        command = List.copyOf(command);
        if (command.isEmpty() || command.getFirst().isBlank()) {
            throw new IllegalArgumentException("command must name a program");
        }
        if (command.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
            throw new IllegalArgumentException("command must not contain the character NUL");
        }
        env = ServerSettings.ordered(env);
        env.forEach(LocalServer::checkVariable);
        if (cwd.isPresent() && !cwd.get().isAbsolute()) {
            throw new IllegalArgumentException("cwd must be absolute");
        }
        if (childrenMax < 1 || childrenMax > 1024) {
            throw new IllegalArgumentException("children-max must be 1 to 1024");
        }
        if (idle.compareTo(Duration.ofSeconds(1)) < 0 || idle.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("idle must be 1s to 1d");
        }
        ServerSettings.check(timeout, concurrency, era, versionMin);
        arguments = ServerSettings.argumentsOf(arguments);
        handles = ServerSettings.handlesOf(handles);
    }

    /** A server with the defaults: one child per session, at most 16, ended after ten idle minutes. */
    public LocalServer(List<String> command) {
        this(
                command,
                Map.of(),
                Optional.empty(),
                Isolation.SESSION,
                16,
                Duration.ofMinutes(10),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                CONCURRENCY,
                Map.of(),
                Map.of());
    }

    private static void checkVariable(String name, Secret value) {
        if (!name.matches(ENVIRONMENT_NAME)) {
            throw new IllegalArgumentException("env must have names of letters, digits and `_`, not `" + name + "`");
        }
        if (value.plaintext().indexOf('\0') >= 0) {
            throw new IllegalArgumentException("env must not contain the character NUL, unlike `" + name + "`");
        }
    }
}
