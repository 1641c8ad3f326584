package dev.sallyport.path;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.Headers;
import dev.sallyport.pipeline.caller.Authentication;
import dev.sallyport.pipeline.caller.Authentication.Confirmation;
import dev.sallyport.pipeline.caller.Authentication.Method;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.pipeline.verdict.Phase;
import dev.sallyport.pipeline.verdict.Verdict;
import dev.sallyport.practice.session.Bound;
import dev.sallyport.practice.session.SessionSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Believes whoever says who he is: {@code X-Who}, and {@code X-Issuer}, {@code X-Tenant}, {@code X-Client}, {@code X-Scopes}, {@code X-Expiry}. */
final class CallersByHeader implements Guard {
    static final String ANN = "X-Who: ann";
    static final String BOB = "X-Who: bob";

    @Override
    public Phase phase() {
        return Phase.IDENTIFY;
    }

    @Override
    public Verdict admit(Exchange exchange) {
        Headers headers = exchange.envelope().headers();
        String scopes = headers.value("X-Scopes");
        String expiry = headers.value("X-Expiry");
        exchange.identified(
                new Principal.User(new Principal.Key(
                        headers.value("X-Issuer"), headers.value("X-Who"), headers.value("X-Tenant"))),
                new Authentication(
                        Method.SIGNED_TOKEN,
                        headers.value("X-Client"),
                        scopes.isEmpty() ? Set.of() : Set.of(scopes.split(" ")),
                        expiry.isEmpty() ? Instant.MAX : Instant.parse(expiry),
                        Confirmation.NONE,
                        Map.of(),
                        ""));
        return Verdict.PASS;
    }

    /** This guard and those of sessions, for a pipeline. */
    static PipelineFixture.Parts bound() {
        return parts(Bound.guards());
    }

    /** The same with {@code settings}, where handles stand as {@code handles} says. */
    static PipelineFixture.Parts bound(SessionSettings settings, Map<String, Map<String, List<String>>> handles) {
        return parts(Bound.guards(settings, handles));
    }

    /** This guard before {@code others}. */
    static PipelineFixture.Parts parts(List<Guard> others) {
        List<Guard> guards = new ArrayList<>(List.of(new CallersByHeader()));
        guards.addAll(others);
        return new PipelineFixture.Parts(guards.toArray(Guard[]::new));
    }
}
