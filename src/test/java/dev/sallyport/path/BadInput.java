package dev.sallyport.path;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The bytes behind each case of {@code docs/bad-input.md}; {@code SESSION} stands for a session that is open. */
final class BadInput {
    static final String TOOLS = "{\"tools\":[{\"name\":\"echo\",\"inputSchema\":{\"type\":\"object\",\"properties\":"
            + "{\"text\":{\"type\":\"string\"},\"region\":{\"type\":\"string\",\"x-mcp-header\":\"Region\"},"
            + "\"path\":{\"type\":\"string\"},\"url\":{\"type\":\"string\"}}}},"
            + "{\"name\":\"backtrack\",\"inputSchema\":{\"type\":\"object\",\"properties\":"
            + "{\"x\":{\"type\":\"string\",\"pattern\":\"(a)\\\\1(?=b)\"}}}}]}";
    private static final String PATH = "/mcp/up";
    private static final String GOOD = Mcp.call("1", "x");
    private static final String[] MODERN = {
        "MCP-Protocol-Version: 2026-07-28", "Mcp-Method: tools/call", "Mcp-Name: echo"
    };

    private final Map<String, byte[]> cases = new LinkedHashMap<>();

    private BadInput() {
        door();
        framing();
        json();
        envelope();
        modern();
        legacy();
        judged();
    }

    /** All cases by their name. */
    static Map<String, byte[]> cases() {
        return new BadInput().cases;
    }

    /** The bytes of one case; none for a case that does not exist. */
    static byte[] request(String name) {
        return cases().getOrDefault(name, new byte[0]);
    }

    private void add(String name, String request) {
        cases.put(name, request.getBytes(UTF_8));
    }

    private void body(String name, String body) {
        add(name, Mcp.post(PATH, body, MODERN));
    }

    private void door() {
        add("no-token", Mcp.modernCall("1", "x", "Authorization: "));
        add("wrong-token", Mcp.modernCall("1", "x", "Authorization: Bearer " + Mcp.TOKEN + "x"));
        add("basic-token", Mcp.modernCall("1", "x", "Authorization: Basic " + Mcp.TOKEN));
        String bearer = "Authorization: Bearer " + Mcp.TOKEN;
        add("two-tokens", Mcp.modernCall("1", "x", bearer, bearer));
        String call = Mcp.modernCall("1", "x");
        add("wrong-host", call.replace("Host: localhost", "Host: evil.example"));
        add("two-hosts", call.replace("Host: localhost", "Host: localhost\r\nHost: localhost"));
        add("foreign-origin", Mcp.modernCall("1", "x", "Origin: http://evil.example"));
        add("null-origin", Mcp.modernCall("1", "x", "Origin: null"));
        add("other-method", call.replace("POST ", "PUT "));
        add("content-type", call.replace("application/json\r\nContent-Length", "text/plain\r\nContent-Length"));
        add("charset", call.replace("json\r\nContent-L", "json; charset=utf-16\r\nContent-L"));
        add("content-encoding", Mcp.modernCall("1", "x", "Content-Encoding: gzip"));
        add("accept", Mcp.modernCall("1", "x", "Accept: text/html"));
        add("unknown-path", call.replace(PATH, "/other"));
        add("unknown-server", call.replace(PATH, "/mcp/other"));
        add("encoded-path", call.replace(PATH, "/mcp/%75p"));
    }

    private void framing() {
        String json = "Content-Type: application/json";
        String chunked = "Transfer-Encoding: chunked";
        add("declared-too-large", Mcp.head("POST", PATH, json, "Content-Length: 99999999") + "\r\n");
        add("chunked-too-large", Mcp.head("POST", PATH, json, chunked) + "\r\n12000\r\n" + "x".repeat(0x12000));
        add("head-too-large", Mcp.modernCall("1", "x", "X-Long: " + "x".repeat(20_000)));
        add("target-too-long", Mcp.head("POST", "/mcp/" + "x".repeat(9_000), json) + "\r\n");
        add("no-http", "\u0001\u0002\u0003 hello\r\n\r\n");
        add("two-lengths", Mcp.head("POST", PATH, json, "Content-Length: 4", "Content-Length: 5") + "\r\n{}  ");
        add("length-and-chunked", Mcp.head("POST", PATH, json, "Content-Length: 4", chunked) + "\r\n0\r\n\r\n");
        add("unknown-coding", Mcp.head("POST", PATH, json, "Transfer-Encoding: gzip") + "\r\n");
        add("bad-length", Mcp.head("POST", PATH, json, "Content-Length: many") + "\r\n");
        add("bad-chunk", Mcp.head("POST", PATH, json, chunked) + "\r\nmany\r\n{}\r\n0\r\n\r\n");
    }

