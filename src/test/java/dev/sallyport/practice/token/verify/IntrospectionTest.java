package dev.sallyport.practice.token.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.sallyport.pipeline.caller.Authentication;
import dev.sallyport.pipeline.execution.Lane;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Row A34: tokens that say nothing themselves, and signed ones that may be revoked. */
final class IntrospectionTest {
    private static final String OPAQUE = "opaque-token-0123456789";

    private final FakeIssuer issuer = new FakeIssuer();
    private final List<String> authorizations = new ArrayList<>();
    private final List<String> forms = new ArrayList<>();
    private final IdentityWeb web = new IdentityWeb() {
        @Override
        public Answer get(URI url, URI trusted) throws IOException {
            return issuer.get(url, trusted);
        }

        @Override
        public Answer post(URI url, URI trusted, String authorization, String form) throws IOException {
            authorizations.add(authorization);
            forms.add(form);
            return issuer.get(url, trusted);
        }
    };

    private TokenVerifier asking(boolean always) {
        TokenVerifier verifier = new TokenVerifier(web, issuer.clock);
        verifier.trust(List.of(new Issuer(
                issuer.url(),
                IssuerProfile.GENERIC,
                Set.of(),
                false,
                Set.of("RS256"),
                Duration.ofHours(1),
                Map.of(),
                Optional.of(new Issuer.Asking("https://gateway.example/mcp", () -> "s3cret%", always)),
                Set.of())));
        return verifier;
    }

    private void answers(Consumer<ObjectNode> change) {
        ObjectNode answer = issuer.claims().put("active", true);
        change.accept(answer);
        issuer.answer(issuer.name + "/introspect", 200, answer.toString());
    }

    @Test
    void a34AnActiveTokenIsAcceptedForHalfAMinute() {
        TokenVerifier verifier = asking(false);
        answers(_ -> {});
        assertEquals(new Verification.Elsewhere(Lane.WAIT), verifier.atOnce(OPAQUE));
        VerifiedToken token = assertInstanceOf(Verification.Verified.class, verifier.verify(OPAQUE))
                .token();
        assertEquals(Authentication.Method.INTROSPECTION, token.authentication().method());
        assertEquals(List.of("token=" + OPAQUE + "&token_type_hint=access_token"), forms);
        assertEquals(
                "https%3A%2F%2Fgateway.example%2Fmcp:s3cret%25",
                new String(
                        Base64.getDecoder().decode(authorizations.getFirst().substring("Basic ".length())),
                        java.nio.charset.StandardCharsets.UTF_8));
        answers(answer -> answer.put("active", false));
        issuer.clock.forward(Duration.ofSeconds(29));
        assertInstanceOf(Verification.Verified.class, verifier.atOnce(OPAQUE));
        issuer.clock.forward(Duration.ofSeconds(1));
        assertEquals(new Verification.Refused(TokenReasons.INACTIVE), verifier.verify(OPAQUE));
    }

    @Test
    void a34AClockThatIsSetBackMakesNobodyBelievedForLonger() {
        TokenVerifier verifier = asking(false);
        answers(_ -> {});
        assertInstanceOf(Verification.Verified.class, verifier.verify(OPAQUE));
        issuer.clock.forward(Duration.ofSeconds(29));
        assertInstanceOf(Verification.Verified.class, verifier.verify(OPAQUE));
        issuer.clock.forward(Duration.ofSeconds(-28));
        answers(answer -> answer.put("active", false));
        assertInstanceOf(Verification.Verified.class, verifier.verify(OPAQUE));
        issuer.clock.forward(Duration.ofSeconds(1));
        assertEquals(new Verification.Refused(TokenReasons.INACTIVE), verifier.verify(OPAQUE));
    }

    @Test
    void a35TheIssuerIsAskedAnewAboutWhoeverHasSignedOut() {
        TokenVerifier verifier = asking(false);
        answers(answer -> answer.remove("iat"));
        assertInstanceOf(Verification.Verified.class, verifier.verify(OPAQUE));
        issuer.clock.forward(Duration.ofSeconds(1));
        String logout =
                issuer.logout(claims -> claims.put("sub", "user-1").put("aud", "https://gateway.example/mcp"), _ -> {});
        assertInstanceOf(LogoutToken.Verdict.Taken.class, verifier.logout(logout, Set.of()));
        issuer.clock.forward(Duration.ofSeconds(1));
        assertEquals(1, forms.size());
        answers(answer -> answer.put("active", false));
        assertEquals(new Verification.Refused(TokenReasons.INACTIVE), verifier.verify(OPAQUE));
        answers(answer -> answer.remove("iat"));
        assertInstanceOf(Verification.Verified.class, verifier.verify(OPAQUE), "it is its issuer's word");
    }

    @Test
    void a34NothingButAWholeYesIsOne() {
        TokenVerifier verifier = asking(false);
        answers(_ -> {});
        for (Consumer<ObjectNode> wrong : List.<Consumer<ObjectNode>>of(
                answer -> answer.put("active", "true"),
                answer -> answer.put("active", 1),
                answer -> answer.remove("active"))) {
            answers(wrong);
            assertInstanceOf(Verification.Unavailable.class, verifier.verify(OPAQUE));
        }
        for (Consumer<ObjectNode> wrong : List.<Consumer<ObjectNode>>of(
                answer -> answer.put("active", false),
                answer -> answer.put("iss", "https://evil.example"),
                answer -> answer.remove("sub"),
                answer -> answer.remove("aud"),
                answer -> answer.remove("exp"),
                answer -> answer.put("exp", issuer.clock.instant().getEpochSecond() - 60),
                answer -> answer.putObject("cnf").put("osc", "x"))) {
            answers(wrong);
            assertInstanceOf(Verification.Refused.class, verifier.verify(OPAQUE));
        }
    }

    @Test
    void a34AnIssuerThatCannotBeAskedDenies() {
        TokenVerifier verifier = asking(false);
        issuer.answer(issuer.name + "/introspect", 500, "");
        assertInstanceOf(Verification.Unavailable.class, verifier.verify(OPAQUE));
        issuer.answer(issuer.name + "/introspect", 401, "{\"active\":true}");
        assertInstanceOf(Verification.Unavailable.class, verifier.verify(OPAQUE));
        issuer.down(true);
        assertInstanceOf(Verification.Unavailable.class, verifier.verify(OPAQUE));
    }

    @Test
    void aSignedTokenThatWasRevokedIsRefusedWhereTheIssuerIsAlwaysAsked() {
        TokenVerifier verifier = asking(true);
        answers(_ -> {});
        String token = issuer.token();
        assertInstanceOf(Verification.Verified.class, verifier.verify(token));
        answers(answer -> answer.put("active", false));
        issuer.clock.forward(Duration.ofSeconds(30));
        assertEquals(new Verification.Refused(TokenReasons.INACTIVE), verifier.verify(token));
        answers(answer -> answer.put("jti", "another"));
        assertEquals(new Verification.Refused(TokenReasons.INACTIVE), verifier.verify(token));
    }

    @Test
    void anOpaqueTokenIsShownToNobodyWhereNobodyIsToBeAsked() {
        TokenVerifier verifier = new TokenVerifier(web, issuer.clock);
        verifier.trust(List.of(new Issuer(issuer.url())));
        assertEquals(new Verification.Refused(TokenReasons.MALFORMED), verifier.atOnce(OPAQUE));
        assertEquals(new Verification.Refused(TokenReasons.MALFORMED), verifier.verify(OPAQUE));
        assertEquals(List.of(), forms);
        assertFalse(asking(false).atOnce("with blank 0123456789") instanceof Verification.Elsewhere);
    }
}
