package dev.sallyport.practice.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.sallyport.Gateway;
import dev.sallyport.pipeline.Envelope;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.Headers;
import dev.sallyport.pipeline.Pipeline;
import dev.sallyport.pipeline.RouteUrls;
import dev.sallyport.pipeline.Snapshot;
import dev.sallyport.pipeline.Underway;
import dev.sallyport.pipeline.caller.Authentication;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.pipeline.execution.FixedLoop;
import dev.sallyport.pipeline.execution.MemoryGate;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.practice.token.verify.Certificates;
import dev.sallyport.practice.token.verify.FakeIssuer;
import dev.sallyport.practice.token.verify.Issuer;
import dev.sallyport.practice.token.verify.IssuerProfile;
import dev.sallyport.practice.token.verify.ProofVerifier;
import dev.sallyport.practice.token.verify.TokenReasons;
import dev.sallyport.practice.token.verify.TokenVerifier;
import dev.sallyport.protocol.json.JsonLimits;
import java.io.InputStream;
import java.net.URI;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Certificates that clients have proved on their connections: as the binding of a token, and in its place. */
final class CertificateTest {
    private final FakeIssuer issuer = new FakeIssuer();
    private final Guard guard = guard();

    private Guard guard() {
        TokenVerifier tokens = new TokenVerifier(issuer, issuer.clock);
        tokens.trust(List.of(new Issuer(
                issuer.url(),
                IssuerProfile.GENERIC,
                Set.of(),
                false,
                Set.of("RS256"),
                Duration.ofHours(1),
                Map.of(),
                Optional.empty(),
                Set.of())));
        RouteUrls urls = new RouteUrls();
        urls.at(URI.create("https://gateway.example"), "");
        TokenRules rules = new TokenRules("home", HomeToken.OFF, Set.of(), false);
        Verifiers verifiers = new Verifiers(tokens, new ProofVerifier(new byte[32], issuer.clock), urls);
        return new TokenPractice(rules, verifiers, TokenSettings.DEFAULT, Map.of(), _ -> Set.of())
                .guards()
                .getFirst();
    }

    private static X509Certificate certificate(String name) throws Exception {
        try (InputStream in = CertificateTest.class.getResourceAsStream("/identity/" + name + ".pem")) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static Exchange exchange(String authorization, Optional<X509Certificate> certificate) {
        Headers headers = new Headers() {
            @Override
            public String value(String name) {
                return name.equals("Authorization") ? authorization : "";
            }

            @Override
            public boolean isRepeated(String name) {
                return false;
            }
        };
        Snapshot snapshot = new Snapshot(
                new Pipeline(List.of(), Gateway.unrecorded(), (_, _) -> false, new MemoryGate(1 << 20), new Underway()),
                Map.of(),
                new Snapshot.Limits(1 << 20, JsonLimits.DEFAULT, Duration.ofSeconds(30)));
        Envelope envelope = new Envelope(Envelope.Carrier.POST, "up", "192.0.2.1", headers, 0, certificate, "");
        return new Exchange("x", envelope, snapshot, FixedLoop.ELSEWHERE, Instant.EPOCH);
    }

    private String bound(X509Certificate certificate) {
        return "Bearer "
                + issuer.token(claims -> claims.putObject("cnf").put("x5t#S256", Certificates.thumbprint(certificate)));
    }

    private static void denied(Object reason, Verdict verdict) {
        assertEquals(reason, assertInstanceOf(Verdict.Deny.class, verdict).reason());
    }

    @Test
    void c1ATokenIsForTheConnectionOfItsCertificate() throws Exception {
        X509Certificate own = certificate("spiffe");
        String token = bound(own);
        Exchange exchange = exchange(token, Optional.of(own));
        assertEquals(Verdict.PASS, guard.admit(exchange));
        assertEquals(
                Authentication.Method.SIGNED_TOKEN, exchange.authentication().method());
        denied(TokenReasons.BINDING, guard.admit(exchange(token, Optional.empty())));
        denied(TokenReasons.BINDING, guard.admit(exchange(token, Optional.of(certificate("other")))));
        // a token that is bound to none says nothing of the connection
        Exchange unbound = exchange("Bearer " + issuer.token(), Optional.of(own));
        assertEquals(Verdict.PASS, guard.admit(unbound));
        assertInstanceOf(Principal.User.class, unbound.principal());
    }

    @Test
    void aCertificateWithoutATokenIsAWorkload() throws Exception {
        Exchange exchange = exchange("", Optional.of(certificate("spiffe")));
        assertEquals(Verdict.PASS, guard.admit(exchange));
        assertEquals(
                new Principal.Workload(
                        new Principal.Key("spiffe://prod.example", "spiffe://prod.example/ns/tools/sa/agent", "")),
                exchange.principal());
        assertEquals(
                Authentication.Method.CERTIFICATE, exchange.authentication().method());
        Exchange plain = exchange("", Optional.of(certificate("plain")));
        assertEquals(Verdict.PASS, guard.admit(plain));
        assertEquals(
                new Principal.Workload(new Principal.Key("x509:CN=agent-7,O=Example", "CN=agent-7,O=Example", "")),
                plain.principal());
        denied(TokenGuard.MISSING, guard.admit(exchange("", Optional.of(certificate("two")))));
        denied(TokenGuard.MISSING, guard.admit(exchange("", Optional.of(certificate("bad")))));
        denied(TokenGuard.MISSING, guard.admit(exchange("", Optional.empty())));
    }

    @Test
    void aWrongTokenIsNotMadeGoodByACertificate() throws Exception {
        denied(TokenReasons.MALFORMED, guard.admit(exchange("Bearer x", Optional.of(certificate("spiffe")))));
    }
}
