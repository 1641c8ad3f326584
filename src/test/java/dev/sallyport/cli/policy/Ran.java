package dev.sallyport.cli.policy;

import dev.sallyport.cli.Sallyport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How a policy command ended in this process, and what it printed; the name of the folder in it is {@code DIR}. */
record Ran(int code, String out) {
    static Ran policy(Path folder, String... arguments) {
        StringWriter out = new StringWriter();
        PrintWriter printed = new PrintWriter(out);
        List<String> words = new ArrayList<>(List.of("policy"));
        words.addAll(List.of(arguments));
        int code = Sallyport.execute(printed, printed, words.toArray(String[]::new));
        return new Ran(code, out.toString().replace(folder.toString(), "DIR"));
    }

    JsonNode json() {
        return JsonMapper.shared().readTree(out);
    }
}
