package dev.sallyport.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.catalog.search.ToolSearch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The tool lists are those of the public reference servers, recorded; the file names their versions. */
final class ToolSearchTest {
    private static final JsonNode RECORDED = JsonMapper.shared()
            .readTree(
                    Path.of("src/test/resources/catalog/reference-servers.json").toFile());

    private static final String CHINESE = """
            [{"name":"query_invoice","title":"查詢發票","description":"依統一編號查詢電子發票的內容與狀態"},
             {"name":"bookRoom","title":"預約會議室","description":"預約台北辦公室的會議室，可指定時段"},
             {"name":"weather","title":"天氣預報","description":"查詢臺灣各縣市未來一週的天氣"},
             {"name":"leave","title":"請假","description":"送出員工的請假單"}]
            """;

    private static Exposure reference() {
        Map<String, Inventory> inventories = new LinkedHashMap<>();
        RECORDED.properties()
                .forEach(server -> inventories.put(
                        server.getKey(),
                        Offers.ofJson(Kind.TOOL, server.getValue().path("tools"))));
        return Exposure.of(View.sum(inventories.keySet()), inventories, Exposure.NONE);
    }

    private static List<String> names(List<ObjectNode> tools) {
        return tools.stream().map(tool -> tool.path("name").asString()).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "read a text file, filesystem_read_text_file",
        "readTextFile, filesystem_read_text_file",
        "create new folder directory, filesystem_create_directory",
        "rename or move files, filesystem_move_file",
        "knowledge graph entities create, memory_create_entities",
        "delete relations, memory_delete_relations",
        "add two numbers sum, everything_get-sum",
        "environment variables, everything_get-env",
        "think step by step problem, sequential-thinking_sequentialthinking"
    })
    void theToolThatIsMeantComesFirst(String query, String expected) {
        assertEquals(
                expected, names(reference().search().best(query, 3, _ -> true)).getFirst());
    }

    @ParameterizedTest
    @CsvSource({
        "發票, tw_query_invoice",
        "我想預約會議室, tw_bookRoom",
        "明天的天氣, tw_weather",
        "假, tw_leave",
        "BOOK room, tw_bookRoom"
    })
    void chineseQueriesFindChineseTools(String query, String expected) {
        Exposure exposure = Exposure.of(
                View.sum(List.of("tw")), Map.of("tw", Offers.ofJson(Kind.TOOL, Offers.json(CHINESE))), Exposure.NONE);
        assertEquals(
                expected, names(exposure.search().best(query, 10, _ -> true)).getFirst());
    }

    @Test
    void anAnswerIsBoundedDeterministicAndEmptyWhereNothingFits() {
        ToolSearch search = reference().search();
        assertEquals(List.of(), search.best("zzz", 10, _ -> true));
        assertEquals(List.of(), search.best("", 10, _ -> true));
        assertEquals(List.of(), search.best("file", 0, _ -> true));
        assertEquals(3, search.best("file", 3, _ -> true).size());
        assertTrue(search.best("a the of to file", 1_000_000, _ -> true).size() <= ToolSearch.BEST_MAX);
        assertEquals(
                names(search.best("file path", 10, _ -> true)),
                names(reference().search().best("file path", 10, _ -> true)));
        Exposure same = Exposure.of(View.sum(List.of("a")), Map.of("a", Offers.tools("x_1", "x_2")), Exposure.NONE);
        assertEquals(
                List.of("a_x_1", "a_x_2"),
                names(same.search().best("x", 10, _ -> true)),
                "equals in the order of the list");
    }

    /** Tokens are characters ÷ 4, an approximation for English JSON; real tokenisers differ by some tens of percent. */
    @Test
    void aSearchSavesMostOfTheTokensOfALongCatalogue() {
        Exposure reference = reference();
        double small = saved("reference servers", reference, "read a text file");
        Map<String, Inventory> inventories = new LinkedHashMap<>();
        for (int server = 0; server < 30; server++) {
            inventories.put("s" + server, Offers.ofJson(Kind.TOOL, synthetic(server)));
        }
        Exposure large = Exposure.of(View.sum(inventories.keySet()), inventories, Exposure.NONE);
        assertTrue(small > 0.5, "saved " + small);
        assertTrue(saved("300 synthetic tools", large, "list overdue invoices of a customer") > 0.9);
    }

    private static double saved(String what, Exposure exposure, String query) {
        List<ObjectNode> all = new ArrayList<>();
        exposure.first(Kind.TOOL).items().forEach(tool -> all.add((ObjectNode) tool));
        Listed next = exposure.first(Kind.TOOL)
                .next()
                .<Listed>map(c -> exposure.after(Kind.TOOL, c))
                .orElse(new Listed.BadCursor());
        if (next instanceof Listed.Page page) {
            page.items().forEach(tool -> all.add((ObjectNode) tool));
        }
        int whole = tokens(all);
        int found = tokens(exposure.search().best(query, ToolSearch.BEST, _ -> true));
        double saved = 1 - (double) found / whole;
        System.out.printf(
                "tool search: %s, %d tools: %d tokens whole, %d tokens for the best %d (characters / 4), saved %.0f %%%n",
                what, all.size(), whole, found, ToolSearch.BEST, saved * 100);
        return saved;
    }

    private static int tokens(List<ObjectNode> tools) {
        return tools.stream().mapToInt(tool -> tool.toString().length()).sum() / 4;
    }

    /** Ten tools of about one kilobyte each. */
    static ArrayNode synthetic(int server) {
        String[] verbs = {
            "list", "create", "update", "delete", "search", "export", "approve", "send", "archive", "count"
        };
        String[] things = {"invoices", "customers", "orders", "tickets", "messages", "reports", "projects", "branches"};
        ArrayNode tools = JsonNodeFactory.instance.arrayNode();
        for (String verb : verbs) {
            String thing = things[server % things.length];
            ObjectNode tool = tools.addObject().put("name", verb + "_" + thing);
            tool.put(
                    "description",
                    "Use this to " + verb + " " + thing + " of system " + server + ". "
                            + "Results are given page by page and in the order of their creation. ".repeat(5));
            ObjectNode properties =
                    tool.putObject("inputSchema").put("type", "object").putObject("properties");
            for (String name : new String[] {"customer", "overdue", "page_size", "after", "fields"}) {
                properties.putObject(name).put("type", "string").put("description", "The " + name + " that is wanted.");
            }
        }
        return tools;
    }
}
