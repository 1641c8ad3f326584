package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The page of a request: whoever has its URL may look, and whoever has a code of the operator's decides. */
final class ApprovalPagePathTest {
    private static final String EVIL = "<script>alert(1)</script>\\\" onload='x' &lt;";
    private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([A-Za-z0-9_-]{43})\"");

    private FakeUpstream upstream;
    private GatewayFixture gateway;
    private String path;

    @BeforeEach
    void start() throws IOException {
        upstream = new FakeUpstream();
        upstream.on(
                "tools/list",
                (request, wire) -> wire.json(Mcp.result(
                        request.id(),
                        "{\"resultType\":\"complete\",\"ttlMs\":1,\"cacheScope\":\"private\",\"tools\":[{\"name\":\""
                                + EVIL + "\",\"inputSchema\":{\"type\":\"object\"}}]}")));
        upstream.on(
                "tools/call",
                (request, wire) -> wire.json(Mcp.result(request.id(), "{\"resultType\":\"complete\",\"content\":[]}")));
        gateway = GatewayFixture.before(
                upstream,
                "access: { statements: [{ id: asks, effect: hold, principal: ['*'], resource: [up] }] }",
                "origins: ['https://app.example']");
        call();
        path = URI.create(waiting().path("page").asString()).getPath();
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        upstream.close();
    }

    @Test
    void whatComesFromOutsideIsTextAndNothingElse() throws Exception {
        RawClient.Answer page = look();
        assertEquals(200, page.status());
        assertFalse(page.text().contains("<script"), page.text());
        assertFalse(page.text().contains("onload='x'"), page.text());
        assertTrue(page.text().contains("&lt;script&gt;alert(1)&lt;/script&gt;"), page.text());
        assertTrue(page.text().contains("&amp;lt;"), page.text());
        assertTrue(page.text().contains("&lt;b&gt;bold&lt;/b&gt;"), page.text());
        assertTrue(page.text().contains("\\u202E"), page.text());
        assertFalse(page.text().contains("src="), page.text());
        String policy = page.head().value("Content-Security-Policy");
        assertTrue(policy.startsWith("default-src 'none'; style-src 'sha256-"), policy);
        assertTrue(policy.contains("frame-ancestors 'none'") && policy.contains("form-action 'self'"), policy);
        assertEquals("no-store", page.head().value("Cache-Control"));
        assertEquals("DENY", page.head().value("X-Frame-Options"));
        assertEquals("nosniff", page.head().value("X-Content-Type-Options"));
        assertEquals("", page.head().value("Access-Control-Allow-Origin"));
        // neither what it takes to decide nor the path is anywhere in the record
        String recorded = gateway.recorder.ended().stream()
                .map(exchange -> exchange.envelope().route() + exchange.notes())
                .toList()
                .toString();
        assertFalse(recorded.contains(path.substring(9)), recorded);
    }

    @Test
    void itSpeaksTheLanguageOfItsReader() throws Exception {
        assertTrue(look("Accept-Language: zh-TW,zh;q=0.9,en;q=0.8").text().contains("<html lang=\"zh-Hant\">"));
        assertTrue(look("Accept-Language: zh-TW").text().contains(">核准</button>"));
        assertTrue(look("Accept-Language: en-GB,zh;q=0.5").text().contains(">Approve</button>"));
        assertTrue(look("Accept-Language: ;;;").text().contains(">Approve</button>"));
        assertTrue(look().text().contains(">Approve</button>"));
    }

    @Test
    void whoeverHasTheCodeDecidesOnce() throws Exception {
        String token = token();
        String code = waiting().path("code").asString();
        assertTrue(code.matches("[A-Z2-9]{4}-[A-Z2-9]{4}"), code);
        assertEquals(403, send(token, "AAAA-AAAA", "approve").status());
        assertEquals("access.held", call());
        RawClient.Answer done =
                send(token, code.toLowerCase(java.util.Locale.ROOT).replace("-", " "), "approve");
        assertEquals(200, done.status());
        assertTrue(done.text().contains("Approved."), done.text());
        assertEquals(404, send(token, code, "approve").status());
        assertEquals(404, look().status());
        assertEquals("", call());
        assertEquals("access.held", call());
        assertTrue(
                gateway.recorder.steps("by", "where").contains("approval-given alice page"),
                () -> gateway.recorder.steps("by", "where").toString());
    }

    @Test
    void itOffersWhatTheCommandOffers() throws Exception {
        String token = token();
        String page = look().text();
        for (String scope : new String[] {"once", "arguments", "tool"}) {
            assertTrue(page.contains("name=\"for\" value=\"" + scope + "\""), page);
        }
        // the call came in no session
        assertFalse(page.contains("value=\"session\""), page);
        String code = waiting().path("code").asString();
        assertEquals(403, send(token, code, "approve&for=ever").status());
        RawClient.Answer none = send(token, code, "approve&for=session");
        assertEquals(409, none.status());
        assertTrue(none.text().contains("The request came in no session"), none.text());
        assertEquals(200, send(token, code, "approve&for=arguments").status());
        assertEquals("", call());
        assertEquals("", call());
    }

    @Test
    void whoAgreesToSomethingElseThanTheOtherIsToldSo() throws Exception {
        gateway.gateway.reload(GatewayFixture.settings("servers: { up: { url: '" + upstream.url() + "' } }\n"
                + "access: { statements: [{ id: two, effect: hold, principal: ['*'], resource: [up], people: 2 }] }"));
        call();
        var desk = gateway.gateway.approvals();
        JsonNode all = desk.list(JsonNodeFactory.instance.objectNode(), "bob").path("approvals");
        String name = all.path(1).path("approval").asString();
        JsonNode one = desk.list(JsonNodeFactory.instance.objectNode().put("approval", name), "bob")
                .path("approvals")
                .path(0);
        path = URI.create(one.path("page").asString()).getPath();
        desk.decide(
                JsonNodeFactory.instance
                        .objectNode()
                        .put("approval", name)
                        .put("verdict", "approve")
                        .put("for", "tool"),
                "alice");
        RawClient.Answer other = send(token(), one.path("code").asString(), "approve&for=once");
        assertEquals(409, other.status());
        assertTrue(other.text().contains("Whoever agreed before chose something else"), other.text());
        assertEquals(
                200,
                send(token(), one.path("code").asString(), "approve&for=tool").status());
    }

    @Test
    void itCanBeDeniedThereToo() throws Exception {
        assertEquals(
                200, send(token(), waiting().path("code").asString(), "deny").status());
        assertEquals("access.approval-denied", call());
    }

    @Test
    void S25aLinkThatSomebodyElseOpensGrantsNothing() throws Exception {
        String token = token();
        assertEquals(200, look().status());
        assertEquals(403, send(token, "", "approve").status());
        assertEquals(403, send(token, "AAAA-AAAA", "approve").status());
        assertEquals("access.held", call());
        assertEquals(
                "",
                gateway.recorder.steps("by", "where").stream()
                        .filter(step -> step.startsWith("approval-given"))
                        .findFirst()
                        .orElse(""));
    }

    @Test
    void theProgramThatAskedHasNothingToDecideWith() throws Exception {
        String token = token();
        // it knows the page and its own token, and guesses
        for (int i = 0; i < 5; i++) {
            assertEquals(
                    403,
                    send(token, "AAAA-AAA" + i, "approve", "Authorization: Bearer " + Mcp.TOKEN)
                            .status());
        }
        // after five misses no code is right, not even one that was given
        assertEquals("", waiting().path("code").asString());
        assertEquals("access.held", call());
        assertEquals(
                "approved",
                gateway.gateway
                        .approvals()
                        .decide(
                                JsonNodeFactory.instance
                                        .objectNode()
                                        .put(
                                                "approval",
                                                waiting().path("approval").asString())
                                        .put("verdict", "approve"),
                                "alice")
                        .path("decided")
                        .asString());
    }

    @Test
    void aCodeThatWasGivenIsNoneAfterFiveMisses() throws Exception {
        String token = token();
        String code = waiting().path("code").asString();
        for (int i = 0; i < 5; i++) {
            send(token, "AAAA-AAA" + i, "approve");
        }
        assertEquals(403, send(token, code, "approve").status());
        assertEquals("access.held", call());
    }

    @Test
    void aFormFromElsewhereDecidesNothing() throws Exception {
        String token = token();
        String code = waiting().path("code").asString();
        assertEquals(403, send("", code, "approve").status());
        assertEquals(403, send("x".repeat(43), code, "approve").status());
        assertEquals(403, send(token, code, "maybe").status());
        assertEquals(
                403, send(token, code, "approve", "Sec-Fetch-Site: cross-site").status());
        assertEquals(
                403, send(token, code, "approve", "Sec-Fetch-Site: same-site").status());
        assertEquals(403, send(token, code, "approve", "Origin: null").status());
        assertEquals(
                403,
                send(token, code, "approve", "Origin: https://evil.example").status());
        // even an origin that may call the gateway
        assertEquals(
                403, send(token, code, "approve", "Origin: https://app.example").status());
        assertEquals("access.held", call());
        String own = "Origin: http://localhost";
        assertEquals(
                200,
                send(token, code, "approve", own, "Sec-Fetch-Site: same-origin").status());
    }

    @Test
    void aPageIsOpenedByItselfAndInNothing() throws Exception {
        assertEquals(
                200,
                look("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document")
                        .status());
        assertEquals(
                403,
                look("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe")
                        .status());
        assertEquals(
                403,
                look("Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty")
                        .status());
        assertEquals(
                403,
                gateway.ask("GET " + path + " HTTP/1.1\r\nHost: evil.example\r\n\r\n")
                        .status());
    }

    @Test
    void whatIsNotThereLooksTheSame() throws Exception {
        String known = path;
        path = "/approve/" + "A".repeat(43);
        RawClient.Answer absent = look();
        assertEquals(404, absent.status());
        path = "/approve/";
        assertEquals(absent.text(), look().text());
        path = known + "?x";
        assertEquals(absent.text(), look().text());
        path = "/approve/../mcp/up";
        assertEquals(absent.text(), look().text());
        path = known;
        assertNotEquals(absent.text(), look().text());
        assertEquals(
                405,
                gateway.ask("PUT " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
                        .status());
        assertEquals(
                415,
                gateway.ask(
                                "POST " + path
                                        + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
                        .status());
        assertEquals(
                413,
                gateway.ask("POST " + path
                                + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded"
                                + "\r\nContent-Length: 40000\r\n\r\n" + "a".repeat(40_000))
                        .status());
    }

    private RawClient.Answer look(String... fields) throws IOException {
        return gateway.ask(
                "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n" + lines(fields) + "\r\n");
    }

    private RawClient.Answer send(String token, String code, String choice, String... fields) throws IOException {
        String form =
                "token=" + token + "&code=" + URLEncoder.encode(code, StandardCharsets.UTF_8) + "&choice=" + choice;
        return gateway.ask("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + lines(fields)
                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length() + "\r\n\r\n"
                + form);
    }

    private static String lines(String... fields) {
        return fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
    }

    private String token() throws IOException {
        Matcher token = TOKEN.matcher(look().text());
        assertTrue(token.find());
        return token.group(1);
    }

    /** The one request that waits, with a code for Alice. */
    private JsonNode waiting() {
        var desk = gateway.gateway.approvals();
        JsonNode all = desk.list(JsonNodeFactory.instance.objectNode(), "alice").path("approvals");
        return desk.list(
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("approval", all.path(0).path("approval").asString()),
                        "alice")
                .path("approvals")
                .path(0);
    }

    private String call() throws IOException {
        String name = "=?base64?"
                + java.util.Base64.getEncoder()
                        .encodeToString(EVIL.replace("\\\"", "\"").getBytes(StandardCharsets.UTF_8))
                + "?=";
        String body = Mcp.request(
                "1",
                "tools/call",
                Mcp.modernParams("\"name\":\"" + EVIL + "\",\"arguments\":{\"t\":\"<b>bold</b>\\u202e\"}"));
        return gateway.ask(Mcp.modern("/mcp/up", "tools/call", name, body)).reason();
    }
}