    private void json() {
        body("empty-body", "");
        body("json-syntax", "{\"jsonrpc\":\"2.0\",}");
        body("json-two-values", GOOD + GOOD);
        body("json-comment", "/* hello */ " + GOOD);
        String latin = Mcp.post(PATH, "{\"jsonrpc\":\"2.0\",\"x\":\"#\"}", MODERN);
        cases.put("json-utf8", latin.replace('#', '\u00e9').getBytes(ISO_8859_1));
        body("json-mark", "\ufeff" + GOOD);
        body("json-string", GOOD.replace("\"x\"", "\"a\nb\""));
        body("json-surrogate", GOOD.replace("\"x\"", "\"\\ud800\""));
        body("json-number", GOOD.replace("\"x\"", "1e999"));
        body("json-duplicate-key", GOOD.replace("\"text\":\"x\"", "\"text\":\"x\",\"text\":\"y\""));
        body("json-escaped-duplicate", GOOD.replace("\"text\":\"x\"", "\"text\":\"x\",\"t\\u0065xt\":\"y\""));
        body("json-depth", "[".repeat(60_000));
        body("json-size", GOOD.replace("\"text\"", "\"" + "k".repeat(5_000) + "\""));
    }

    private void envelope() {
        body("batch", "[" + GOOD + "]");
        body("not-an-object", "42");
        body("case-variant-key", GOOD.replace("\"method\"", "\"Method\""));
        body("case-variant-param", GOOD.replace("\"name\":", "\"Name\":\"other\",\"name\":"));
        body("jsonrpc-version", GOOD.replace("\"2.0\"", "\"1.0\""));
        body("method-form", GOOD.replace("\"tools/call\"", "7"));
        body("method-blank", GOOD.replace("tools/call", "tools call"));
        body("id-null", Mcp.call("null", "x"));
        body("id-fraction", Mcp.call("1.5", "x"));
        body("id-object", Mcp.call("{}", "x"));
        body("id-long", Mcp.call("\"" + "i".repeat(300) + "\"", "x"));
        body("params-array", Mcp.request("1", "tools/call", "[]"));
        body("meta-form", Mcp.request("1", "tools/call", "{\"_meta\":[]}"));
        body("call-and-result", GOOD.replace("\"id\":1", "\"id\":1,\"result\":{}"));
    }

    private void modern() {
        body("modern-response", Mcp.result("1", "{}"));
        String version = "io.modelcontextprotocol/protocolVersion";
        body(
                "no-capabilities",
                Mcp.request("1", "tools/call", "{\"name\":\"echo\",\"_meta\":{\"" + version + "\":\"2026-07-28\"}}"));
        body("no-metadata", Mcp.request("1", "tools/call", "{\"name\":\"echo\"}"));
        body("answers-form", answering("{\"q\":{\"action\":\"accept\",\"roots\":[]}}"));
        String many = IntStream.range(0, 65)
                .mapToObj(i -> "\"" + i + "\":{\"roots\":[]}")
                .collect(Collectors.joining(",", "{", "}"));
        body("many-answers", answering(many));
        add("future-version", Mcp.modernCall("1", "x").replace("2026-07-28", "2099-01-01"));
        add("no-method-header", Mcp.post(PATH, GOOD, MODERN[0], MODERN[2]));
        add("other-method-header", Mcp.post(PATH, GOOD, MODERN[0], "Mcp-Method: tools/list", MODERN[2]));
        add("other-name-header", Mcp.post(PATH, GOOD, MODERN[0], MODERN[1], "Mcp-Name: other"));
        add("two-name-headers", Mcp.post(PATH, GOOD, MODERN[0], MODERN[1], MODERN[2], MODERN[2]));
        add("other-version-header", Mcp.post(PATH, GOOD, "MCP-Protocol-Version: 2025-11-25", MODERN[1], MODERN[2]));
        String region = arguments("\"region\":\"eu\"");
        add("other-param-header", Mcp.modern(PATH, "tools/call", "echo", region, "Mcp-Param-Region: us"));
        add("no-param-header", Mcp.modern(PATH, "tools/call", "echo", region));
        add("modern-get", Mcp.head("GET", PATH, MODERN[0]) + "\r\n");
        add("modern-delete", Mcp.head("DELETE", PATH, MODERN[0]) + "\r\n");
    }

