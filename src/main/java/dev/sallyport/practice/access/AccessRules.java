package dev.sallyport.practice.access;

import dev.sallyport.catalog.pin.Pins;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.caller.Authentication;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.Effect;
import dev.sallyport.policy.Outlook;
import dev.sallyport.policy.PolicySet;
import dev.sallyport.policy.PrincipalPattern;
import dev.sallyport.policy.Relation;
import dev.sallyport.policy.Request;
import dev.sallyport.policy.condition.Condition;
import dev.sallyport.protocol.digest.Sha256;
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
    private final boolean cautious;
    private final Set<String> claims;

    private AccessRules(List<StatementSettings> statements, Map<String, RoleSettings> defined, boolean cautious) {
        this.cautious = cautious;
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
        boolean cautious = settings.isSilent();
        return new AccessRules(cautious ? CautiousPolicy.STATEMENTS : settings.all(), settings.roles(), cautious);
    }

    /** True where it is the gateway's own. */
    boolean isCautious() {
        return cautious;
    }

    /** True where a statement has this id. */
    boolean has(String id) {
        return people.containsKey(id);
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

    /** What follows for {@code call}, of which all is known. */
    public Decision decide(DescribedCall call) {
        List<Request> requests = requests(call);
        Decision decision = policy.decide(requests.getFirst());
        return requests.size() == 1 ? decision : decision.orStricter(policy.decide(requests.getLast()));
    }

    /** What can follow for {@code call}, of which not all need be known. */
    public Outlook outlook(DescribedCall call) {
        List<Request> requests = requests(call);
        return requests.size() == 1
                ? policy.outlook(requests.getFirst())
                : policy.outlook(requests.getFirst(), requests.getLast());
    }

    /** How each statement relates to {@code call}, in their order; what only the plain form of a URI meets can stop it, and permits nothing. */
    public List<Relation> explain(DescribedCall call) {
        List<Request> requests = requests(call);
        List<Relation> relations = new ArrayList<>(policy.explain(requests.getFirst()));
        List<Relation> plain = policy.explain(requests.getLast());
        for (int i = 0; i < relations.size(); i++) {
            Relation relation = relations.get(i);
            if (relation.kind() == Relation.Kind.OTHER_RESOURCE
                    && relation.statement().effect() != Effect.PERMIT) {
                relations.set(i, plain.get(i));
            }
        }
        return relations;
    }

    /** What is asked of the policy for {@code call}: as it spells what it is about, and by its plain form where that is another. */
    List<Request> requests(DescribedCall call) {
        return Stream.of(call, call.plain()).distinct().map(this::request).toList();
    }

    private Request request(DescribedCall call) {
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

    /** What has to be added so that the caller of {@code exchange} may do this, whatever its arguments. */
    Addition addition(Exchange exchange, Use use, Pins pins) {
        List<Request> requests = Stream.of(use, use.plain())
                .distinct()
                .map(each -> request(exchange, each, pins))
                .toList();
        return Addition.of(this, Explanation.principal(exchange.principal()), requests);
    }

    private Decision spelled(Exchange exchange, Use use, Pins pins) {
        return policy.decide(request(exchange, use, pins));
    }

    private Request request(Exchange exchange, Use use, Pins pins) {
        List<PrincipalPattern> principals = principals(exchange.principal(), exchange.authentication());
        List<String> held = roles(principals);
        held.forEach(role -> principals.add(PrincipalPattern.of("role", role)));
        return new Request(
                principals, use.action(), use.server(), use.name(), new ExchangeFacts(exchange, use, held, pins));
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
        return HexFormat.of().formatHex(Sha256.of(text), 0, VERSION_BYTES);
    }
}
