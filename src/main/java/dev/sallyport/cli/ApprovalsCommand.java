package dev.sallyport.cli;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.exit.NoCommand;
import dev.sallyport.cli.gateway.ControlClient;
import dev.sallyport.cli.gateway.GatewayChoice;
import dev.sallyport.cli.gateway.HomeOption;
import dev.sallyport.cli.policy.PolicyAddition;
import dev.sallyport.console.ControlUpstream;
import dev.sallyport.settings.home.Home;
import dev.sallyport.settings.home.InstanceRecord;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
        throw new NoCommand(spec);
    }

    /** A request that waits at a gateway, and the file of the policy there. */
    record Waiting(InstanceRecord gateway, JsonNode request, Path policyFile) {}

    /** What all of them have. */
    abstract static class Asking implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private GatewayChoice choice = new GatewayChoice();

        /** All that waits, at whichever gateway; those that do not answer are told apart. */
        final ObjectNode all() throws IOException, InterruptedException {
            ObjectNode all = JsonNodeFactory.instance.objectNode();
            ArrayNode waiting = all.putArray("approvals");
            ArrayNode unanswered = JsonNodeFactory.instance.arrayNode();
            for (InstanceRecord gateway : choice.reachable()) {
                ask(gateway, JsonNodeFactory.instance.objectNode(), unanswered)
                        .path("approvals")
                        .forEach(waiting::add);
            }
            return unanswered.isEmpty() ? all : all.set("unanswered", unanswered);
        }

        /** The one request {@code name}, and where it waits. */
        final Waiting one(String name) throws IOException, InterruptedException {
            ArrayNode unanswered = JsonNodeFactory.instance.arrayNode();
            for (InstanceRecord gateway : choice.reachable()) {
                ObjectNode found = ask(gateway, params(name), unanswered);
                if (!found.path("approvals").isEmpty()) {
                    return new Waiting(gateway, found.path("approvals").path(0), Path.of(text(found, "policyFile")));
                }
            }
            throw unanswered.isEmpty()
                    ? new CommandFailure(ExitCode.UNAVAILABLE, "no-approval", UNKNOWN)
                    : new CommandFailure(
                            ExitCode.UNAVAILABLE,
                            "no-control",
                            "nothing of this name waits where somebody answers; "
                                    + text(unanswered.path(0), "problem"));
        }

        /** What a gateway answers; where it does not, why, among {@code unanswered}. */
        private static ObjectNode ask(InstanceRecord gateway, ObjectNode params, ArrayNode unanswered)
                throws IOException, InterruptedException {
            try {
                return ControlClient.ask(gateway, ControlUpstream.APPROVALS, params);
            } catch (CommandFailure silent) {
                unanswered.addObject().put("pid", gateway.pid()).put("problem", String.valueOf(silent.getMessage()));
                return JsonNodeFactory.instance.objectNode();
            }
        }

        /** Decides {@code choice} about the one that it names. */
        final ObjectNode decide(ObjectNode chosen) throws IOException, InterruptedException {
            return ControlClient.ask(one(text(chosen, "approval")).gateway(), ControlUpstream.DECIDE, chosen);
        }

        /** What permits it always, as lines of YAML; fails where nothing does now. */
        static String permitting(JsonNode it) {
            String why = whyNot(it);
            if (!why.isEmpty()) {
                throw new CommandFailure(ExitCode.UNAVAILABLE, "no-statement", why);
            }
            return text(it, "permitting");
        }

        /** Why no statement is offered; empty where one is. */
        static String whyNot(JsonNode it) {
            if (it.path("outdated").asBoolean()) {
                return "the policy is another one than when this was asked; let the program call again";
            }
            if (it.has("changed")) {
                return "it is another one than at first use; look at it, accept that with `--for tool`, and let the program"
                        + " call again";
            }
            return text(it, "permitting").isEmpty() ? "the gateway has none to offer; let the program call again" : "";
        }

        final HomeOption home() {
            return choice.home();
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

        final void complain(String text) {
            PrintWriter err = spec.commandLine().getErr();
            err.println(text);
            err.flush();
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
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "It ends with 3 where a gateway of the home does not answer; what waits at the others is listed."
            })
    static final class ListThem extends Asking {
        @Override
        public Integer call() throws IOException, InterruptedException {
            ObjectNode result = all();
            if (isJson()) {
                print(result.toString());
            } else {
                result.path("approvals").forEach(each -> print(head(each)));
                result.path("unanswered").forEach(each -> complain(text(each, "problem")));
                if (result.path("approvals").isEmpty()) {
                    print("nothing waits");
                }
            }
            return result.has("unanswered") ? ExitCode.UNAVAILABLE : ExitCode.SUCCESS;
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
            Waiting waiting = one(name);
            JsonNode it = waiting.request();
            if (isJson()) {
                return print(it.toString());
            }
            String code = text(it, "code");
            print(head(it));
            if (!text(it, "page").isEmpty()) {
                print("  page: " + text(it, "page"));
                print("  code: " + (code.isEmpty() ? "none any more: decide by this command" : strong(code)));
            }
            if (!whyNot(it).isEmpty()) {
                return print("  no statement permits it always: " + whyNot(it));
            }
            print("  what permits it always, in " + waiting.policyFile()
                    + " (--for policy adds it where that is the home's):");
            text(it, "permitting").lines().forEach(line -> print("    " + line));
            return ExitCode.SUCCESS;
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
                        "once (the default), session (this tool, in this session), arguments (these, always), tool (any arguments, for --minutes; accepts its definition where that has changed), policy (for good: adds a statement to policy.yaml of the home, and prints what it changed).")
        private String scope = "once";

        @Option(
                names = "--minutes",
                paramLabel = "N",
                description = "How long it is good, at most 1440; for a tool 60, where nothing is said.")
        private int minutes;

        @Option(
                names = "--policy",
                description = "Prints what permits it always, to be put below `statements:`, and decides nothing.")
        private boolean policy;

        @Override
        public Integer call() throws IOException, InterruptedException {
            if (policy) {
                return print(permitting(one(name).request()));
            }
            if (scope.equals("policy")) {
                return permit(one(name));
            }
            ObjectNode params = params(name).put("verdict", "approve").put("for", scope);
            return decided(decide(params.put("minutes", minutes)), this);
        }

        /** Adds what permits it to the policy of the home, and sees it come into force. */
        private int permit(Waiting waiting) throws IOException, InterruptedException {
            String lines = permitting(waiting.request());
            if (waiting.request().path("people").asInt(1) > 1) {
                throw new CommandFailure(
                        ExitCode.UNAVAILABLE,
                        "no-statement",
                        "two people have to agree to this; change the policy by hand: sallyport approvals approve "
                                + name + " --policy");
            }
            Home home = home().existing().orElseThrow();
            PolicyAddition addition = PolicyAddition.of(home, waiting.policyFile(), lines);
            addition.write();
            JsonNode problems =
                    ControlClient.ask(waiting.gateway(), ControlUpstream.RELOAD).path("problems");
            if (!problems.isEmpty()) {
                throw new CommandFailure(
                        ExitCode.UNAVAILABLE,
                        "not-in-force",
                        waiting.policyFile() + " is written, but not in force: "
                                + problems.path(0).asString(""));
            }
            ObjectNode result = ControlClient.ask(
                    waiting.gateway(), ControlUpstream.DECIDE, params(name).put("verdict", "permitted"));
            if (isJson()) {
                addition.diff()
                        .forEach(result.put("policyFile", waiting.policyFile().toString())
                                .putArray("diff")::add);
                return print(result.toString());
            }
            print(waiting.policyFile() + ":");
            addition.diff().forEach(line -> print("  " + line));
            return print("permitted from now on; the program may call again");
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
