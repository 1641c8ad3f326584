package dev.sallyport.practice.access;

import dev.sallyport.catalog.pin.Pins;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.caller.Authentication;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.policy.condition.Facts;
import dev.sallyport.policy.condition.JsonView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What an exchange tells the conditions of a policy about one use. */
record ExchangeFacts(Exchange exchange, Use use, List<String> roles, Pins pins) implements Facts {
    @Override
    public Map<String, Object> principal() {
        Authentication how = exchange.authentication();
        Map<String, Object> facts = new HashMap<>();
        facts.put("id", exchange.principal().id());
        facts.put("authentication", how.method().text());
        facts.put("proof", how.confirmation().kind().text());
        facts.put("roles", roles);
        facts.put("scopes", List.copyOf(how.scopes()));
        facts.put("claims", how.claims());
        switch (exchange.principal()) {
            case Principal.Anonymous _ -> key(facts, "anonymous", new Principal.Key("", "", ""), "");
            case Principal.User(Principal.Key key) -> key(facts, "user", key, "");
            case Principal.Workload(Principal.Key key) -> key(facts, "workload", key, "");
            case Principal.Delegated(Principal.Key subject, Principal.Key actor) ->
                key(facts, "delegated", subject, actor.text());
        }
        return facts;
    }

    private static void key(Map<String, Object> facts, String kind, Principal.Key key, String actor) {
        facts.put("kind", kind);
        facts.put("issuer", key.issuer());
        facts.put("subject", key.subject());
        facts.put("tenant", key.tenant());
        facts.put("actor", actor);
    }

    @Override
    public String client() {
        return exchange.authentication().client();
    }

    @Override
    public Map<String, Object> resource() {
        return Map.of(
                "server", use.server(),
                "name", use.name(),
                "annotations", JsonView.of(use.definition().member("annotations")),
                "changed", use.isOfTool() && pins.isChanged(use.server(), use.definition()));
    }

    @Override
    public Optional<JsonNode> arguments() {
        return use.arguments();
    }

    @Override
    public Map<String, Object> context() {
        return Map.of("time", exchange.began(), "peer", exchange.envelope().peer(), "risk", exchange.risk());
    }
}
