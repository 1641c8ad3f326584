package dev.sallyport.cli.policy;

import dev.sallyport.catalog.Inventory;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.practice.access.PolicyFile;
import dev.sallyport.settings.Settings;
import dev.sallyport.settings.SettingsSchema;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** {@code sallyport policy schema}: what an editor has to know to complete a policy for these servers. */
@Command(
        name = "schema",
        description = {
            "Prints the JSON Schema of policy files for the servers of a settings file: editors complete servers, tools, prompts,"
                    + " resources, arguments, roles and principals, and mark a name that no server has.",
            "",
            "It knows what the servers offer now; make it anew when they change."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  sallyport policy schema --running > policy.schema.json",
            "  sallyport policy schema --of tests > tests.schema.json"
        })
final class SchemaCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private PolicyOptions policy = new PolicyOptions();

    @Mixin
    private KnownServers known = new KnownServers();

    @Option(
            names = "--of",
            paramLabel = "KIND",
            defaultValue = "policy",
            description = "policy (files of access.policies), tests (tables of `policy test`) or settings (the settings"
                    + " file, of which the policy is a part); default: ${DEFAULT-VALUE}.")
    private Kind kind = Kind.POLICY;

    private enum Kind {
        POLICY,
        TESTS,
        SETTINGS
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Settings settings = policy.settings();
        Map<String, Inventory> inventories = known.of(settings);
        PrintWriter err = spec.commandLine().getErr();
        KnownServers.unknown(settings, inventories)
                .forEach(
                        (server, reason) -> err.println("not known: what the server " + server + " offers: " + reason));
        err.flush();
        Map<SettingsSchema.Word, ObjectNode> words =
                new KnownWords(settings.servers().keySet(), inventories, settings.access()).schemas();
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                switch (kind) {
                    case POLICY -> SettingsSchema.json(PolicyFile.class, "A policy of Sallyport", words);
                    case TESTS -> SettingsSchema.json(PolicyTable.class, "Cases for a policy of Sallyport", words);
                    case SETTINGS -> SettingsSchema.json(Settings.class, "Settings of Sallyport", words);
                });
        out.flush();
        return ExitCode.SUCCESS;
    }
}
