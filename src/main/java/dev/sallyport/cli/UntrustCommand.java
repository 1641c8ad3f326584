package dev.sallyport.cli;

import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.trust.TrustStore;
import dev.sallyport.cli.trust.TrustedAuthority;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code sallyport untrust}: takes this home's authority out of the store of the operating system. */
@Command(
        name = "untrust",
        description = {
            "Takes the certificate authority of this home out of the store of the operating system; asks first.",
            "",
            "Where it is not there, nothing is done. What clients were told otherwise, such as NODE_EXTRA_CA_CERTS, stays as it"
                    + " is."
        },
        mixinStandardHelpOptions = true)
final class UntrustCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private TrustedAuthority authority = new TrustedAuthority();

    @Override
    public Integer call() throws IOException, InterruptedException {
        TrustedAuthority.Found found = authority.existing();
        TrustStore store = found.here();
        if (store.mayHold(found.alias()) && !taken(store, found.alias())) {
            return ExitCode.USAGE;
        }
        var out = spec.commandLine().getOut();
        out.println(
                Sallyport.isJson(spec)
                        ? JsonNodeFactory.instance
                                .objectNode()
                                .put("name", found.alias())
                                .put("installed", false)
                        : "the store of " + store.name() + " does not have " + found.alias());
        out.flush();
        return ExitCode.SUCCESS;
    }

    /** False where a person said no. */
    private boolean taken(TrustStore store, String alias) throws IOException, InterruptedException {
        String line = store.removing(alias);
        TrustedAuthority.checkWritable(store, line);
        if (!authority.agreed(line)) {
            spec.commandLine().getErr().println("nothing was changed");
            return false;
        }
        TrustedAuthority.check(store.uninstall(alias), store);
        return true;
    }
}
