package dev.sallyport.practice.access;

import dev.sallyport.catalog.pin.Pins;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.caller.Authentication;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.PolicySet;
import dev.sallyport.policy.PrincipalPattern;
import dev.sallyport.policy.Request;
import dev.sallyport.policy.condition.Condition;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The policy in force: statements, and who has which role. Immutable. */
public final class AccessRules {
    private static final int VERSION_BYTES = 6;
    private static final String GROUPS = "groups";

    private final PolicySet policy;
    private final Map<PrincipalPattern, List<String>> roles = new HashMap<>();
    private final Map<String, Integer> people = new HashMap<>();
    private final String version;
    private final Set<String> claims;

    private AccessRules(List<StatementSettings> statements, Map<String, RoleSettings> defined) {
        policy = PolicySet.of(
                statements.stream().map(StatementSettings::statement).toList());
        statements.forEach(statement -> people.put(statement.id(), statement.people()));
        defined.forEach((name, role) -> role.members()
                .forEach(member -> roles.computeIfAbsent(new PrincipalPattern(member), _ -> new ArrayList<>())
                        .add(name)));
        claims = claims(policy);
        version = version(statements + " " + defined);
    }

    /** What {@code settings} say; the gateway's own cautious policy where they say nothing. */
    public static AccessRules of(AccessSettings settings) {
        return new AccessRules(settings.isSilent() ? CautiousPolicy.STATEMENTS : settings.all(), settings.roles());
    }

    /** The name of this policy: the same for the same statements and roles, and for no others. */
    public String version() {
        return version;
    }

    /** The names of the claims that its conditions ask for; a condition that may ask for any names none. */
    Set<String> claims() {
        return claims;
    }

    private static Set<String> claims(PolicySet policy) {
        return policy.statements().stream()
                .flatMap(statement -> Stream.concat(statement.when().stream(), statement.unless().stream()))
                .flatMap(condition -> condition.claims().stream())
                .filter(name -> !name.equals(Condition.ALL_CLAIMS))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The statements. */
    public PolicySet policy() {
        return policy;
    }

    /** What is asked of the policy for {@code call}. */
    public Request request(DescribedCall call) {
        List<PrincipalPattern> principals = new ArrayList<>(call.principals());
        List<String> held = roles(principals);
        held.stream()
                .map(role -> PrincipalPattern.of("role", role))
                .filter(role -> !principals.contains(role))
                .forEach(principals::add);
        return new Request(principals, call.action(), call.server(), call.name(), call.facts(held));
    }

    /** How many people have to agree where the statement {@code id} holds. */
    int people(String id) {
        return people.getOrDefault(id, 1);
    }

    /**
     * What follows for a use by the caller of {@code exchange}, where tools are as {@code pins} know them; another spelling of a resource is no
     * way around a statement.
     */
    Decision decide(Exchange exchange, Use use, Pins pins) {
        Decision decision = spelled(exchange, use, pins);
        Use plain = use.plain();
        return plain.equals(use) ? decision : decision.orStricter(spelled(exchange, plain, pins));
    }

    private Decision spelled(Exchange exchange, Use use, Pins pins) {
        List<PrincipalPattern> principals = principals(exchange.principal(), exchange.authentication());
        List<String> held = roles(principals);
        held.forEach(role -> principals.add(PrincipalPattern.of("role", role)));
        return policy.decide(new Request(
                principals, use.action(), use.server(), use.name(), new ExchangeFacts(exchange, use, held, pins)));
    }

    /** All that a caller is, but for its roles. */
    private static List<PrincipalPattern> principals(Principal principal, Authentication how) {
        List<PrincipalPattern> principals = new ArrayList<>();
        switch (principal) {
            case Principal.Anonymous _ -> principals.add(PrincipalPattern.ANONYMOUS);
            case Principal.User user ->
                principals.add(
                        user.equals(Principal.LOCAL) ? PrincipalPattern.LOCAL : PrincipalPattern.of("user", user.id()));
            case Principal.Workload workload -> principals.add(PrincipalPattern.of("workload", workload.id()));
            case Principal.Delegated(Principal.Key subject, Principal.Key actor) -> {
                principals.add(PrincipalPattern.of("user", subject.text()));
                principals.add(PrincipalPattern.of("actor", actor.text()));
            }
        }
        if (!how.client().isEmpty()) {
            principals.add(PrincipalPattern.of("client", how.client()));
        }
        for (String group : how.claims().getOrDefault(GROUPS, List.of())) {
            principals.add(PrincipalPattern.of("group", group));
        }
        return principals;
    }

    private List<String> roles(List<PrincipalPattern> principals) {
        if (roles.isEmpty()) {
            return List.of();
        }
        List<String> held = new ArrayList<>(roles.getOrDefault(PrincipalPattern.ALL, List.of()));
        for (PrincipalPattern principal : principals) {
            for (String role : roles.getOrDefault(principal, List.of())) {
                if (!held.contains(role)) {
                    held.add(role);
                }
            }
        }
        return held;
    }

    private static String version(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, VERSION_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
