package dev.sallyport.bench;

import dev.sallyport.catalog.Exposure;
import dev.sallyport.catalog.Inventory;
import dev.sallyport.catalog.Kind;
import dev.sallyport.catalog.Listed;
import dev.sallyport.catalog.Target;
import dev.sallyport.catalog.View;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** Ten servers of a hundred tools of about a kilobyte each, shown as one. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ExposureBenchmark {
    private static final int SERVERS = 10;
    private static final int TOOLS = 100;

    private final Map<String, Inventory> inventories = new LinkedHashMap<>();
    private final View view;
    private final Exposure exposure;

    public ExposureBenchmark() {
        for (int server = 0; server < SERVERS; server++) {
            inventories.put("server-" + server, inventory(server));
        }
        view = View.sum(inventories.keySet());
        exposure = Exposure.of(view, inventories, Exposure.NONE);
    }

    private static Inventory inventory(int server) {
        ArrayNode tools = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < TOOLS; i++) {
            ObjectNode tool = tools.addObject().put("name", "tool_number_" + i);
            tool.put("description", "Does the work " + i + " of server " + server + ". " + "More is said here. ".repeat(20));
            ObjectNode properties = tool.putObject("inputSchema").put("type", "object").putObject("properties");
            for (int j = 0; j < 8; j++) {
                properties.putObject("argument_" + j).put("type", "string").put("description", "The argument " + j);
            }
        }
        return new Inventory.Known(
                Map.of(Kind.TOOL, Inventory.Items.read(Kind.TOOL, tools)),
                JsonNodeFactory.instance.objectNode(),
                "",
                MissingNode.getInstance());
    }

    /** All servers are newly known. */
    @Benchmark
    public Exposure build() {
        return Exposure.of(view, inventories, Exposure.NONE);
    }

    /** Nothing or little has changed. */
    @Benchmark
    public Exposure buildAgain() {
        return Exposure.of(view, inventories, exposure);
    }

    /** The first client that asks for all pages. */
    @Benchmark
    public int buildAndListAll() {
        return walk(Exposure.of(view, inventories, Exposure.NONE));
    }

    /** Every further one. */
    @Benchmark
    public int listAll() {
        return walk(exposure);
    }

    @Benchmark
    public Target lookUp() {
        return exposure.tool("server-7_tool_number_42");
    }

    /** With the index made anew. */
    @Benchmark
    public List<ObjectNode> buildAndSearch() {
        return Exposure.of(view, inventories, Exposure.NONE).search().best("work 42 of server 7", 10, _ -> true);
    }

    @Benchmark
    public List<ObjectNode> search() {
        return exposure.search().best("work 42 of server 7", 10, _ -> true);
    }

    private static int walk(Exposure exposure) {
        int items = 0;
        Listed listed = exposure.first(Kind.TOOL);
        while (listed instanceof Listed.Page page) {
            items += page.items().size();
            Optional<String> next = page.next();
            if (next.isEmpty()) {
                break;
            }
            listed = exposure.after(Kind.TOOL, next.get());
        }
        return items;
    }
}
