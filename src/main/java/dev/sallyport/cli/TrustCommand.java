package dev.sallyport.cli;

import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.exit.Words;
import dev.sallyport.cli.trust.TrustStore;
import dev.sallyport.cli.trust.TrustedAuthority;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sallyport trust}: how clients are told to trust this home's authority. */
@Command(
        name = "trust",
        description = {
            "Prints how clients are told to trust the certificate authority of this home.",
            "",
            "Only clients that use an https URL need it; `sallyport connect` does not, and clients of a certificate of your own"
                    + " (tls.certificate) do not either. One of the lines that are printed suffices: that of the client, or that of"
                    + " its operating system.",
            "",
            "It is the authority of the gateway that runs in the home, and vouches for this machine and the names in its settings"
                    + " only, whoever holds its key. While none runs it is the one for this machine alone."
        },
        mixinStandardHelpOptions = true)
final class TrustCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private TrustedAuthority authority = new TrustedAuthority();

    @Option(
            names = "--install",
            description = "Puts the authority into the store of the operating system, and nowhere else; asks first.")
    private boolean install;

    @Override
    public Integer call() throws IOException, InterruptedException {
        TrustedAuthority.Found found = authority.find();
        boolean installed = install && install(found);
        if (install && !installed) {
            return ExitCode.USAGE;
        }
        PrintWriter out = spec.commandLine().getOut();
        if (Sallyport.isJson(spec)) {
            out.println(json(found, installed));
        } else if (installed) {
            out.println("the store of " + found.here().name() + " has " + found.alias() + " now");
        } else {
            print(found, out);
        }
        out.flush();
        return ExitCode.SUCCESS;
    }

    private boolean install(TrustedAuthority.Found found) throws IOException, InterruptedException {
        TrustStore store = found.here();
        String line = store.adding(found.file(), found.alias());
        TrustedAuthority.checkWritable(store, line);
        if (!authority.agreed(line)) {
            spec.commandLine().getErr().println("nothing was changed");
            return false;
        }
        TrustedAuthority.check(store.install(found.file(), found.alias()), store);
        return true;
    }

    private static void print(TrustedAuthority.Found found, PrintWriter out) {
        out.println(found.alias());
        out.println("  file     " + found.file());
        out.println("  SHA-256  " + found.fingerprint());
        out.println(
                found.running()
                        ? "  of the gateway that runs, for this machine and the names in its settings"
                        : "  no gateway runs: this is the one for this machine alone; start it first where `tls.names`,"
                                + " `public-url` or `listen` name others");
        out.println();
        out.println("Type the line of your client, or that of its operating system:");
        out.println();
        int width = ways(found).keySet().stream().mapToInt(String::length).max().orElse(0);
        ways(found).forEach((name, line) -> out.println(name + " ".repeat(width - name.length() + 2) + line));
        out.println();
        out.println(
                "The lines for Python, requests and Java put this authority in the place of all others: type them where the"
                        + " client starts that speaks to this gateway alone. Node and operating systems trust the others too.");
        Optional<TrustStore> here = TrustStore.here(found.stores(), System.getProperty("os.name", ""));
        here.ifPresent(
                store -> out.println("This machine is " + store.name() + ": `sallyport trust --install` runs that line"
                        + (store.mayHold(found.alias()) && store.folder().isPresent()
                                ? "; it has the authority already"
                                : "")));
    }

    /** What to type, by what is told. */
    private static Map<String, String> ways(TrustedAuthority.Found found) {
        String file = Words.shell(found.file().toString());
        Map<String, String> ways = new LinkedHashMap<>();
        ways.put("curl", "curl --cacert " + file);
        ways.put("Node", "export NODE_EXTRA_CA_CERTS=" + file);
        ways.put("Python", "export SSL_CERT_FILE=" + file);
        ways.put("requests", "export REQUESTS_CA_BUNDLE=" + file);
        ways.put(
                "Java",
                "keytool -importcert -noprompt -alias sallyport -file " + file
                        + " -keystore sallyport.p12 -storepass changeit, then"
                        + " java -Djavax.net.ssl.trustStore=sallyport.p12");
        found.stores().forEach(store -> ways.put(store.name(), store.adding(found.file(), found.alias())));
        return ways;
    }

    private static ObjectNode json(TrustedAuthority.Found found, boolean installed) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", found.alias());
        json.put("caFile", found.file().toString());
        json.put("sha256", found.fingerprint());
        json.put("installed", installed);
        ObjectNode ways = json.putObject("ways");
        ways(found).forEach(ways::put);
        return json;
    }
}
