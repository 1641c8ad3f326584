package dev.sallyport.practice.token.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.sallyport.pipeline.verdict.Reason;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What an issuer says of who has signed out: what is taken, and which tokens are over then. Row A35. */
final class LogoutTest {
    private static final Set<String> URLS = Set.of(FakeIssuer.RESOURCE);

    private final FakeIssuer issuer = new FakeIssuer();
    private final TokenVerifier verifier = trusting(IssuerProfile.GENERIC, issuer);

    private static TokenVerifier trusting(IssuerProfile profile, FakeIssuer... issuers) {
        TokenVerifier made = new TokenVerifier(issuers[0], issuers[0].clock);
        made.trust(List.of(issuers).stream()
                .map(each -> new Issuer(
                        each.url(),
                        profile,
                        Set.of("alias"),
                        false,
                        Set.of("RS256"),
                        Duration.ofHours(1),
                        Map.of(),
                        Optional.empty(),
                        Set.of("desk")))
                .toList());
        return made;
    }

    private LogoutToken.Verdict hear(String text) {
        return verifier.logout(text, URLS);
    }

    private String logout(Consumer<ObjectNode> change) {
        return issuer.logout(claims -> claims.put("sub", "user-1"), change);
    }

    private void refused(Reason reason, Consumer<ObjectNode> change) {
        assertEquals(new LogoutToken.Verdict.Refused(reason), hear(logout(change)));
    }

    private void taken(Consumer<ObjectNode> change) {
        assertInstanceOf(LogoutToken.Verdict.Taken.class, hear(logout(change)));
    }

    private void good(String token) {
        assertInstanceOf(Verification.Verified.class, verifier.verify(token));
        assertInstanceOf(Verification.Verified.class, verifier.atOnce(token));
    }

    private void over(String token) {
        assertEquals(new Verification.Refused(TokenReasons.SIGNED_OUT), verifier.verify(token));
        assertInstanceOf(Verification.Elsewhere.class, verifier.atOnce(token), "nothing is remembered of it");
    }

    private String of(String sub, String sid) {
        return issuer.token(claims -> {
            claims.put("sub", sub).put("jti", sub + sid);
            if (!sid.isEmpty()) {
                claims.put("sid", sid);
            }
        });
    }

    @Test
    void a35WhatIsTaken() {
        LogoutToken.Verdict verdict = hear(logout(claims -> claims.put("sid", "s-1")));
        LogoutToken token = ((LogoutToken.Verdict.Taken) verdict).token();
        assertEquals(issuer.name, token.issuer());
        assertEquals("user-1", token.subject());
        assertEquals("s-1", token.sid());
        taken(claims -> claims.remove("sid"));
        taken(claims -> claims.put("sid", "s-1").remove("sub"));
        taken(claims -> claims.putArray("aud").add("else").add("alias"));
        taken(claims -> claims.put("aud", FakeIssuer.RESOURCE));
        taken(claims -> claims.put("iat", now() - 119));
        taken(claims -> claims.put("iat", now() + 30).put("exp", now() + 31));
        assertInstanceOf(
                LogoutToken.Verdict.Taken.class,
                hear(FakeIssuer.signed(
                        issuer.header().put("typ", "application/logout+JWT").toString(),
                        issuer.logoutClaims(claims -> claims.put("sub", "u")).toString())));
    }

    private long now() {
        return issuer.clock.instant().getEpochSecond();
    }

