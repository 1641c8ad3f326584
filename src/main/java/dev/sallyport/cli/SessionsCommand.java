package dev.sallyport.cli;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.cli.exit.NoCommand;
import dev.sallyport.cli.gateway.ControlClient;
import dev.sallyport.cli.gateway.GatewayChoice;
import dev.sallyport.console.ControlUpstream;
import dev.sallyport.pipeline.selection.Selection;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sallyport sessions}: what callers have open at a running gateway, and its end. */
@Command(
        name = "sessions",
        description = "Lists what callers have open at a running gateway, and ends it.",
        subcommands = {SessionsCommand.ListThem.class, SessionsCommand.EndThem.class},
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
final class SessionsCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new NoCommand(spec);
    }

    /** {@code sallyport sessions list}. */
    @Command(
            name = "list",
            description = {
                "Lists the sessions that are open, and the streams and calls under way.",
                "",
                "A session's name is no key: the id that its client holds is not kept."
            },
            mixinStandardHelpOptions = true)
    static final class ListThem implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private GatewayChoice choice = new GatewayChoice();

        @Override
        public Integer call() throws IOException, InterruptedException {
            ObjectNode result = ControlClient.ask(choice.one(), ControlUpstream.SESSIONS);
            PrintWriter out = spec.commandLine().getOut();
            if (Sallyport.isJson(spec)) {
                out.println(result);
            } else {
                result.path("sessions").forEach(each -> out.println(session(each)));
                result.path("underway").forEach(each -> out.println(underway(each)));
                if (result.path("sessions").isEmpty() && result.path("underway").isEmpty()) {
                    out.println("nothing is open");
                }
            }
            out.flush();
            return ExitCode.SUCCESS;
        }

        private static String session(JsonNode it) {
            return "session " + text(it, "session") + "  " + caller(it) + "  route " + text(it, "route") + ", since "
                    + text(it, "since") + ", idle " + it.path("idle_s") + " s, " + it.path("requests") + " waiting"
                    + (it.path("listening").asBoolean(false) ? ", listening" : "");
        }

        private static String underway(JsonNode it) {
            return "exchange " + text(it, "exchange") + "  " + caller(it) + "  " + text(it, "method") + " at "
                    + text(it, "server") + ", since " + text(it, "since");
        }

        private static String caller(JsonNode it) {
            return it.has("client") ? text(it, "principal") + " by " + text(it, "client") : text(it, "principal");
        }

        private static String text(JsonNode object, String member) {
            return object.path(member).asString("");
        }
    }

    /** What is to end; one of them must be named. */
    static final class Which {
        @Option(
                names = "--session",
                paramLabel = "NAME",
                required = true,
                description = "One session, by its name or the first 8 characters or more of it.")
        private String session = "";

        @Option(
                names = "--principal",
                paramLabel = "ID",
                required = true,
                description = "Everything of one principal, by the id in the list and in the audit trail.")
        private String principal = "";

        @Option(
                names = "--client",
                paramLabel = "ID",
                required = true,
                description = "Everything of one client, by its client id.")
        private String client = "";

        @Option(names = "--all", required = true, description = "Everything.")
        private boolean all;

        ObjectNode params() {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("session", session)
                    .put("principal", principal)
                    .put("client", client)
                    .put("all", all);
        }
    }

    /** {@code sallyport sessions end}. */
    @Command(
            name = "end",
            description = {
                "Ends sessions, streams and calls at once, and what is kept for their callers at servers.",
                "",
                "Whoever still has a valid token may begin anew. Ends with 3 where nothing fits."
            },
            mixinStandardHelpOptions = true)
    static final class EndThem implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private GatewayChoice choice = new GatewayChoice();

        @ArgGroup(multiplicity = "1")
        private Which which = new Which();

        @Override
        public Integer call() throws IOException, InterruptedException {
            if (!which.session.isEmpty() && which.session.length() < Selection.OfSession.CHARS_MIN) {
                throw new ParameterException(spec.commandLine(), "--session needs 8 characters of the name or more");
            }
            ObjectNode result = ControlClient.ask(choice.one(), ControlUpstream.END_SESSIONS, which.params());
            int sessions = result.path("sessions").asInt(0);
            int exchanges = result.path("exchanges").asInt(0);
            if (sessions + exchanges == 0 && !which.all) {
                throw new CommandFailure(
                        ExitCode.UNAVAILABLE, "no-session", "nothing that is open fits; see: sallyport sessions list");
            }
            PrintWriter out = spec.commandLine().getOut();
            out.println(
                    Sallyport.isJson(spec)
                            ? result.toString()
                            : sessions + " sessions ended, and " + exchanges + " exchanges that were under way");
            out.flush();
            return ExitCode.SUCCESS;
        }
    }
}
