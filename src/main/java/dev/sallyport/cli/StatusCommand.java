package dev.sallyport.cli;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.gateway.ControlClient;
import dev.sallyport.cli.gateway.GatewayChoice;
import dev.sallyport.console.ControlUpstream;
import dev.sallyport.settings.home.InstanceRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sallyport status}: the gateways that run in the home, and how they fare. */
@Command(
        name = "status",
        description = {
            "Lists the gateways that run in the home: what they serve, and how they fare.",
            "",
            "Also listed is each `sallyport wrap`, which a client has started for one server."
        },
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private GatewayChoice choice = new GatewayChoice();

    @Override
    public Integer call() throws IOException, InterruptedException {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        ArrayNode gateways = result.putArray("gateways");
        ArrayNode wraps = result.putArray("wraps");
        for (InstanceRecord instance : choice.instances()) {
            if (instance.command().equals("wrap")) {
                wraps.add(wrap(instance));
            } else {
                gateways.add(status(instance));
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        if (Sallyport.isJson(spec)) {
            out.println(result);
        } else {
            gateways.forEach(gateway -> print(gateway, out));
            for (JsonNode wrap : wraps) {
                out.println("wrap, process " + wrap.path("pid") + ", since " + text(wrap, "since"));
                out.println("  server " + text(wrap, "server"));
                if (wrap.has("problem")) {
                    out.println("  problem  " + text(wrap, "problem"));
                }
                trail(wrap, out);
                settings(wrap, out);
            }
        }
        out.flush();
        return ExitCode.SUCCESS;
    }

    private static ObjectNode wrap(InstanceRecord instance) throws IOException, InterruptedException {
        ObjectNode wrap = JsonNodeFactory.instance
                .objectNode()
                .put("pid", instance.pid())
                .put("since", instance.started().toString())
                .put("server", String.join(" ", instance.servers()));
        try {
            return instance.control().isEmpty()
                    ? wrap
                    : wrap.setAll(ControlClient.ask(instance, ControlUpstream.STATUS));
        } catch (CommandFailure failure) {
            return wrap.put("problem", failure.getMessage());
        }
    }

    /** One that cannot be asked is shown by what it wrote about itself. */
    private static ObjectNode status(InstanceRecord gateway) throws IOException, InterruptedException {
        try {
            return ControlClient.ask(gateway, ControlUpstream.STATUS);
        } catch (CommandFailure failure) {
            ObjectNode known = JsonNodeFactory.instance.objectNode();
            known.put("pid", gateway.pid());
            known.put("since", gateway.started().toString());
            known.put("state", "unknown");
            known.put("endpoint", gateway.endpoint());
            known.put("problem", failure.getMessage());
            return known;
        }
    }

    private static void print(JsonNode gateway, PrintWriter out) {
        out.println(text(gateway, "state") + ", process " + gateway.path("pid") + ", since " + text(gateway, "since"));
        for (String member : new String[] {"endpoint", "observability", "settings", "problem"}) {
            if (gateway.path(member).isString()) {
                out.println("  " + member + "  " + text(gateway, member));
            }
        }
        if (gateway.has("sharedLimits")) {
            out.println("  shared limits  " + text(gateway, "sharedLimits"));
        }
        for (Map.Entry<String, JsonNode> server : gateway.path("servers").properties()) {
            JsonNode it = server.getValue();
            out.println("  server " + server.getKey() + "  " + text(it, "state") + ", "
                    + children(it.path("children").asInt(0)) + ", " + it.path("answered") + " answered, "
                    + it.path("denied") + " denied, " + it.path("failed") + " failed");
            JsonNode failure = it.path("lastFailure");
            if (failure.isObject()) {
                out.println((failure.path("over").asBoolean() ? "    has failed, and works since: " : "    fails: ")
                        + text(failure, "message") + " (" + text(failure, "reason") + ", " + text(failure, "at") + ")");
            }
        }
        trail(gateway, out);
        for (Map.Entry<String, JsonNode> profile : gateway.path("profiles").properties()) {
            out.println("  profile " + profile.getKey() + "  " + text(profile.getValue(), "endpoint") + " ("
                    + profile.getValue()
                            .path("servers")
                            .valueStream()
                            .map(server -> server.asString(""))
                            .collect(Collectors.joining(", "))
                    + ")");
        }
        if (gateway.has("sessions")) {
            out.println("  sessions " + gateway.path("sessions") + ", connections " + gateway.path("connections"));
        }
        settings(gateway, out);
    }

    private static void trail(JsonNode process, PrintWriter out) {
        ledger(process.path("ledger"), out);
        if (process.has("telemetry")) {
            out.println("  telemetry fails: " + text(process.path("telemetry"), "problem"));
        }
        for (Map.Entry<String, JsonNode> sink : process.path("sinks").properties()) {
            JsonNode it = sink.getValue();
            out.println(
                    "  sink " + sink.getKey() + "  " + text(it, "state") + ", " + it.path("lagEntries") + " waiting, "
                            + it.path("lagSeconds") + " s behind"
                            + (it.path("missed").asLong(0) > 0 ? ", " + it.path("missed") + " missed" : "")
                            + (it.path("refused").asLong(0) > 0 ? ", " + it.path("refused") + " refused by it" : ""));
            if (it.has("problem")) {
                out.println("    fails: " + text(it, "problem"));
            }
        }
    }

    private static void settings(JsonNode process, PrintWriter out) {
        process.path("unsafe").forEach(unsafe -> out.println("  unsafe: " + unsafe.asString("")));
        process.path("policy").forEach(misfit -> out.println("  policy: " + misfit.asString("")));
        process.path("needsRestart")
                .forEach(key -> out.println("  needs a restart: what has changed of " + key.asString("")));
        if (!process.path("problems").isEmpty()) {
            out.println("  the settings file is not valid now, and what it said before is in force:");
            process.path("problems").forEach(problem -> out.println("    " + problem.asString("")));
        }
    }

    private static void ledger(JsonNode ledger, PrintWriter out) {
        if (ledger.isObject()) {
            long unsigned = ledger.path("unsignedSeconds").asLong(0);
            long waiting = ledger.path("waiting").asLong(0);
            out.println("  ledger " + text(ledger, "folder") + "  " + ledger.path("entries") + " entries signed"
                    + (unsigned > 1 ? ", the latest not for " + unsigned + " s" : "")
                    + (waiting > 0 ? ", " + waiting + " waiting" : ""));
            for (Map.Entry<String, JsonNode> damaged : ledger.path("damaged").properties()) {
                out.println("  ledger " + damaged.getKey() + "  damaged, and not gone on with: "
                        + damaged.getValue().asString("") + "; `sallyport audit verify` says more");
            }
        }
    }

    private static String children(int number) {
        return number + (number == 1 ? " child" : " children");
    }

    private static String text(JsonNode object, String member) {
        return object.path(member).asString("");
    }
}
