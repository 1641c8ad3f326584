package dev.sallyport.practice.access;

import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.pipeline.use.UriForm;
import dev.sallyport.policy.PrincipalPattern;
import dev.sallyport.policy.condition.Facts;
import dev.sallyport.policy.condition.JsonView;
import dev.sallyport.policy.condition.Unknown;
import dev.sallyport.protocol.McpMethod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A call that nobody makes now: one that is only thought of, or one of the record. What is empty is not known.
 *
 * @param principals all that the caller is, but for its roles; at least one
 * @param action the method of MCP
 * @param server at which server
 * @param name the server's own name of the tool or prompt, the URI of the resource, or empty for the server itself
 * @param arguments with what
 * @param annotations what the server says of the tool
 * @param changed whether the tool is another one than at first use
 * @param vouched what was said of the caller when he was identified
 * @param time when
 * @param peer from which address; empty where none is known
 * @param risk how risky it is, by facts of practices
 */
public record DescribedCall(
        List<PrincipalPattern> principals,
        String action,
        String server,
        String name,
        Optional<JsonNode> arguments,
        Optional<JsonNode> annotations,
        Optional<Boolean> changed,
        Vouched vouched,
        Instant time,
        String peer,
        Map<String, Object> risk) {
    private static final String GROUPS = "groups";

    public DescribedCall {
        principals = List.copyOf(principals);
        Map<String, Object> facts = new HashMap<>(risk);
        // the record has none where no signal stood
        facts.putIfAbsent("signals", List.of());
        risk = Map.copyOf(facts);
    }

    /** The same by the plain form of the URI, where it is about a resource. */
    DescribedCall plain() {
        return action.equals(McpMethod.RESOURCES_READ)
                ? new DescribedCall(
                        principals,
                        action,
                        server,
                        UriForm.plain(name),
                        arguments,
                        annotations,
                        changed,
                        vouched,
                        time,
                        peer,
                        risk)
                : this;
    }

    /** The same with these arguments, annotations, and whether the tool has changed. */
    public DescribedCall with(Optional<JsonNode> others, Optional<JsonNode> said, Optional<Boolean> another) {
        return new DescribedCall(principals, action, server, name, others, said, another, vouched, time, peer, risk);
    }

    /** The name of the first principal of a kind, such as {@code client}; empty where it has none. */
    public String named(String kind) {
        return principals.stream()
                .map(PrincipalPattern::text)
                .filter(text -> text.startsWith(kind + ":"))
                .map(text -> text.substring(kind.length() + 1))
                .findFirst()
                .orElse("");
    }

    /** What is not known of it. */
    public Set<Unknown> unknown() {
        return facts(List.of()).unknown();
    }

    /** What its conditions may ask, for a caller who has these roles. */
    Facts facts(List<String> roles) {
        return new Told(this, roles);
    }

    /** The facts of a call as they were told. */
    private record Told(DescribedCall call, List<String> roles) implements Facts {
        @Override
        public Map<String, Object> principal() {
            Map<String, Object> facts = new HashMap<>();
            facts.put("authentication", call.vouched().authentication().orElse(""));
            facts.put("proof", call.vouched().proof().orElse(""));
            facts.put("roles", roles);
            facts.put("scopes", call.vouched().scopes().orElse(List.of()));
            facts.put("claims", claims());
            String user = call.named("user");
            String workload = call.named("workload");
            String actor = call.named("actor");
            if (call.principals().contains(PrincipalPattern.LOCAL)) {
                key(facts, "user", Principal.LOCAL, "");
            } else if (!actor.isEmpty()) {
                Principal.Key subject = Principal.Key.read(user);
                key(facts, "delegated", new Principal.Delegated(subject, Principal.Key.read(actor)), actor);
            } else if (!user.isEmpty()) {
                key(facts, "user", new Principal.User(Principal.Key.read(user)), "");
            } else if (!workload.isEmpty()) {
                key(facts, "workload", new Principal.Workload(Principal.Key.read(workload)), "");
            } else {
                key(facts, "anonymous", Principal.ANONYMOUS, "");
            }
            return facts;
        }

        private static void key(Map<String, Object> facts, String kind, Principal principal, String actor) {
            Principal.Key key =
                    switch (principal) {
                        case Principal.User user -> user.key();
                        case Principal.Workload workload -> workload.key();
                        case Principal.Delegated delegated -> delegated.subject();
                        case Principal.Anonymous _ -> new Principal.Key("", "", "");
                    };
            facts.put("id", principal.id());
            facts.put("kind", kind);
            facts.put("issuer", key.issuer());
            facts.put("subject", key.subject());
            facts.put("tenant", key.tenant());
            facts.put("actor", actor);
        }

        /** Groups are claims as well. */
        private Map<String, List<String>> claims() {
            Map<String, List<String>> claims = new HashMap<>(call.vouched().claims());
            List<String> groups = new ArrayList<>();
            for (PrincipalPattern principal : call.principals()) {
                if (principal.text().startsWith("group:")) {
                    groups.add(principal.text().substring("group:".length()));
                }
            }
            if (!groups.isEmpty()) {
                claims.putIfAbsent(GROUPS, groups);
            }
            return claims;
        }

        @Override
        public String client() {
            return call.named("client");
        }

        @Override
        public Map<String, Object> resource() {
            JsonNode annotations = call.annotations().orElse(JsonNodeFactory.instance.objectNode());
            return Map.of(
                    "server", call.server(),
                    "name", call.name(),
                    "annotations", JsonView.of(annotations),
                    "changed", call.changed().orElse(true));
        }

        @Override
        public Optional<JsonNode> arguments() {
            return call.arguments();
        }

        @Override
        public Map<String, Object> context() {
            return Map.of("time", call.time(), "peer", call.peer(), "risk", call.risk());
        }

        @Override
        public boolean knowsClaim(String name) {
            return call.vouched().knows(name);
        }

        @Override
        public Set<Unknown> unknown() {
            Set<Unknown> unknown = EnumSet.noneOf(Unknown.class);
            mark(unknown, Unknown.ARGUMENTS, call.arguments());
            mark(unknown, Unknown.ANNOTATIONS, call.annotations());
            mark(unknown, Unknown.CHANGED, call.changed());
            mark(unknown, Unknown.SCOPES, call.vouched().scopes());
            mark(unknown, Unknown.AUTHENTICATION, call.vouched().authentication());
            mark(unknown, Unknown.PROOF, call.vouched().proof());
            if (call.vouched().known().isPresent()) {
                unknown.add(Unknown.CLAIMS);
            }
            return unknown;
        }

        private static void mark(Set<Unknown> unknown, Unknown part, Optional<?> known) {
            if (known.isEmpty()) {
                unknown.add(part);
            }
        }
    }
}
