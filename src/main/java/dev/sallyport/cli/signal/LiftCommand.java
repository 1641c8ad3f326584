package dev.sallyport.cli.signal;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.exit.Output;
import dev.sallyport.cli.exit.Words;
import dev.sallyport.cli.gateway.ControlClient;
import dev.sallyport.cli.gateway.GatewayChoice;
import dev.sallyport.console.ControlUpstream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sallyport signals lift}. */
@Command(
        name = "lift",
        description = {
            "Lets callers go who are slowed or blocked, before that ends by itself.",
            "",
            "The signal stands on, so policies see it, and it is not raised again, nor followed, before it ends by itself;"
                    + " another one is. Sessions that were ended stay so. Ends with 3 where nobody fits."
        },
        mixinStandardHelpOptions = true)
final class LiftCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private GatewayChoice choice = new GatewayChoice();

    @ArgGroup(multiplicity = "1")
    private Which which = new Which();

    /** Who is let go; one of them must be named. */
    static final class Which {
        @Option(
                names = "--principal",
                paramLabel = "ID",
                required = true,
                description = "One principal, by the id in the list and in the audit trail.")
        private String principal = "";

        @Option(
                names = "--address",
                paramLabel = "ADDRESS",
                required = true,
                description = "Strangers at an address; of IPv6 all of its network of 64 bits.")
        private String address = "";

        @Option(names = "--all", required = true, description = "Everybody.")
        private boolean all;

        ObjectNode params() {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("principal", principal)
                    .put("address", address)
                    .put("all", all);
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!which.all && which.principal.isBlank() && which.address.isBlank()) {
            throw new ParameterException(spec.commandLine(), "say whom: an id or an address is empty");
        }
        ObjectNode result = ControlClient.ask(choice.one(), ControlUpstream.LIFT_SIGNALS, which.params());
        int lifted = result.path("lifted").asInt(0);
        if (lifted == 0 && !which.all) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "no-signal",
                    "nobody of that kind is slowed or blocked; see: sallyport signals list");
        }
        new Output(spec).print(() -> result, () -> List.of(Words.count(lifted, "caller") + " let go"));
        return ExitCode.SUCCESS;
    }
}
