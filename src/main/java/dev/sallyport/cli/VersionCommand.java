package dev.sallyport.cli;

import dev.sallyport.cli.exit.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code sallyport version}: which build this is. */
@Command(name = "version", description = "Prints the version.", mixinStandardHelpOptions = true)
final class VersionCommand implements Callable<Integer>, IVersionProvider {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** The version of this build. */
    static String version() {
        String version = VersionCommand.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"sallyport " + version()};
    }

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        out.println(
                Sallyport.isJson(spec)
                        ? JsonNodeFactory.instance
                                .objectNode()
                                .put("version", version())
                                .put("java", Runtime.version().toString())
                                .toString()
                        : "sallyport " + version() + " (Java " + Runtime.version() + ")");
        out.flush();
        return ExitCode.SUCCESS;
    }
}
