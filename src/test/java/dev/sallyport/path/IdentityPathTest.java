package dev.sallyport.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.caller.Authentication;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.practice.token.verify.FakeIssuer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Tokens of an issuer at the door of the whole gateway. */
final class IdentityPathTest {
    private FakeUpstream upstream;
    private IssuerFixture idp;
    private GatewayFixture gateway;

    @BeforeEach
    void start() throws Exception {
        upstream = new FakeUpstream();
        idp = new IssuerFixture();
        gateway = GatewayFixture.before(upstream, idp.trusted());
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        idp.close();
        upstream.close();
    }

    private void restart(String identity) throws Exception {
        gateway.close();
        gateway = GatewayFixture.of(servers() + "identity: { issuers: [ { url: '" + idp.issuer.name
                + "', profile: generic } ], " + identity + " }");
    }

    private String servers() {
        return "servers: { up: { url: '" + upstream.url() + "' }, other: { url: '" + upstream.url() + "' } }\n";
    }

    private String resource(String route) {
        return "http://127.0.0.1:" + gateway.port() + "/mcp" + (route.isEmpty() ? "" : "/" + route);
    }

    private RawClient.Answer call(String... fields) throws Exception {
        return gateway.ask(Mcp.modernCall("1", "x", fields));
    }

    private static String bearer(String token) {
        return "Authorization: Bearer " + token;
    }

    private void refused(int status, String reason, String... fields) throws Exception {
        RawClient.Answer answer = call(fields);
        assertEquals(status, answer.status(), answer.text());
        assertEquals(reason, answer.reason());
        assertTrue(upstream.received("tools/call").isEmpty(), "it reached the server");
    }

    @Test
    void aTokenForTheUrlLetsItsBearerIn() throws Exception {
        String token = idp.token(resource("up"));
        for (int i = 0; i < 3; i++) {
            RawClient.Answer answer = call(bearer(token));
            assertEquals(200, answer.status(), answer.text());
        }
        Exchange last = gateway.recorder.ended().getLast();
        assertEquals(new Principal.User(new Principal.Key(idp.issuer.name, "user-1", "")), last.principal());
        assertEquals(Authentication.Method.SIGNED_TOKEN, last.authentication().method());
        assertEquals("agent", last.authentication().client());
        assertEquals(
                List.of("/idp/.well-known/openid-configuration ", "/idp/jwks "),
                idp.asked,
                "discovery and keys once, for all three");
    }

    @Test
    void a1ATokenElsewhereThanInItsHeaderIsNone() throws Exception {
        String token = idp.token(resource("up"));
        String path = "/mcp/up?access_token=" + token;
        String body = Mcp.call("1", "x");
        RawClient.Answer answer = gateway.ask(Mcp.modern(path, "tools/call", "echo", body, "Authorization: "));
        assertEquals(401, answer.status());
        assertFalse(answer.text().contains(token));
        RawClient.Answer both = gateway.ask(Mcp.modern(path, "tools/call", "echo", body, bearer(token)));
        assertEquals(400, both.status());
        assertEquals("token.request", both.reason());
        String form = "access_token=" + token;
        RawClient.Answer posted = gateway.ask("POST /mcp/up HTTP/1.1\r\nHost: localhost\r\nContent-Type:"
                + " application/x-www-form-urlencoded\r\nContent-Length: " + form.length() + "\r\n\r\n" + form);
        // a form is no message whoever sends it, and the door says so before anybody is asked for a token: nothing of
        // it is read
        assertEquals(415, posted.status());
        assertEquals("validation.content-type", posted.reason());
        assertFalse(posted.text().contains(token));
        assertTrue(upstream.received("tools/call").isEmpty());
    }

