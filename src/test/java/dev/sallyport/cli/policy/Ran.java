package dev.sallyport.cli.policy;

import dev.sallyport.cli.Sallyport;
import dev.sallyport.cli.exit.CommandFailure;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How a policy command ended in this process, and what it printed; the name of the folder in it is {@code DIR}. */
record Ran(int code, String out) {
    static Ran policy(Path folder, String... arguments) {
        StringWriter out = new StringWriter();
        CommandLine line = new CommandLine(new Sallyport());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(out));
        line.setExecutionExceptionHandler((failure, _, _) -> {
            if (failure instanceof CommandFailure known) {
                out.write("failure: " + known.getMessage() + "\n");
                return known.exitCode();
            }
            throw failure;
        });
        List<String> words = new ArrayList<>(List.of("policy"));
        words.addAll(List.of(arguments));
        int code = line.execute(words.toArray(String[]::new));
        return new Ran(code, out.toString().replace(folder.toString(), "DIR"));
    }

    JsonNode json() {
        return JsonMapper.shared().readTree(out);
    }
}