    @Test
    void a35WhatIsRefused() {
        String event = "http://schemas.openid.net/event/backchannel-logout";
        refused(TokenReasons.LOGOUT, claims -> claims.put("nonce", "n"));
        refused(TokenReasons.LOGOUT, claims -> claims.putNull("nonce"));
        refused(TokenReasons.LOGOUT, claims -> claims.remove("events"));
        refused(TokenReasons.LOGOUT, claims -> claims.putObject("events"));
        refused(TokenReasons.LOGOUT, claims -> claims.putObject("events").put(event, true));
        refused(TokenReasons.LOGOUT, claims -> claims.putArray("events").add(event));
        refused(TokenReasons.LOGOUT, claims -> claims.remove("sub"));
        refused(TokenReasons.LOGOUT, claims -> claims.put("sub", " "));
        refused(TokenReasons.LOGOUT, claims -> claims.put("sub", 7));
        refused(TokenReasons.LOGOUT, claims -> claims.put("sid", "s".repeat(513)));
        refused(TokenReasons.LOGOUT, claims -> claims.remove("jti"));
        refused(TokenReasons.AUDIENCE, claims -> claims.put("aud", "another-client"));
        refused(TokenReasons.AUDIENCE, claims -> claims.put("aud", "DESK"));
        refused(TokenReasons.AUDIENCE, claims -> claims.remove("aud"));
        refused(TokenReasons.AUDIENCE, claims -> claims.putArray("aud"));
        refused(TokenReasons.TIME, claims -> claims.remove("exp"));
        refused(TokenReasons.TIME, claims -> claims.remove("iat"));
        refused(TokenReasons.TIME, claims -> claims.put("iat", now() - 151));
        refused(TokenReasons.TIME, claims -> claims.put("iat", now() + 31));
        refused(TokenReasons.TIME, claims -> claims.put("exp", now() - 30));
        refused(TokenReasons.TIME, claims -> claims.put("exp", "soon"));
        refused(TokenReasons.ISSUER, claims -> claims.put("iss", "https://other.example"));
        good(of("user-1", "s-1"));
    }

    @Test
    void a35AnotherTypeKeyOrAlgorithmIsNoLogout() {
        String claims = issuer.logoutClaims(each -> each.put("sub", "user-1")).toString();
        Map<String, Reason> types = new LinkedHashMap<>();
        List.of("JWT", "at+jwt", "dpop+jwt", "", "logout").forEach(type -> types.put(type, TokenReasons.TYPE));
        types.forEach((type, reason) -> assertEquals(
                new LogoutToken.Verdict.Refused(reason),
                hear(FakeIssuer.signed(issuer.header().put("typ", type).toString(), claims)),
                type));
        ObjectNode header = issuer.header().put("typ", "logout+jwt");
        assertEquals(
                new LogoutToken.Verdict.Refused(TokenReasons.SIGNATURE),
                hear(FakeIssuer.signed(header.toString(), claims, "SHA256withRSA", FakeIssuer.OTHER_RSA.getPrivate())));
        assertEquals(
                new LogoutToken.Verdict.Refused(TokenReasons.ALGORITHM),
                hear(FakeIssuer.signed(header.deepCopy().put("alg", "RS384").toString(), claims)));
        assertEquals(
                new LogoutToken.Verdict.Refused(TokenReasons.KEY),
                hear(FakeIssuer.signed(header.deepCopy().put("kid", "ec").toString(), claims)));
        assertEquals(new LogoutToken.Verdict.Refused(TokenReasons.MALFORMED), hear("x"));
        assertEquals(
                new LogoutToken.Verdict.Refused(TokenReasons.TYPE), hear(of("user-1", "")), "an access token is none");
        assertEquals(new Verification.Refused(TokenReasons.TYPE), verifier.verify(logout(_ -> {})), "and the reverse");
    }

    @Test
    void a35AnIssuerThatWritesJwtEverywhereMayDoSoHere() {
        TokenVerifier keycloak = trusting(IssuerProfile.KEYCLOAK, issuer);
        String claims = issuer.logoutClaims(each -> each.put("sub", "user-1").put("typ", "Logout"))
                .toString();
        String text = FakeIssuer.signed(issuer.header().put("typ", "JWT").toString(), claims);
        assertEquals(new Verification.Refused(TokenReasons.TYPE), keycloak.verify(text));
        assertInstanceOf(LogoutToken.Verdict.Taken.class, keycloak.logout(text, URLS));
    }