    private void legacy() {
        add("no-session", Mcp.post(PATH, Mcp.legacyCall("1", "x")));
        add("get-without-session", Mcp.head("GET", PATH) + "\r\n");
        add("unknown-session", Mcp.legacy("never-given", Mcp.legacyCall("1", "x")));
        add(
                "unknown-state",
                Mcp.modern(
                        PATH,
                        "tools/call",
                        "echo",
                        Mcp.call("1", "x").replace("\"_meta\"", "\"requestState\":\"made-up\",\"_meta\"")));
        add("unknown-event", Mcp.head("GET", PATH, "Mcp-Session-Id: SESSION", "Last-Event-ID: made-up") + "\r\n");
        String old = "MCP-Protocol-Version: 1999-01-01";
        add("unknown-legacy-version", Mcp.post(PATH, Mcp.legacyCall("1", "x"), "Mcp-Session-Id: SESSION", old));
        add("unasked-response", Mcp.legacy("SESSION", Mcp.result("7", "{}")));
        add("result-form", Mcp.legacy("SESSION", Mcp.result("7", "[]")));
    }

    private void judged() {
        String unknown = Mcp.request("1", "tools/call", Mcp.modernParams("\"name\":\"nope\""));
        add("unknown-tool", Mcp.modern(PATH, "tools/call", "nope", unknown));
        body("arguments-mismatch", arguments("\"text\":7"));
        String legacy = Mcp.legacyCall("1", "x").replace("\"x\"", "7");
        add("legacy-arguments-mismatch", Mcp.legacy("SESSION", legacy));
        body("arguments-text", GOOD.replace("{\"text\":\"x\"}", "\"{}\""));
        String prompt = Mcp.request("1", "prompts/get", Mcp.modernParams("\"name\":\"hello\",\"arguments\":[\"x\"]"));
        add("prompt-arguments", Mcp.modern(PATH, "prompts/get", "hello", prompt));
        body("path-traversal", arguments("\"path\":\"/srv/../etc/passwd\""));
        body("url-private-address", arguments("\"url\":\"http://169.254.169.254/latest\""));
        body("url-scheme", arguments("\"url\":\"file:///etc/passwd\""));
        String backtrack =
                Mcp.request("1", "tools/call", Mcp.modernParams("\"name\":\"backtrack\",\"arguments\":{\"x\":\"a\"}"));
        add("unsupported-pattern", Mcp.modern(PATH, "tools/call", "backtrack", backtrack));
        String uri = "file:///srv/%2e%2e/etc/passwd";
        String read = Mcp.request("1", "resources/read", Mcp.modernParams("\"uri\":\"" + uri + "\""));
        add("uri-traversal", Mcp.modern(PATH, "resources/read", uri, read));
    }

    private static String answering(String answers) {
        return Mcp.request(
                "1",
                "tools/call",
                Mcp.modernParams("\"name\":\"echo\",\"arguments\":{},\"inputResponses\":" + answers));
    }

    private static String arguments(String members) {
        return Mcp.request("1", "tools/call", Mcp.modernParams("\"name\":\"echo\",\"arguments\":{" + members + "}"));
    }
}
