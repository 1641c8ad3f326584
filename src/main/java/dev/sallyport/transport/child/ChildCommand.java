package dev.sallyport.transport.child;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * How a child is started.
 *
 * @param command the program and its arguments; no shell is involved
 * @param environment all that the child's environment holds, {@link #environment(Map, Map)}; one variable more,
 *     {@code SALLYPORT_CHILD}, marks its processes so that none survives it
 * @param directory the working directory
 * @param limits what it may cost
 * @param watcher who hears of its end besides its listener, and before
 */
public record ChildCommand(
        List<String> command,
        Map<String, String> environment,
        Path directory,
        ChildLimits limits,
        Consumer<ChildEnd> watcher) {
    private static final Set<String> INHERITED = Set.of("PATH", "HOME", "USER", "LANG", "TMPDIR");

    /** A command of at least the program's name; the collections are copied. */
    public ChildCommand {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        if (command.isEmpty() || command.getFirst().isEmpty()) {
            throw new IllegalArgumentException("a command needs the name of a program");
        }
    }

    /** A command whose end nobody hears of but its listener. */
    public ChildCommand(List<String> command, Map<String, String> environment, Path directory, ChildLimits limits) {
        this(command, environment, directory, limits, _ -> {});
    }

    /**
     * The environment of a child: of the parent's only PATH, HOME, USER, LANG, LC_* and TMPDIR, so that no secret of the
     * gateway is inherited by accident, and what is named, which wins.
     */
    public static Map<String, String> environment(Map<String, String> parent, Map<String, String> named) {
        Map<String, String> environment = new TreeMap<>();
        parent.forEach((name, value) -> {
            if (INHERITED.contains(name) || name.startsWith("LC_")) {
                environment.put(name, value);
            }
        });
        environment.putAll(named);
        return environment;
    }

    /** Names the program and counts the rest: arguments and variables may hold secrets. */
    @Override
    public String toString() {
        return "ChildCommand[" + command.getFirst() + " and " + (command.size() - 1) + " arguments in " + directory
                + "]";
    }
}
