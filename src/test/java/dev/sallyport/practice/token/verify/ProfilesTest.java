package dev.sallyport.practice.token.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.pipeline.verdict.Reason;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Each kind of identity provider: its tokens as it writes them, and its tokens that are no access tokens. */
final class ProfilesTest {
    private static final String TENANT = "9188040d-6c67-4c5b-b112-36a304b66dad";

    private final FakeIssuer keycloak = new FakeIssuer("https://idp.example/realms/x");
    private final FakeIssuer entra = new FakeIssuer("https://login.microsoftonline.com/" + TENANT + "/v2.0");
    private final FakeIssuer okta = new FakeIssuer("https://example.okta.com/oauth2/default");
    private final FakeIssuer auth0 = new FakeIssuer("https://example.eu.auth0.com/");

    private static Verification verify(FakeIssuer issuer, String token) {
        TokenVerifier verifier = new TokenVerifier(issuer, issuer.clock);
        verifier.trust(List.of(new Issuer(issuer.url())));
        return verifier.verify(token);
    }

    private static VerifiedToken verified(FakeIssuer issuer, String token) {
        return assertInstanceOf(Verification.Verified.class, verify(issuer, token))
                .token();
    }

    private static String token(FakeIssuer issuer, Consumer<ObjectNode> header, Consumer<ObjectNode> claims) {
        ObjectNode head = issuer.header();
        header.accept(head);
        ObjectNode body = issuer.claims();
        claims.accept(body);
        return FakeIssuer.signed(head.toString(), body.toString());
    }

    private static Consumer<ObjectNode> typed(String type) {
        return header -> header.put("typ", type);
    }

    @Test
    void theKindIsThatOfTheUrl() {
        assertEquals(IssuerProfile.KEYCLOAK, IssuerProfile.at(keycloak.url()));
        assertEquals(IssuerProfile.ENTRA, IssuerProfile.at(entra.url()));
        assertEquals(IssuerProfile.OKTA, IssuerProfile.at(okta.url()));
        assertEquals(IssuerProfile.AUTH0, IssuerProfile.at(auth0.url()));
        assertEquals(IssuerProfile.GOOGLE, IssuerProfile.at(URI.create("https://accounts.google.com")));
        assertEquals(
                IssuerProfile.COGNITO,
                IssuerProfile.at(URI.create("https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_x")));
        assertEquals(IssuerProfile.GENERIC, IssuerProfile.at(URI.create("https://idp.example")));
    }

    @Test
    void whatCannotBeDoneSafelyIsExplained() {
        Map<String, String> refused = Map.of(
                "https://accounts.google.com",
                "opaque",
                "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_x",
                "no audience",
                "https://login.microsoftonline.com/common/v2.0",
                "one tenant",
                "https://login.microsoftonline.com/organizations/v2.0",
                "one tenant",
                "https://sts.windows.net/" + TENANT + "/",
                "version 1.0",
                "https://example.okta.com",
                "custom authorization server",
                "https://example.auth0.com",
                "end in `/`");
        refused.forEach((url, why) -> {
            URI uri = URI.create(url);
            assertTrue(IssuerProfile.at(uri).refusal(uri).contains(why), url);
        });
        for (FakeIssuer issuer : List.of(keycloak, entra, okta, auth0)) {
            assertEquals("", IssuerProfile.at(issuer.url()).refusal(issuer.url()), issuer.name);
        }
    }

    @Test
    void a16KeycloakSaysInThePayloadWhatATokenIs() {
        Consumer<ObjectNode> user = claims -> {
            claims.remove("client_id");
            claims.put("azp", "mcp-cli").put("typ", "Bearer").put("sid", "s1").put("acr", "1");
        };
        VerifiedToken token = verified(keycloak, token(keycloak, typed("JWT"), user));
        assertEquals("mcp-cli", token.authentication().client());
        assertInstanceOf(Principal.User.class, token.principal());
        Consumer<ObjectNode> service = claims ->
                claims.put("azp", "mcp-svc").put("client_id", "mcp-svc").put("typ", "Bearer");
        assertInstanceOf(
                Principal.Workload.class,
                verified(keycloak, token(keycloak, typed("at+jwt"), service)).principal());
        for (String type : List.of("ID", "Refresh", "Offline", "Logout", "")) {
            assertEquals(
                    new Verification.Refused(TokenReasons.TYPE),
                    verify(keycloak, token(keycloak, typed("JWT"), user.andThen(claims -> claims.put("typ", type)))),
                    type);
        }
        refusedAsIdToken(keycloak, typed("JWT"), user);
    }

