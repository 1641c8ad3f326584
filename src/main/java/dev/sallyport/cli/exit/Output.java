package dev.sallyport.cli.exit;

import java.io.Console;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.node.ObjectNode;

/** What a command prints: lines for people, in colour on a terminal, or one JSON object. */
public final class Output {
    private final CommandSpec spec;

    /** That of the command of {@code spec}. */
    public Output(CommandSpec spec) {
        this.spec = spec;
    }

    /** True where a person reads along and wants colour. Source: no-color.org. */
    public static boolean isForPeople() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
                && System.getenv("NO_COLOR") == null
                && !"dumb".equals(System.getenv("TERM"));
    }

    /** Prints one object where the command line asks for JSON, and lines otherwise. */
    public void print(Supplier<ObjectNode> json, Supplier<List<String>> lines) {
        PrintWriter out = spec.commandLine().getOut();
        if (spec.root().findOption("--json").<Boolean>getValue()) {
            out.println(json.get());
        } else {
            lines.get().forEach(out::println);
        }
        out.flush();
    }
}
