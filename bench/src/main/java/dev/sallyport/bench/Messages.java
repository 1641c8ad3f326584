package dev.sallyport.bench;

import java.util.Locale;
import java.util.Random;

/** Messages of MCP as they are seen in practice. */
final class Messages {
    private static final String[] WORDS = ("the gateway reads every message once and forwards what it has judged while "
                    + "naïve proxies résumé déjà vu Zürich 東京 pass bytes through unseen; is it safe? not always, "
                    + "customers in Köln asked for receipts and the report lists 42 open items of the third quarter")
            .split(" ");

    private Messages() {}

    /** A call of a tool, about 1 KB. */
    static String call() {
        return """
                {"jsonrpc":"2.0","id":4711,"method":"tools/call","params":{"name":"search_documents","arguments":{\
                "query":"quarterly revenue by region, excluding refunds","limit":25,"offset":0,"fuzzy":false,\
                "minimumScore":0.75,"filters":{"region":["emea","apac","latam"],"status":"published",\
                "created":{"from":"2026-01-01T00:00:00Z","to":"2026-06-30T23:59:59Z"},"owner":null},\
                "fields":["title","summary","author","updatedAt","score"],"sort":[{"field":"score","order":"desc"},\
                {"field":"updatedAt","order":"asc"}],"note":"The user wants the figures that were shown to the board \
                in June, with the corrected numbers for the Nordic countries, and a short explanation of the change \
                against the previous quarter."},"_meta":{"progressToken":"pt-8f14e45fceea167a",\
                "io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":\
                {"name":"desktop-assistant","version":"3.14.2"},"io.modelcontextprotocol/clientCapabilities":\
                {"elicitation":{"form":{},"url":{}},"sampling":{},"roots":{}}}}}""";
    }

    /** A result of rows: prose, numbers, some of it outside ASCII. */
    static String rows(int sizeBytes) {
        Random random = new Random(7);
        StringBuilder text = new StringBuilder(
                "{\"jsonrpc\":\"2.0\",\"id\":4711,\"result\":{\"structuredContent\":{\"rows\":[");
        for (int row = 0; text.length() < sizeBytes; row++) {
            text.append(String.format(
                    Locale.ROOT,
                    "%s{\"id\":%d,\"title\":\"%s\",\"body\":\"%s\",\"price\":%.2f,\"score\":%.6f,\"stock\":%d,"
                            + "\"active\":%b,\"tags\":[\"%s\",\"%s\"]}",
                    row == 0 ? "" : ",",
                    100_000 + row,
                    prose(random, 5),
                    prose(random, 30),
                    random.nextDouble() * 1000,
                    random.nextDouble(),
                    random.nextInt(5000),
                    random.nextBoolean(),
                    prose(random, 1),
                    prose(random, 1)));
        }
        return text.append("]},\"isError\":false}}").toString();
    }

    /** A result whose one text is JSON and source code: full of quotes and line feeds. */
    static String escaped(int sizeBytes) {
        StringBuilder text = new StringBuilder(
                "{\"jsonrpc\":\"2.0\",\"id\":4711,\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"");
        Random random = new Random(8);
        while (text.length() < sizeBytes) {
            text.append("{\\n  \\\"title\\\": \\\"")
                    .append(prose(random, 8))
                    .append("\\\",\\n  \\\"path\\\": \\\"C:\\\\\\\\temp\\\"\\n},\\n");
        }
        return text.append("\"}],\"isError\":false}}").toString();
    }

    private static String prose(Random random, int words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
        }
        return text.toString();
    }
}