    @Test
    void a1WhoShowsNoTokenHearsOfNoError() throws Exception {
        for (String shown : List.of("Basic dXNlcjpwYXNz", "Negotiate YII=", "Digest a=\"b\", c=\"d\"", "token")) {
            RawClient.Answer answer = call("Authorization: " + shown);
            assertEquals(401, answer.status(), shown);
            assertEquals("token.missing", answer.reason(), shown);
            String challenge = answer.head().value("WWW-Authenticate");
            assertTrue(challenge.startsWith("Bearer resource_metadata="), challenge);
            assertFalse(challenge.contains("error"), challenge);
        }
        for (String shown : List.of("Bearer", "DPoP", "Bearer x", "bearer x")) {
            RawClient.Answer answer = call("Authorization: " + shown);
            assertTrue(answer.head().value("WWW-Authenticate").contains("error=\"invalid_token\""), shown);
        }
    }

    @Test
    void a2ThereIsOneCredential() throws Exception {
        String token = bearer(idp.token(resource("up")));
        refused(400, "token.request", token, token);
        refused(400, "token.request", token + ", Bearer x");
    }

    @Test
    void a3EveryRequestIsAuthenticated() throws Exception {
        String token = bearer(idp.token(resource("up")));
        String session = gateway.ask(Mcp.post("/mcp/up", Mcp.initialize("1"), token))
                .head()
                .value("Mcp-Session-Id");
        assertFalse(session.isEmpty());
        String id = "Mcp-Session-Id: " + session;
        for (String method : List.of("GET", "DELETE")) {
            RawClient.Answer answer =
                    gateway.ask(Mcp.head(method, "/mcp/up", "Authorization: ", id, "Cookie: a=b") + "\r\n");
            assertEquals(401, answer.status(), method);
        }
        assertEquals(
                401,
                gateway.ask(Mcp.legacy(session, Mcp.legacyCall("1", "x"), "Authorization: "))
                        .status());
    }

    @Test
    void a19ATokenForOneUrlOpensNoOther() throws Exception {
        restart("");
        refused(401, "token.audience", bearer(idp.token(resource("other"))));
        refused(401, "token.audience", bearer(idp.token(resource(""))));
        refused(401, "token.audience", bearer(idp.token(resource("up") + "/")));
        refused(401, "token.audience", bearer(idp.token("http://localhost:" + gateway.port() + "/mcp/up")));
        assertEquals(200, call(bearer(idp.token(resource("up")))).status());
    }

    @Test
    void aStrangersBodyIsNotWaitedFor() throws Exception {
        try (RawClient client = gateway.client()) {
            client.send("POST /mcp/up HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Accept: application/json, text/event-stream\r\nContent-Length: 1000\r\n"
                    + bearer(idp.token("https://elsewhere.example")) + "\r\n\r\n");
            assertEquals(401, client.read().status());
        }
    }

    @Test
    void a29ChallengesSayWhereAndNothingOfWhatWasShown() throws Exception {
        String metadata = "resource_metadata=\"http://127.0.0.1:" + gateway.port()
                + "/.well-known/oauth-protected-resource/mcp/up\"";
        assertEquals("Bearer " + metadata, call("Authorization: ").head().value("WWW-Authenticate"));
        RawClient.Answer wrong = call(bearer("not-a-token-at-all"));
        assertEquals("Bearer error=\"invalid_token\", " + metadata, wrong.head().value("WWW-Authenticate"));
        assertFalse((wrong.head().text() + wrong.text()).contains("not-a-token"));
        RawClient.Answer odd = gateway.ask(Mcp.post("/mcp/a\"b,c", "", "Authorization: "));
        assertEquals("Bearer realm=\"sallyport\"", odd.head().value("WWW-Authenticate"));
    }

