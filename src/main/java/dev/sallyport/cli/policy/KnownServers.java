package dev.sallyport.cli.policy;

import dev.sallyport.catalog.Inventory;
import dev.sallyport.catalog.InventoryJson;
import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.gateway.ControlClient;
import dev.sallyport.cli.gateway.GatewayChoice;
import dev.sallyport.console.ControlUpstream;
import dev.sallyport.settings.Settings;
import dev.sallyport.settings.home.InstanceRecord;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.JsonNodeFactory;

/** What the servers of a settings file offer, and how a command gets to know it. */
final class KnownServers {
    private static final Inventory NOT_ASKED = new Inventory.Unknown("not asked");

    @Option(names = "--offline", description = "Ask nobody; names of tools and arguments are not known then.")
    private boolean offline;

    @Option(
            names = "--running",
            description =
                    "Ask the gateway that runs in the home what it knows of the servers; none is started for it then.")
    private boolean running;

    @Mixin
    private GatewayChoice choice = new GatewayChoice();

    /** What each server of {@code settings} offers; one that is not here was not asked. */
    Map<String, Inventory> of(Settings settings) throws IOException, InterruptedException {
        if (offline || settings.servers().isEmpty()) {
            return Map.of();
        }
        return running ? asked(choice.one(), settings) : Survey.of(settings);
    }

    /** Of which servers of {@code settings} nothing is known, and why. */
    static Map<String, String> unknown(Settings settings, Map<String, Inventory> known) {
        Map<String, String> unknown = new TreeMap<>();
        settings.servers().keySet().forEach(server -> {
            Inventory inventory = known.getOrDefault(server, NOT_ASKED);
            if (inventory instanceof Inventory.Unknown nothing) {
                unknown.put(server, nothing.reason());
            }
        });
        return unknown;
    }

    private static Map<String, Inventory> asked(InstanceRecord gateway, Settings settings)
            throws IOException, InterruptedException {
        Map<String, Inventory> known = new TreeMap<>();
        for (String server : settings.servers().keySet()) {
            known.put(server, asked(gateway, server));
        }
        return known;
    }

    private static Inventory asked(InstanceRecord gateway, String server) throws IOException, InterruptedException {
        try {
            return InventoryJson.read(ControlClient.ask(
                    gateway,
                    ControlUpstream.DEFINITIONS,
                    JsonNodeFactory.instance.objectNode().put("server", server)));
        } catch (CommandFailure failure) {
            return new Inventory.Unknown(String.valueOf(failure.getMessage()));
        }
    }
}
