package dev.sallyport.cli;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.gateway.ControlClient;
import dev.sallyport.cli.gateway.GatewayChoice;
import dev.sallyport.console.ControlUpstream;
import dev.sallyport.settings.home.InstanceRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sallyport approvals}: what waits for a person at a running gateway, and his decision. */
@Command(
        name = "approvals",
        description = "Lists what waits for a person at a running gateway, and decides.",
        subcommands = {
            ApprovalsCommand.ListThem.class,
            ApprovalsCommand.Show.class,
            ApprovalsCommand.Approve.class,
            ApprovalsCommand.Deny.class
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
final class ApprovalsCommand implements Runnable {
    private static final String UNKNOWN = "nothing of this name waits; see: sallyport approvals list";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say list, show, approve or deny");
    }

    /** A request that waits at a gateway. */
    record Waiting(InstanceRecord gateway, JsonNode request) {}

    /** What all of them have. */
    abstract static class Asking implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private GatewayChoice choice = new GatewayChoice();

        /** All that waits, at whichever gateway. */
        final ObjectNode all() throws IOException, InterruptedException {
            ObjectNode all = JsonNodeFactory.instance.objectNode();
            ArrayNode waiting = all.putArray("approvals");
            for (InstanceRecord gateway : choice.reachable()) {
                JsonNode there =
                        ControlClient.ask(gateway, ControlUpstream.APPROVALS).path("approvals");
                there.forEach(waiting::add);
            }
            return all;
        }

        /** The one request {@code name}, and where it waits. */
        final Waiting one(String name) throws IOException, InterruptedException {
            for (InstanceRecord gateway : choice.reachable()) {
                JsonNode found = ControlClient.ask(gateway, ControlUpstream.APPROVALS, params(name))
                        .path("approvals");
                if (!found.isEmpty()) {
                    return new Waiting(gateway, found.path(0));
                }
            }
            throw new CommandFailure(ExitCode.UNAVAILABLE, "no-approval", UNKNOWN);
        }

        /** Decides {@code choice} about the one that it names. */
        final ObjectNode decide(ObjectNode chosen) throws IOException, InterruptedException {
            return ControlClient.ask(one(text(chosen, "approval")).gateway(), ControlUpstream.DECIDE, chosen);
        }

        static ObjectNode params(String name) {
            return JsonNodeFactory.instance.objectNode().put("approval", name);
        }

        final boolean isJson() {
            return Sallyport.isJson(spec);
        }

        final int print(String text) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(text);
            out.flush();
            return ExitCode.SUCCESS;
        }

        /** {@code text} in bold where a person reads it on a terminal. */
        final String strong(String text) {
            return spec.commandLine().getColorScheme().ansi().enabled() && Ansi.AUTO.enabled()
                    ? "\u001b[1m" + text + "\u001b[0m"
                    : text;
        }

        final String head(JsonNode it) {
            String who = it.has("client") ? text(it, "principal") + " by " + text(it, "client") : text(it, "principal");
            String people = it.path("people").asInt(1) > 1
                    ? ", " + it.path("agreed").size() + " of " + it.path("people") + " people agreed"
                    : "";
            String changed = it.has("changed")
                    ? ", its definition is another one than at first use since " + text(it, "changed")
                    : "";
            return strong(text(it, "approval")) + "  " + who + " wants "
                    + strong(text(it, "server") + "/" + text(it, "name"))
                    + " (" + text(it, "method") + "), since " + text(it, "since") + ", until " + text(it, "until")
                    + ", held by " + text(it, "statement") + people + changed + System.lineSeparator() + "  "
                    + text(it, "arguments");
        }

        static String text(JsonNode object, String member) {
            return object.path(member).asString("");
        }
    }

    /** {@code sallyport approvals list}. */
    @Command(
            name = "list",
            description = "Lists what waits for a person: who wants what, with which arguments, and why it is held.",
            mixinStandardHelpOptions = true)
    static final class ListThem extends Asking {
        @Override
        public Integer call() throws IOException, InterruptedException {
            ObjectNode result = all();
            if (isJson()) {
                return print(result.toString());
            }
            result.path("approvals").forEach(each -> print(head(each)));
            return result.path("approvals").isEmpty() ? print("nothing waits") : ExitCode.SUCCESS;
        }
    }

    /** {@code sallyport approvals show}. */
    @Command(
            name = "show",
            description = {
                "Shows one request, its page, and the code with which you decide there.",
                "",
                "Give the code to nobody: whoever has it decides as you."
            },
            mixinStandardHelpOptions = true)
    static final class Show extends Asking {
        @Parameters(paramLabel = "ID", description = "The request, as the list names it.")
        private String name = "";

        @Override
        public Integer call() throws IOException, InterruptedException {
            JsonNode it = one(name).request();
            if (isJson()) {
                return print(it.toString());
            }
            String code = text(it, "code");
            print(head(it));
            if (!text(it, "page").isEmpty()) {
                print("  page: " + text(it, "page"));
                print("  code: " + (code.isEmpty() ? "none any more: decide by this command" : strong(code)));
            }
            return print("  a statement that permits it always: " + text(it, "permitting"));
        }
    }

    /** {@code sallyport approvals approve}. */
    @Command(
            name = "approve",
            description = {
                "Lets what waits be done. The program that asked has to call again.",
                "",
                "An approval is for one caller and one tool as it is defined now, under the policy of now. It outlives the gateway, but for one of a session."
            },
            mixinStandardHelpOptions = true)
    static final class Approve extends Asking {
        @Parameters(paramLabel = "ID", description = "The request, as the list names it.")
        private String name = "";

        @Option(
                names = "--for",
                paramLabel = "SCOPE",
                defaultValue = "once",
                description =
                        "once (the default), session (this tool, in this session), arguments (these, always), tool (any arguments, for --minutes; accepts its definition where that has changed).")
        private String scope = "once";

        @Option(
                names = "--minutes",
                paramLabel = "N",
                description = "How long it is good, at most 1440; for a tool 60, where nothing is said.")
        private int minutes;

        @Option(
                names = "--policy",
                description = "Prints the statement that permits it always, for the settings, and decides nothing.")
        private boolean policy;

        @Override
        public Integer call() throws IOException, InterruptedException {
            if (policy) {
                return print(text(one(name).request(), "permitting"));
            }
            ObjectNode params = params(name).put("verdict", "approve").put("for", scope);
            return decided(decide(params.put("minutes", minutes)), this);
        }
    }

    /** {@code sallyport approvals deny}. */
    @Command(
            name = "deny",
            description = "Refuses what waits; for a while it is not asked again.",
            mixinStandardHelpOptions = true)
    static final class Deny extends Asking {
        @Parameters(paramLabel = "ID", description = "The request, as the list names it.")
        private String name = "";

        @Override
        public Integer call() throws IOException, InterruptedException {
            return decided(decide(params(name).put("verdict", "deny")), this);
        }
    }

    private static int decided(ObjectNode result, Asking command) {
        if (result.has("problem")) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE, "no-decision", result.path("problem").asString(""));
        }
        return command.print(
                command.isJson()
                        ? result.toString()
                        : switch (result.path("decided").asString("")) {
                            case "agreed" -> "noted; somebody else has to agree too";
                            case "denied" -> "denied";
                            default -> "approved; the program may call again";
                        });
    }
}
