package dev.sallyport.practice.token.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.execution.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Keys are asked for rarely, kept through an outage for a while, and never replaced by something worse. */
final class IssuerKeysTest {
    private final FakeIssuer issuer = new FakeIssuer();
    private final TokenVerifier verifier = new TokenVerifier(issuer, issuer.clock);

    IssuerKeysTest() {
        verifier.trust(List.of(new Issuer(
                issuer.url(),
                IssuerProfile.GENERIC,
                java.util.Set.of(),
                false,
                java.util.Set.of("RS256"),
                Duration.ofHours(24),
                Map.of(),
                java.util.Optional.empty(),
                Set.of())));
    }

    private void accepted() {
        assertInstanceOf(Verification.Verified.class, verifier.verify(issuer.token()));
    }

    private String signedBy(String kid, java.security.KeyPair pair) {
        return FakeIssuer.signed(
                issuer.header().put("kid", kid).toString(),
                issuer.claims().toString(),
                "SHA256withRSA",
                pair.getPrivate());
    }

    @Test
    void a31ManyUnknownKeysCostOneQuestion() {
        accepted();
        issuer.clock.forward(Duration.ofSeconds(31));
        for (int i = 0; i < 500; i++) {
            int number = i;
            assertEquals(
                    new Verification.Refused(TokenReasons.KEY),
                    verifier.verify(issuer.withHeader(header -> header.put("kid", "k" + number))));
        }
        accepted();
        assertEquals(2, issuer.askedForKeys());
    }

    @Test
    void a31ManyAtOnceCostOneQuestion() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Verification>> all = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                String token = issuer.token(claims -> claims.put("jti", "id-" + claims.hashCode()));
                all.add(threads.submit(() -> verifier.verify(token)));
            }
            for (Future<Verification> one : all) {
                assertInstanceOf(Verification.Verified.class, one.get());
            }
        }
        assertEquals(1, issuer.askedForKeys());
    }

    @Test
    void whoComesWhileTheFirstAsksWaitsForTheAnswer() throws Exception {
        CountDownLatch asked = issuer.holdAnswers();
        FutureTask<Verification> first = new FutureTask<>(() -> verifier.verify(issuer.token()));
        FutureTask<Verification> second = new FutureTask<>(() -> verifier.verify(issuer.token()));
        Thread.ofVirtual().start(first);
        assertTrue(asked.await(10, TimeUnit.SECONDS));
        assertEquals(new Verification.Elsewhere(Lane.WAIT), verifier.atOnce(issuer.token()));
        Thread.ofVirtual().start(second);
        assertThrows(TimeoutException.class, () -> second.get(50, TimeUnit.MILLISECONDS));
        issuer.letAnswersGo();
        assertInstanceOf(Verification.Verified.class, first.get());
        assertInstanceOf(Verification.Verified.class, second.get());
        assertEquals(1, issuer.askedForKeys());
    }

    @Test
    void a31ANewKeyIsTakenWithinHalfAMinuteAndAnOldOneForgottenAfterTen() {
        accepted();
        issuer.keys(FakeIssuer.jwk("new", FakeIssuer.OTHER_RSA));
        issuer.clock.forward(Duration.ofSeconds(30));
        assertInstanceOf(Verification.Verified.class, verifier.verify(signedBy("new", FakeIssuer.OTHER_RSA)));
        issuer.clock.forward(Duration.ofMinutes(10));
        assertEquals(new Verification.Refused(TokenReasons.KEY), verifier.verify(issuer.token()));
    }

    @Test
    void a31KeysOutliveAnOutageForAWhile() {
        accepted();
        issuer.down(true);
        issuer.clock.forward(Duration.ofHours(1));
        accepted();
        issuer.clock.forward(Duration.ofHours(3));
        assertInstanceOf(Verification.Unavailable.class, verifier.verify(issuer.token()));
        issuer.down(false);
        issuer.clock.forward(Duration.ofMinutes(1));
        accepted();
    }

    @Test
    void anIssuerThatWasNeverReachedIsUnavailableAndTriedAgainSoon() {
        issuer.down(true);
        Verification.Unavailable first =
                assertInstanceOf(Verification.Unavailable.class, verifier.verify(issuer.token()));
        assertTrue(first.retryAfter().compareTo(IssuerKeys.PAUSE_AT_FIRST) <= 0);
        issuer.down(false);
        assertInstanceOf(Verification.Unavailable.class, verifier.atOnce(issuer.token()));
        issuer.clock.forward(IssuerKeys.PAUSE_AT_FIRST);
        accepted();
    }

    @Test
    void a32WhatIsNoSetOfKeysReplacesNone() {
        accepted();
        Map<String, Runnable> answers = new LinkedHashMap<>();
        String place = issuer.keysPlace();
        answers.put("an error", () -> issuer.answer(place, 500, "{\"keys\":[]}"));
        answers.put("a redirect", () -> issuer.answer(place, 302, ""));
        answers.put("a page", () -> issuer.answer(place, 200, "<html></html>"));
        answers.put("an empty set", () -> issuer.answer(place, 200, "{\"keys\":[]}"));
        answers.put("no set", () -> issuer.answer(place, 200, "{}"));
        answers.put(
                "other keys only", () -> issuer.answer(place, 200, "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}"));
        answers.put("a member twice", () -> issuer.answer(place, 200, "{\"keys\":[],\"keys\":[]}"));
        answers.forEach((what, answer) -> {
            answer.run();
            issuer.clock.forward(Duration.ofMinutes(11));
            assertInstanceOf(Verification.Verified.class, verifier.verify(issuer.token()), what);
        });
        assertEquals(1 + answers.size(), issuer.askedForKeys());
    }

    @Test
    void a33TheMetadataIsThatOfTheIssuer() {
        issuer.answer(
                issuer.name + "/.well-known/openid-configuration",
                200,
                "{\"issuer\":\"https://evil.example\",\"jwks_uri\":\"" + issuer.keysPlace() + "\"}");
        assertInstanceOf(Verification.Unavailable.class, verifier.verify(issuer.token()));
        assertEquals(0, issuer.askedForKeys());
    }

    @Test
    void a33MetadataIsFoundAtEachOfItsPlaces() {
        String metadata = "{\"issuer\":\"" + issuer.name + "\",\"jwks_uri\":\"" + issuer.keysPlace() + "\"}";
        for (String place : List.of(
                "https://idp.example/.well-known/oauth-authorization-server/realms/x",
                "https://idp.example/.well-known/openid-configuration/realms/x")) {
            issuer.answer(issuer.name + "/.well-known/openid-configuration", 404, "");
            issuer.answer(place, 200, metadata);
            TokenVerifier fresh = new TokenVerifier(issuer, issuer.clock);
            fresh.trust(List.of(new Issuer(
                    issuer.url(),
                    IssuerProfile.GENERIC,
                    java.util.Set.of(),
                    false,
                    java.util.Set.of("RS256"),
                    Duration.ofHours(24),
                    Map.of(),
                    java.util.Optional.empty(),
                    Set.of())));
            assertInstanceOf(Verification.Verified.class, fresh.verify(issuer.token()), place);
            issuer.answer(place, 404, "");
        }
    }
}