    @Test
    void a35OneIsTakenOnce() {
        String text = logout(_ -> {});
        assertInstanceOf(LogoutToken.Verdict.Taken.class, hear(text));
        assertEquals(new LogoutToken.Verdict.Refused(TokenReasons.LOGOUT_REPLAYED), hear(text));
        String id = "the-same";
        taken(claims -> claims.put("jti", id));
        refused(TokenReasons.LOGOUT_REPLAYED, claims -> claims.put("jti", id).put("sub", "user-2"));
    }

    @Test
    void a35AnIssuerThatCannotBeAskedForKeys() {
        issuer.down(true);
        assertInstanceOf(LogoutToken.Verdict.Unavailable.class, hear(logout(_ -> {})));
    }

    @Test
    void a35ALogoutOfASubjectEndsItsTokensFromBefore() {
        String before = of("user-1", "s-1");
        String other = of("user-2", "s-2");
        good(before);
        good(other);
        issuer.clock.forward(Duration.ofSeconds(1));
        taken(_ -> {});
        over(before);
        over(of("user-1", "s-1"));
        good(other);
        issuer.clock.forward(Duration.ofSeconds(1));
        good(of("user-1", "s-3"));
        over(before);
    }

    @Test
    void a35ALogoutOfASessionEndsThatAndWhatNamesNone() {
        String ended = of("user-1", "s-1");
        String another = of("user-1", "s-2");
        String none = of("user-1", "");
        List.of(ended, another, none).forEach(this::good);
        taken(claims -> claims.put("sid", "s-1"));
        over(ended);
        over(none);
        good(another);
        issuer.clock.forward(Duration.ofSeconds(2));
        over(of("user-1", "s-1"));
        good(of("user-1", ""));
        taken(claims -> claims.put("sid", "s-2").remove("sub"));
        over(another);
        good(of("user-1", ""));
    }

    @Test
    void a35WhoActsForAnotherIsSignedOutWithEither() {
        String token = issuer.token(claims -> claims.putObject("act").put("sub", "robot"));
        good(token);
        taken(claims -> claims.put("sub", "robot"));
        over(token);
    }

    @Test
    void a35TheSameSubjectOfAnotherIssuerIsAnother() {
        FakeIssuer other = new FakeIssuer("https://other.example/realms/y");
        Logouts logouts = new Logouts(issuer.clock, 10);
        logouts.add(new LogoutToken(other.name, "user-1", "", issuer.clock.instant(), "j", "c"), Duration.ofHours(1));
        assertEquals(false, logouts.isOver(((Verification.Verified) verifier.verify(of("user-1", ""))).token()));
    }

    @Test
    void whereTooManyHaveSignedOutAllTokensFromBeforeAreRefused() {
        Logouts logouts = new Logouts(issuer.clock, 4);
        VerifiedToken before = ((Verification.Verified) verifier.verify(of("user-9", "s-9"))).token();
        for (int i = 0; i < 4; i++) {
            logouts.add(
                    new LogoutToken(issuer.name, "u" + i, "", issuer.clock.instant(), "j", "c"), Duration.ofHours(1));
            assertEquals(i > 2, logouts.isOver(before), "after " + (i + 1));
        }
        issuer.clock.forward(Duration.ofSeconds(1));
        VerifiedToken after = ((Verification.Verified) verifier.verify(of("user-9", "s-9"))).token();
        assertEquals(false, logouts.isOver(after));
        // what is old makes room
        Logouts aging = new Logouts(issuer.clock, 4);
        for (int i = 0; i < 10; i++) {
            aging.add(
                    new LogoutToken(issuer.name, "u" + i, "", issuer.clock.instant(), "j", "c"), Duration.ofMinutes(1));
            issuer.clock.forward(Duration.ofMinutes(4));
        }
        VerifiedToken late = ((Verification.Verified) verifier.verify(of("user-9", "s-9"))).token();
        assertEquals(false, aging.isOver(late));
        assertEquals(true, aging.isOver(after), "a token from before what is forgotten has lived its life");
    }
}
