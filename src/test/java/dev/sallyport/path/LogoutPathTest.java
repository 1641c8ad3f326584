package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Outcome;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Row A35: an issuer says that somebody has signed out, and everything of theirs ends. */
final class LogoutPathTest {
    private static final String ELICITS = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{\"elicitation\":{}}}";

    private final BlockingQueue<String> never = new LinkedBlockingQueue<>();
    private FakeUpstream upstream;
    private IssuerFixture idp;
    private GatewayFixture gateway;

    @BeforeEach
    void start() throws Exception {
        upstream = new FakeUpstream();
        idp = new IssuerFixture();
        gateway = GatewayFixture.before(
                upstream,
                "identity: { issuers: [ { url: '" + idp.issuer.name
                        + "', profile: generic, logout-audiences: [desk] } ] }");
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        idp.close();
        upstream.close();
    }

    private String token(String sub, String sid) {
        idp.issuer.clock.at(Instant.now());
        return "Authorization: Bearer "
                + idp.token("http://127.0.0.1:" + gateway.port() + "/mcp/up", claims -> claims.put("sub", sub)
                        .put("sid", sid));
    }

    private String logout(String sub, String sid) {
        idp.issuer.clock.at(Instant.now());
        return idp.issuer.logout(
                claims -> {
                    if (!sub.isEmpty()) {
                        claims.put("sub", sub);
                    }
                    if (!sid.isEmpty()) {
                        claims.put("sid", sid);
                    }
                },
                _ -> {});
    }

    private static String posted(String form, String... fields) {
        StringBuilder head = new StringBuilder("POST /backchannel-logout HTTP/1.1\r\n");
        List<String> given = List.of(fields);
        if (given.stream().noneMatch(field -> field.startsWith("Host:"))) {
            head.append("Host: localhost\r\n");
        }
        if (given.stream().noneMatch(field -> field.startsWith("Content-Type:"))) {
            head.append("Content-Type: application/x-www-form-urlencoded\r\n");
        }
        given.forEach(field -> head.append(field).append("\r\n"));
        return head + "Content-Length: " + form.length() + "\r\n\r\n" + form;
    }

    private RawClient.Answer says(String token) throws Exception {
        return gateway.ask(posted("logout_token=" + URLEncoder.encode(token, StandardCharsets.UTF_8)));
    }

    private int call(String token) throws Exception {
        return gateway.ask(Mcp.modernCall("1", "x", token)).status();
    }

    private String session(String token) throws Exception {
        return gateway.ask(Mcp.post("/mcp/up", Mcp.initialize("1"), token))
                .head()
                .value("Mcp-Session-Id");
    }

    private void heard(String token) throws Exception {
        RawClient.Answer answer = says(token);
        assertEquals(200, answer.status(), answer.text());
        assertEquals("", answer.text());
        assertEquals("no-store", answer.head().value("Cache-Control"));
    }

    private void refused(int status, String reason, RawClient.Answer answer) {
        assertEquals(status, answer.status(), answer.text());
        assertEquals("no-store", answer.head().value("Cache-Control"));
        assertEquals("", answer.head().value("WWW-Authenticate"));
        assertEquals("invalid_request", answer.json().path("error").asString());
        String words = answer.json().path("error_description").asString();
        assertTrue(words.contains("(" + reason + ","), words);
    }

    private Exchange last() throws Exception {
        Await.until("the record", () -> !gateway.recorder.ended().isEmpty());
        return gateway.recorder.ended().getLast();
    }

    @Test
    void theStreamsSessionsAndTokensOfASessionEndAtOnce() throws Exception {
        upstream.on("GET", (_, wire) -> wire.stream());
        String ann = token("ann", "s-1");
        String annElsewhere = token("ann", "s-2");
        String bob = token("bob", "s-3");
        String session = session(ann);
        String others = session(annElsewhere);
        try (RawClient stream = gateway.client();
                RawClient other = gateway.client()) {
            stream.send(Mcp.head("GET", "/mcp/up", ann, "Mcp-Session-Id: " + session) + "\r\n");
            other.send(Mcp.head("GET", "/mcp/up", annElsewhere, "Mcp-Session-Id: " + others) + "\r\n");
            assertEquals(200, RawClient.status(stream.head()));
            assertEquals(200, RawClient.status(other.head()));
            Await.until("two streams", () -> gateway.gateway.underway().size() == 2);
            long before = System.nanoTime();
            heard(logout("ann", "s-1"));
            assertEquals("", stream.event(), "it ends");
            assertTrue(Duration.ofNanos(System.nanoTime() - before).toSeconds() < 5);
            assertEquals(1, gateway.gateway.underway().size(), "the other session goes on");
        }
        assertEquals(List.of(idp.issuer.name + "#ann revoked"), gateway.recorder.sessionsEnded());
        RawClient.Answer after = gateway.ask(Mcp.modernCall("1", "x", ann));
        assertEquals(401, after.status());
        assertEquals("token.signed-out", after.reason());
        assertTrue(after.head().value("WWW-Authenticate").contains("error=\"invalid_token\""));
        assertEquals(200, call(annElsewhere));
        assertEquals(200, call(bob));
        assertEquals(200, call(token("ann", "s-4")), "who signs in again comes in");
    }

    @Test
    void aLogoutOfASubjectEndsAllThatIsKeptForIt() throws Exception {
        upstream.legacyOnly().on("tools/call", (_, wire) -> {
            wire.stream().event(Mcp.request("77", "elicitation/create", "{\"message\":\"?\"}"));
            never.take();
        });
        String ann = token("ann", "s-1");
        JsonNode asked = asked(ann);
        heard(logout("ann", ""));
        Await.until("the end of the kept session", () -> !upstream.received("DELETE")
                .isEmpty());
        assertEquals(401, call(ann));
        Thread.sleep(1_100); // a token of the same second could be from before
        String retry = "\"inputResponses\":{\"ask-1\":{\"action\":\"accept\",\"content\":{}}},\"requestState\":\""
                + asked.path("requestState").asString() + "\",";
        assertEquals(
                "session.request-state",
                gateway.ask(asking(retry, token("ann", "s-2"))).reason());
    }

    private JsonNode asked(String token) throws Exception {
        String said = gateway.ask(asking("", token)).text().strip();
        JsonNode result =
                Mcp.json(said.substring(said.lastIndexOf("data: ") + 6)).path("result");
        assertEquals("input_required", result.path("resultType").asString(), said);
        return result;
    }

    private static String asking(String more, String token) {
        String params = "{\"name\":\"echo\",\"arguments\":{\"text\":\"x\"}," + more + ELICITS + "}";
        return Mcp.modern("/mcp/up", "tools/call", "echo", Mcp.request("1", "tools/call", params), token);
    }

    @Test
    void aStateThatAServerGaveBeforeIsNoneAfter() throws Exception {
        upstream.on(
                "tools/call",
                (request, wire) -> wire.json(
                        Mcp.result(
                                request.id(),
                                request.json().path("params").has("requestState")
                                        ? "{\"resultType\":\"complete\",\"content\":[]}"
                                        : "{\"resultType\":\"input_required\",\"inputRequests\":{\"q\":{\"method\":"
                                                + "\"elicitation/create\",\"params\":{\"message\":\"?\"}}},\"requestState\":\"own\"}")));
        String state = gateway.ask(asking("", token("ann", "s-1")))
                .message()
                .path("result")
                .path("requestState")
                .asString();
        String retry =
                "\"inputResponses\":{\"q\":{\"action\":\"accept\",\"content\":{}}},\"requestState\":\"" + state + "\",";
        heard(logout("bob", ""));
        heard(logout("ann", "s-1"));
        assertEquals(
                "session.request-state",
                gateway.ask(asking(retry, token("ann", "s-2"))).reason());
        assertFalse(state.isEmpty());
    }

    @Test
    void aStreamThatWasOnItsWayToTheServerEndsToo() throws Exception {
        BlockingQueue<String> go = new LinkedBlockingQueue<>();
        upstream.on("server/discover", (request, wire) -> {
            go.take();
            wire.json(Mcp.result(request.id(), FakeUpstream.DISCOVERED));
        });
        upstream.on("subscriptions/listen", (_, wire) -> {
            wire.stream().event(Mcp.notification("notifications/message", "{\"level\":\"info\",\"data\":1}"));
            never.take();
        });
        String listen = Mcp.request("5", "subscriptions/listen", Mcp.modernParams("\"notifications\":{}"));
        try (RawClient stream = gateway.client()) {
            stream.send(Mcp.modern("/mcp/up", "subscriptions/listen", "", listen, token("ann", "s-1")));
            Await.until(
                    "the question", () -> !upstream.received("server/discover").isEmpty());
            heard(logout("ann", "s-1"));
            assertTrue(gateway.gateway.underway().isEmpty(), "nothing was open");
            Thread.sleep(5_000);
            long before = System.nanoTime();
            go.put("go");
            go.put("go");
            stream.head();
            String last = "";
            for (String event = stream.event(); !event.isEmpty(); event = stream.event()) {
                last = event;
            }
            assertEquals("token.signed-out", Mcp.reason(Mcp.json(last)));
            assertTrue(Duration.ofNanos(System.nanoTime() - before).toSeconds() < 5);
        }
    }

    @Test
    void whatIsNoLogoutIsRefusedAndRecorded() throws Exception {
        String ann = token("ann", "s-1");
        assertEquals(200, call(ann));
        String good = logout("ann", "s-1");
        refused(400, "token.logout", gateway.ask(posted("")));
        refused(400, "token.logout", gateway.ask(posted("logout_token=%zz")));
        refused(400, "token.logout", gateway.ask(posted("logout_token=" + good + "&logout_token=" + good)));
        refused(400, "token.malformed", says("x"));
        refused(400, "token.type", says(ann.substring("Authorization: Bearer ".length())));
        refused(400, "token.signature", says(good.substring(0, good.length() - 9) + "AAAAAAAAA"));
        refused(415, "validation.content-type", gateway.ask(posted("{}", "Content-Type: application/json")));
        refused(403, "validation.host", gateway.ask(posted("logout_token=" + good, "Host: evil.example")));
        refused(413, "validation.body-size", gateway.ask(posted("logout_token=" + "a".repeat(40_000))));
        assertEquals(Outcome.DENIED, last().outcome());
        assertEquals(200, call(ann), "nobody was signed out");
        heard(good);
        Exchange record = last();
        assertEquals("logout", record.envelope().carrier().text());
        Exchange.Note note = record.notes().getLast();
        assertEquals("logout token.signed-out", note.verdict() + " " + note.reason());
        assertEquals(idp.issuer.name + "#ann one session sessions 0 exchanges 0", note.detail());
        assertFalse(record.authentication().credential().isEmpty());
        refused(400, "token.logout-replayed", says(good));
    }

    @Test
    void aPeerOfWhichTooMuchWasRefusedIsNotHeardForAWhile() throws Exception {
        try (RawClient client = gateway.client()) {
            for (int i = 0; i < 60; i++) {
                assertEquals(400, client.ask(posted("logout_token=x")).status());
            }
            RawClient.Answer answer = client.ask(posted("logout_token=x"));
            refused(429, "token.logout-rate", answer);
            assertEquals("60", answer.head().value("Retry-After"));
        }
    }

    @Test
    void withoutAnIssuerThereIsNoSuchPlace() throws Exception {
        try (GatewayFixture none = GatewayFixture.before(upstream)) {
            assertEquals(415, none.ask(posted("logout_token=x")).status());
            assertEquals(404, none.ask(Mcp.post("/backchannel-logout", "{}")).status());
        }
        for (String path : List.of("/backchannel-logout/", "/backchannel-logout?x", "/Backchannel-logout")) {
            assertEquals(
                    401, gateway.ask(Mcp.post(path, "{}", "Authorization: ")).status(), path);
        }
        assertEquals(
                401,
                gateway.ask(Mcp.head("GET", "/backchannel-logout", "Authorization: ") + "\r\n")
                        .status());
    }
}
