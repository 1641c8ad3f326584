package dev.sallyport.cli;

import dev.sallyport.cli.exit.Words;
import dev.sallyport.settings.binding.Environment;
import dev.sallyport.settings.home.Home;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a person reads when the gateway is ready. */
final class Welcome {
    private Welcome() {}

    /** The text; {@code sample} adds one call that can be pasted, {@code cautious} what may be done without a policy. */
    static String of(Served served, boolean sample, boolean cautious) {
        StringBuilder text = new StringBuilder();
        text.append("Sallyport ")
                .append(VersionCommand.version())
                .append(" is ready and guards ")
                .append(Words.count(served.servers().size(), "server"))
                .append(".\n\n");
        if (!served.record().sole()) {
            text.append("  all of them  ").append(served.record().endpoint()).append('\n');
        }
        served.servers()
                .forEach((name, url) ->
                        text.append("  ").append(name).append("  ").append(url).append('\n'));
        served.profiles().forEach((name, url) -> text.append("  profile ")
                .append(name)
                .append("  ")
                .append(url)
                .append('\n'));
        text.append("  token  ")
                .append(served.record().tokenFile())
                .append("  (every request over HTTP must show it)\n");
        served.record().caFile().ifPresent(file -> text.append("  trust  ")
                .append(file)
                .append("  (clients of these URLs must; `sallyport trust` says how)\n"));
        if (cautious) {
            text.append("  policy  none: you may use what only reads, and are asked about the rest; nobody else may do"
                    + " anything  (docs/practices/access.md)\n");
        }
        served.record().observability().ifPresent(url -> text.append("  health and metrics  ")
                .append(url)
                .append('\n'));
        text.append('\n').append(clients(served));
        if (!served.record().sole()) {
            text.append("\nOne server:   `connect NAME` in place of `connect`");
            text.append(served.profiles().isEmpty() ? "\n" : "; one profile: `connect --profile NAME`\n");
        }
        if (sample) {
            text.append('\n').append("Try it:\n  ").append(curl(served)).append('\n');
        }
        return text.append("\nStop with Ctrl-C.").toString();
    }

    /** How a client is told of all servers at once. */
    private static String clients(Served served) {
        String launcher = System.getProperty("sallyport.launcher", "sallyport");
        String client = "sallyport";
        List<String> arguments = arguments(served);
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        entry.put("command", launcher);
        arguments.forEach(entry.putArray("args")::add);
        ObjectNode code = JsonNodeFactory.instance.objectNode().put("name", client);
        code.setAll(entry);
        ObjectNode generic = JsonNodeFactory.instance.objectNode();
        generic.putObject("mcpServers").set(client, entry);
        String words = arguments.stream().map(Words::shell).collect(Collectors.joining(" "));
        return "Claude Code:  claude mcp add " + client + " -- " + Words.shell(launcher) + " " + words + "\n"
                + "VS Code:      code --add-mcp " + Words.shell(code.toString()) + "\n"
                + "Any client:   " + generic + "\n";
    }

    /** What follows the launcher: a client that starts it knows of no other home than the usual one. */
    private static List<String> arguments(Served served) {
        List<String> arguments = new ArrayList<>(List.of("connect"));
        Path home = Path.of(served.record().tokenFile()).getParent();
        if (home != null && !home.equals(Home.usualFolder(Environment.SYSTEM))) {
            arguments.addAll(List.of("--home", home.toString()));
        }
        return arguments;
    }

    /** One modern call of the sample server; source of its form: MCP 2026-07-28, Streamable HTTP. */
    private static String curl(Served served) {
        ObjectNode call = JsonNodeFactory.instance.objectNode();
        call.put("jsonrpc", "2.0").put("id", 1).put("method", "tools/call");
        ObjectNode params = call.putObject("params").put("name", "add");
        params.putObject("arguments").put("a", 20).put("b", 22);
        ObjectNode meta = params.putObject("_meta");
        meta.put("io.modelcontextprotocol/protocolVersion", "2026-07-28");
        meta.putObject("io.modelcontextprotocol/clientCapabilities");
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("Accept", "application/json, text/event-stream");
        headers.put("MCP-Protocol-Version", "2026-07-28");
        headers.put("Mcp-Method", "tools/call");
        headers.put("Mcp-Name", "add");
        StringBuilder line =
                new StringBuilder("curl -sS ").append(served.record().endpoint());
        served.record().caFile().ifPresent(file -> line.append(" --cacert ").append(Words.shell(file)));
        line.append(" -H \"Authorization: Bearer $(cat ")
                .append(Words.shell(served.record().tokenFile()))
                .append(")\"");
        headers.forEach((name, value) ->
                line.append(" -H '").append(name).append(": ").append(value).append('\''));
        return line.append(" -d '").append(call).append('\'').toString();
    }
}