    private static void refusedAsIdToken(FakeIssuer issuer, Consumer<ObjectNode> header, Consumer<ObjectNode> claims) {
        for (String claim : List.of("nonce", "at_hash", "c_hash", "s_hash")) {
            assertEquals(
                    new Verification.Refused(TokenReasons.TYPE),
                    verify(issuer, token(issuer, header, claims.andThen(more -> more.put(claim, "x")))),
                    claim);
        }
    }

    @Test
    void a18EntraNamesOneTenantAndTheObjectInIt() {
        Consumer<ObjectNode> user = claims -> {
            claims.removeAll();
            claims.setAll(entra.claims());
            for (String claim : List.of("client_id", "jti", "scope")) {
                claims.remove(claim);
            }
            claims.put("aud", "6e74172b-be56-4843-9ff4-e66a39bb12e3")
                    .put("ver", "2.0")
                    .put("azp", "app-1");
            claims.put("azpacr", "0")
                    .put("oid", "object-1")
                    .put("tid", TENANT)
                    .put("scp", "mcp.tools")
                    .put("uti", "u");
        };
        Consumer<ObjectNode> header = head -> head.put("typ", "JWT").put("x5t", "abc");
        VerifiedToken token = verified(entra, token(entra, header, user));
        assertEquals(new Principal.User(new Principal.Key(entra.name, "object-1", TENANT)), token.principal());
        assertEquals(Set.of("mcp.tools"), token.authentication().scopes());
        Consumer<ObjectNode> app = user.andThen(claims -> {
            claims.remove("scp");
            claims.put("idtyp", "app").putArray("roles").add("Mcp.Call");
        });
        VerifiedToken daemon = verified(entra, token(entra, header, app));
        assertInstanceOf(Principal.Workload.class, daemon.principal());
        assertEquals(Set.of("Mcp.Call"), daemon.authentication().scopes());
        Map<String, Map.Entry<Consumer<ObjectNode>, Reason>> wrong = Map.of(
                "another tenant", Map.entry(claims -> claims.put("tid", "other"), TokenReasons.TYPE),
                "version 1", Map.entry(claims -> claims.put("ver", "1.0"), TokenReasons.TYPE),
                "an ID token", Map.entry(claims -> claims.remove(List.of("scp", "azp")), TokenReasons.CLAIMS),
                "nothing granted", Map.entry(claims -> claims.remove("scp"), TokenReasons.CLAIMS),
                "no object", Map.entry(claims -> claims.remove("oid"), TokenReasons.CLAIMS));
        wrong.forEach((what, change) -> assertEquals(
                new Verification.Refused(change.getValue()),
                verify(entra, token(entra, header, user.andThen(change.getKey()))),
                what));
    }

    @Test
    void oktaHasItsOwnNamesAndNoTypeInTheHeader() {
        Consumer<ObjectNode> user = claims -> {
            claims.remove(List.of("client_id", "scope", "nbf"));
            claims.put("cid", "0oa1")
                    .put("ver", 1)
                    .put("uid", "00u1")
                    .putArray("scp")
                    .add("mcp:tools")
                    .add("openid");
        };
        Consumer<ObjectNode> untyped = header -> header.remove("typ");
        VerifiedToken token = verified(okta, token(okta, untyped, user));
        assertEquals("0oa1", token.authentication().client());
        assertEquals(Set.of("mcp:tools", "openid"), token.authentication().scopes());
        // an ID token names no client of the access token and grants nothing
        assertEquals(
                new Verification.Refused(TokenReasons.CLAIMS),
                verify(okta, token(okta, untyped, claims -> claims.remove(List.of("client_id", "scope")))));
        refusedAsIdToken(okta, untyped, user);
    }

    @Test
    void auth0HasNoTokenIdAndMarksProgramsInTheSubject() {
        Consumer<ObjectNode> user = claims -> {
            claims.remove(List.of("client_id", "jti", "nbf"));
            claims.put("azp", "c1").put("sub", "auth0|1");
            claims.putArray("permissions").add("call:tools");
        };
        VerifiedToken token = verified(auth0, token(auth0, typed("JWT"), user));
        assertInstanceOf(Principal.User.class, token.principal());
        assertTrue(token.authentication().scopes().contains("call:tools"));
        assertInstanceOf(
                Principal.Workload.class,
                verified(auth0, token(auth0, typed("JWT"), user.andThen(claims -> claims.put("sub", "c1@clients"))))
                        .principal());
        refusedAsIdToken(auth0, typed("JWT"), user);
    }

    @Test
    void googleIdTokensAreRefusedWhateverTheSettingsSay() {
        FakeIssuer google = new FakeIssuer("https://accounts.google.com");
        assertEquals(
                new Verification.Refused(TokenReasons.TYPE),
                verify(google, token(google, typed("JWT"), claims -> claims.put("azp", "c"))));
        assertFalse(verify(google, google.token()) instanceof Verification.Verified);
    }
}