    @Test
    void a30MetadataIsPublicAndNamesTheConfiguredUrl() throws Exception {
        restart("}\nscope: { rules: [ { scopes: ['mcp:tools'] } ]");
        for (String route : List.of("up", "other", "")) {
            String path = "/.well-known/oauth-protected-resource/mcp" + (route.isEmpty() ? "" : "/" + route);
            RawClient.Answer answer = gateway.ask(
                    "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n"
                            + "X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https\r\nOrigin: https://page.example\r\n\r\n");
            assertEquals(200, answer.status(), answer.text());
            JsonNode document = answer.json();
            assertEquals(resource(route), document.path("resource").asString(""));
            assertEquals(
                    "[\"" + idp.issuer.name + "\"]",
                    document.path("authorization_servers").toString());
            assertEquals("[\"mcp:tools\"]", document.path("scopes_supported").toString());
            assertEquals(
                    "[\"header\"]", document.path("bearer_methods_supported").toString());
            assertEquals("*", answer.head().value("Access-Control-Allow-Origin"));
            assertEquals("", answer.head().value("Access-Control-Allow-Credentials"));
        }
        String up = "/.well-known/oauth-protected-resource/mcp/up";
        RawClient.Answer asked = gateway.ask(Mcp.head(
                        "OPTIONS",
                        up,
                        "Authorization: ",
                        "Origin: https://page.example",
                        "Access-Control-Request-Method: GET",
                        "Access-Control-Request-Headers: mcp-protocol-version")
                + "\r\n");
        assertEquals(204, asked.status());
        assertEquals("*", asked.head().value("Access-Control-Allow-Origin"));
        assertTrue(asked.head().value("Access-Control-Allow-Headers").contains("mcp-protocol-version"));
        for (String path : List.of("/mcp/nothing", "/mcp/UP", "/mcp/up/", "", "/other")) {
            int status = gateway.ask(
                            "GET /.well-known/oauth-protected-resource" + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .status();
            assertTrue(status == 404 || status == 401, path + " " + status);
        }
        assertEquals(
                403,
                gateway.ask((Mcp.head("GET", up) + "\r\n").replace("Host: localhost", "Host: evil.example"))
                        .status());
    }

    @Test
    void a30BehindAProxyTheUrlIsThatOfTheSettings() throws Exception {
        gateway.close();
        gateway = GatewayFixture.of(servers() + "public-url: https://mcp.example.com/gw/\n" + idp.trusted());
        String challenge = call("Authorization: ").head().value("WWW-Authenticate");
        assertEquals(
                "Bearer resource_metadata=\"https://mcp.example.com/.well-known/oauth-protected-resource/gw/mcp/up\"",
                challenge);
        RawClient.Answer document =
                gateway.ask((Mcp.head("GET", "/.well-known/oauth-protected-resource/gw/mcp/up") + "\r\n")
                        .replace("Host: localhost", "Host: mcp.example.com"));
        assertEquals(
                "https://mcp.example.com/gw/mcp/up",
                document.json().path("resource").asString(""));
        assertEquals(
                200,
                call(bearer(idp.token("https://mcp.example.com/gw/mcp/up"))).status());
        refused401(bearer(idp.token(resource("up"))));
    }

    private void refused401(String... fields) throws Exception {
        assertEquals(401, call(fields).status());
    }

    @Test
    void a31AnIssuerThatIsNotThereIsNoFaultOfTheCaller() throws Exception {
        idp.close();
        RawClient.Answer answer = call(bearer(idp.token(resource("up"))));
        assertEquals(503, answer.status(), answer.text());
        assertEquals("token.unavailable", answer.reason());
        assertTrue(Integer.parseInt(answer.head().value("Retry-After")) <= 5);
    }

    @Test
    void a32ARedirectOfTheIssuerLeadsNowhere() throws Exception {
        idp.issuer.answer(idp.issuer.keysPlace(), 302, "");
        assertEquals(503, call(bearer(idp.token(resource("up")))).status());
        idp.issuer.answer(idp.issuer.keysPlace(), 200, "{\"keys\":[" + " ".repeat(70_000) + "]}");
        assertEquals(503, call(bearer(idp.token(resource("up")))).status());
    }

    @Test
    void d12KeysInAPrivateNetworkAreNotAskedFor() throws Exception {
        for (String place : List.of(
                "http://169.254.169.254/keys",
                "https://[::ffff:127.0.0.1]/k",
                "https://2130706433/k",
                "https://localhost/k",
                "https://0x7f.1/k",
                "file:///etc/passwd")) {
            try (IssuerFixture other = new IssuerFixture()) {
                other.issuer.answer(
                        other.issuer.name + "/.well-known/openid-configuration",
                        200,
                        "{\"issuer\":\"" + other.issuer.name + "\",\"jwks_uri\":\"" + place + "\"}");
                gateway.close();
                gateway = GatewayFixture.before(upstream, other.trusted());
                assertEquals(503, call(bearer(other.token(resource("up")))).status(), place);
            }
        }
    }

    @Test
    void theTokenOfTheHomeIsForProgramsOfThisMachine() throws Exception {
        String home = bearer(Mcp.TOKEN);
        assertEquals(200, call(home).status());
        assertEquals(Principal.LOCAL, gateway.recorder.ended().getLast().principal());
        refused401(home, "X-Forwarded-For: 192.0.2.1");
        refused401(home, "Forwarded: for=192.0.2.1");
        restart("home-token: off");
        refused401(home);
        gateway.close();
        gateway = GatewayFixture.of(servers() + "public-url: https://mcp.example.com\n" + idp.trusted());
        String request = Mcp.modernCall("1", "x", home);
        assertEquals(200, gateway.ask(request).status());
        assertEquals(
                401,
                gateway.ask(request.replace("Host: localhost", "Host: mcp.example.com"))
                        .status());
    }

    @Test
    void whoeverMayComeWithoutACredentialIsNamedInTheSettings() throws Exception {
        restart("anonymous: [up]");
        assertEquals(200, call("Authorization: ").status());
        assertEquals(Principal.ANONYMOUS, gateway.recorder.ended().getLast().principal());
        refused401(bearer("a-wrong-token-0123456789"));
        String other = Mcp.modern("/mcp/other", "tools/call", "echo", Mcp.call("1", "x"), "Authorization: ");
        assertEquals(401, gateway.ask(other).status());
        String sum = Mcp.modern(
                "/mcp", "tools/list", "", Mcp.request("1", "tools/list", Mcp.modernParams("")), "Authorization: ");
        assertEquals(401, gateway.ask(sum).status());
    }

    @Test
    void b1ToB9AProofIsForThisRequestOnce() throws Exception {
        String token = bound(idp);
        String dpop = "Authorization: DPoP " + token;
        assertEquals(
                200,
                call(dpop, "DPoP: " + proof(token, resource("up"), "1", "")).status());
        int sent = upstream.received("tools/call").size();
        for (List<String> fields : List.of(
                List.of(dpop),
                List.of(dpop, "DPoP: " + proof(token, resource("up"), "1", "")),
                List.of(
                        dpop,
                        "DPoP: " + proof(token, resource("up"), "2", ""),
                        "DPoP: " + proof(token, resource("up"), "3", "")),
                List.of(dpop, "DPoP: " + proof(token, resource("other"), "4", "")),
                List.of(dpop, "DPoP: " + proof("another", resource("up"), "5", "")))) {
            RawClient.Answer answer = call(fields.toArray(String[]::new));
            assertEquals(401, answer.status());
            assertEquals("token.proof", answer.reason());
            assertTrue(
                    answer.head().value("WWW-Authenticate").startsWith("DPoP error=\"invalid_dpop_proof\", algs=\""));
        }
        assertEquals(sent, upstream.received("tools/call").size());
    }

    private String bound(IssuerFixture issuer) {
        ObjectNode jwk = key();
        String canonical = "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\""
                + jwk.get("x").stringValue() + "\",\"y\":\"" + jwk.get("y").stringValue() + "\"}";
        return issuer.token(resource("up"), claims -> claims.putObject("cnf").put("jkt", digest(canonical)));
    }

    private static ObjectNode key() {
        ObjectNode jwk = FakeIssuer.jwk("k", FakeIssuer.P256);
        jwk.remove(Set.of("kid", "use"));
        return jwk;
    }

    private static String digest(String text) {
        try {
            return FakeIssuer.base64(
                    MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException missing) {
            throw new AssertionError(missing);
        }
    }

    private static String proof(String token, String url, String id, String nonce) {
        ObjectNode header = FakeIssuer.object().put("typ", "dpop+jwt").put("alg", "ES256");
        header.set("jwk", key());
        ObjectNode claims =
                FakeIssuer.object().put("jti", "p" + id).put("htm", "POST").put("htu", url);
        claims.put("iat", Instant.now().getEpochSecond()).put("ath", digest(token));
        if (!nonce.isEmpty()) {
            claims.put("nonce", nonce);
        }
        return FakeIssuer.signed(
                header.toString(), claims.toString(), "SHA256withECDSAinP1363Format", FakeIssuer.P256.getPrivate());
    }

    @Test
    void b8ANonceIsGivenAndAskedFor() throws Exception {
        restart("proof-nonces: true");
        String token = bound(idp);
        String dpop = "Authorization: DPoP " + token;
        RawClient.Answer first = call(dpop, "DPoP: " + proof(token, resource("up"), "a", ""));
        assertEquals(401, first.status());
        assertEquals("token.nonce", first.reason());
        assertTrue(first.head().value("WWW-Authenticate").startsWith("DPoP error=\"use_dpop_nonce\""));
        String nonce = first.head().value("DPoP-Nonce");
        assertEquals(
                200,
                call(dpop, "DPoP: " + proof(token, resource("up"), "b", nonce)).status());
    }

    @Test
    void a4AndB10TheSchemeIsThatOfTheBinding() throws Exception {
        String token = bound(idp);
        refused(401, "token.binding", bearer(token), "DPoP: " + proof(token, resource("up"), "c", ""));
        refused(401, "token.binding", bearer(token));
        String unbound = idp.token(resource("up"));
        refused(
                401,
                "token.binding",
                "Authorization: DPoP " + unbound,
                "DPoP: " + proof(unbound, resource("up"), "d", ""));
        refused(401, "token.binding", bearer(unbound), "DPoP: " + proof(unbound, resource("up"), "e", ""));
    }

    @Test
    void c1AndC2ATokenThatIsBoundToACertificateNeedsItsConnection() throws Exception {
        String token =
                idp.token(resource("up"), claims -> claims.putObject("cnf").put("x5t#S256", "A".repeat(43)));
        refused(401, "token.binding", bearer(token));
        refused(401, "token.binding", bearer(token), "Client-Cert: :AAAA:", "X-Forwarded-Client-Cert: Hash=AAAA");
    }

    @Test
    void d1AndB11NothingOfTheCallersCredentialCrosses() throws Exception {
        String token = bound(idp);
        String proof = proof(token, resource("up"), "f", "");
        RawClient.Answer answer = call(
                "Authorization: DPoP " + token,
                "DPoP: " + proof,
                "Cookie: session=cookie-canary-1",
                "Proxy-Authorization: Basic proxy-canary-1",
                "X-Forwarded-Access-Token: " + token);
        assertEquals(200, answer.status(), answer.text());
        String all = String.join(
                "\n",
                upstream.received().stream()
                        .map(each -> each.head().text() + each.text())
                        .toList());
        for (String part :
                (token + "." + proof + ".cookie-canary-1.proxy-canary-1." + digest(token)).split("\\.", -1)) {
            assertFalse(all.contains(part), part);
        }
        String names = all.toLowerCase(Locale.ROOT);
        for (String name : List.of("authorization:", "dpop", "cookie", "x-forwarded")) {
            assertFalse(names.contains(name), name);
        }
    }
}
