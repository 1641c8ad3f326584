package dev.sallyport.practice.scope;

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
import dev.sallyport.pipeline.Visibility;
import dev.sallyport.pipeline.caller.Authentication;
import dev.sallyport.pipeline.caller.Authentication.Confirmation;
import dev.sallyport.pipeline.caller.Authentication.Method;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.pipeline.execution.FixedLoop;
import dev.sallyport.pipeline.execution.MemoryGate;
import dev.sallyport.pipeline.verdict.Hint;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.practice.Mode;
import dev.sallyport.protocol.json.JsonLimits;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is asked for scopes before a body is read, and how. */
final class ScopeDoorTest {
    private static final ScopeSettings SETTINGS = new ScopeSettings(
            Mode.ENFORCE,
            List.of(
                    new ScopeRule(List.of("base")),
                    new ScopeRule(List.of("up"), List.of("up"), List.of("*"), Tools.ANY)),
            Map.of(),
            Listing.GRANTABLE);

    private static Verdict opened(String route, Method method, Confirmation confirmation, Set<String> scopes) {
        RouteUrls urls = new RouteUrls();
        urls.at(URI.create("https://gateway.example"), "");
        Guard door = new ScopePractice(SETTINGS, new StepUp(urls, true, List.of("ES256", "RS256")), Visibility.ALL)
                .guards()
                .getFirst();
        Exchange exchange = exchange(route);
        if (method != Method.NONE) {
            Authentication how = new Authentication(method, "", scopes, Instant.MAX, confirmation, Map.of(), "");
            exchange.identified(Principal.LOCAL, how);
        }
        return door.admit(exchange);
    }

    private static Exchange exchange(String route) {
        Snapshot snapshot = new Snapshot(
                new Pipeline(List.of(), Gateway.unrecorded(), (_, _) -> false, new MemoryGate(1 << 20), new Underway()),
                Map.of(),
                new Snapshot.Limits(1 << 20, JsonLimits.DEFAULT, Duration.ofSeconds(30)));
        Envelope envelope =
                new Envelope(Envelope.Carrier.POST, route, "192.0.2.1", new NoHeaders(), 0, Optional.empty(), "");
        return new Exchange("x", envelope, snapshot, FixedLoop.HERE, Instant.EPOCH);
    }

    private record NoHeaders() implements Headers {
        @Override
        public String value(String name) {
            return "";
        }

        @Override
        public boolean isRepeated(String name) {
            return false;
        }
    }

    /** A way to be identified that is new is asked for scopes until somebody says otherwise. */
    @ParameterizedTest
    @EnumSource(Method.class)
    void scopesAreAskedOfTokensOfIssuers(Method method) {
        Verdict verdict = opened("up", method, Confirmation.NONE, Set.of());
        switch (method) {
            // whom nobody has identified has asked for what is public, or was refused already
            case NONE, PROCESS, HOME_TOKEN, CERTIFICATE -> assertEquals(Verdict.PASS, verdict);
            case ANONYMOUS -> {
                Verdict.Deny denial = assertInstanceOf(Verdict.Deny.class, verdict);
                assertEquals(ScopeReasons.TOKEN, denial.reason());
                assertEquals(
                        "Bearer realm=\"sallyport\", resource_metadata=\"https://gateway.example/.well-known/"
                                + "oauth-protected-resource/mcp/up\", scope=\"up\"",
                        assertInstanceOf(Hint.Challenge.class, denial.hint()).value());
            }
            case SIGNED_TOKEN, INTROSPECTION ->
                assertEquals(
                        ScopeReasons.INSUFFICIENT,
                        assertInstanceOf(Verdict.Deny.class, verdict).reason());
        }
    }

    @Test
    void theChallengeNamesWhatIsMissingAndForOlderClientsAllThatIsNeeded() {
        Verdict.Deny denial = assertInstanceOf(
                Verdict.Deny.class, opened("up", Method.SIGNED_TOKEN, Confirmation.NONE, Set.of("base", "more")));
        String begin =
                "Bearer error=\"insufficient_scope\", error_description=\"the token lacks scopes that this takes\","
                        + " resource_metadata=\"https://gateway.example/.well-known/oauth-protected-resource/mcp/up\", scope=\"";
        assertEquals(new Hint.StepUp(begin + "up\"", begin + "base up\""), denial.hint());
        assertEquals(Verdict.PASS, opened("up", Method.SIGNED_TOKEN, Confirmation.NONE, Set.of("base", "up")));
        assertEquals(Verdict.PASS, opened("other", Method.INTROSPECTION, Confirmation.NONE, Set.of("base")));
        assertEquals(Verdict.PASS, opened("", Method.SIGNED_TOKEN, Confirmation.NONE, Set.of("base")));
        assertInstanceOf(Verdict.Deny.class, opened("", Method.SIGNED_TOKEN, Confirmation.NONE, Set.of("up")));
    }

    @Test
    void aTokenThatIsBoundToAKeyIsChallengedByItsScheme() {
        Confirmation bound = new Confirmation(Confirmation.Kind.DPOP, "x");
        Verdict.Deny denial =
                assertInstanceOf(Verdict.Deny.class, opened("up", Method.SIGNED_TOKEN, bound, Set.of("base")));
        Hint.StepUp step = assertInstanceOf(Hint.StepUp.class, denial.hint());
        assertEquals(
                "DPoP error=\"insufficient_scope\", error_description=\"the token lacks scopes that this takes\","
                        + " algs=\"ES256 RS256\", resource_metadata=\"https://gateway.example/.well-known/"
                        + "oauth-protected-resource/mcp/up\", scope=\"up\"",
                step.missing());
    }
}
