package dev.sallyport.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.AuthorizationSuccessResponse;
import com.cedarpolicy.model.entity.Entities;
import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.exception.CacheException;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.value.EntityTypeName;
import com.cedarpolicy.value.EntityUID;
import com.cedarpolicy.value.PrimLong;
import com.cedarpolicy.value.PrimString;
import com.cedarpolicy.value.Value;
import dev.sallyport.policy.Decision.Outcome;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The engine against Cedar itself: ten thousand generated requests, of policies whose conditions do not fail, as that is where the two
 * differ on purpose. Cedar has no word for holding: it is asked whether anything but a {@code forbid} decides, and whether a {@code hold}
 * applies.
 */
final class CedarDifferentialTest {
    private static final int SETS = 250;
    private static final int REQUESTS = 40;
    private static final EntityTypeName CALLER = type("Caller");
    private static final EntityTypeName ACTION = type("Action");
    private static final EntityTypeName RESOURCE = type("Resource");

    private final BasicAuthorizationEngine cedar = new BasicAuthorizationEngine();

    @Test
    void agreesWithCedar() throws AuthException, CacheException {
        Generator generator = new Generator(new Random(7337), true);
        Map<Outcome, Integer> seen = new EnumMap<>(Outcome.class);
        for (int i = 0; i < SETS; i++) {
            List<Statement> statements = generator.statements();
            PolicySet ours = PolicySet.of(statements);
            List<Statement> enforced =
                    statements.stream().filter(each -> !each.observed()).toList();
            Question question = new Question(
                    policies(generator, enforced),
                    policies(
                            generator,
                            enforced.stream()
                                    .filter(each -> each.effect() == Effect.HOLD)
                                    .toList()));
            for (int j = 0; j < REQUESTS; j++) {
                Request request = generator.request();
                Decision decision = ours.decide(request);
                Answer answer = question.ask(request);
                assertEquals(answer.outcome(), decision.outcome(), () -> request + " of " + statements);
                decision.statement()
                        .ifPresent(by -> assertTrue(
                                answer.reasons().contains(by.id()), () -> by + " is none of " + answer.reasons()));
                assertEquals(answer.reasons().isEmpty(), decision.statement().isEmpty(), request::toString);
                seen.merge(decision.outcome(), 1, Integer::sum);
            }
        }
        System.out.println("policies: " + SETS * REQUESTS + " decisions are Cedar's, " + seen);
        assertTrue(
                seen.size() == 3 && seen.values().stream().allMatch(count -> count > SETS * REQUESTS / 100),
                () -> seen + "");
    }

    /** What Cedar says, and by which statements. */
    private record Answer(Outcome outcome, Set<String> reasons) {}

    /** A policy as Cedar is asked about it. */
    private final class Question {
        private final com.cedarpolicy.model.policy.PolicySet all;
        private final com.cedarpolicy.model.policy.PolicySet holds;

        Question(com.cedarpolicy.model.policy.PolicySet all, com.cedarpolicy.model.policy.PolicySet holds) {
            this.all = all;
            this.holds = holds;
        }

        Answer ask(Request request) throws AuthException {
            AuthorizationSuccessResponse open = answer(request, all);
            if (!open.isAllowed()) {
                return new Answer(Outcome.DENY, open.getReason());
            }
            AuthorizationSuccessResponse held = answer(request, holds);
            return held.isAllowed()
                    ? new Answer(Outcome.HOLD, held.getReason())
                    : new Answer(Outcome.ALLOW, open.getReason());
        }
    }

    private AuthorizationSuccessResponse answer(Request request, com.cedarpolicy.model.policy.PolicySet policies)
            throws AuthException {
        Entity resource = new Entity(
                RESOURCE.of(request.server() + "/" + request.name()),
                Map.of("server", new PrimString(request.server()), "name", new PrimString(request.name())),
                Set.of());
        Set<EntityUID> all = request.principals().stream()
                .map(each -> CALLER.of(each.text()))
                .collect(Collectors.toSet());
        Entity caller = new Entity(CALLER.of("somebody"), all);
        Map<String, Value> arguments = new HashMap<>();
        request.facts()
                .arguments()
                .orElseThrow()
                .properties()
                .forEach(argument -> arguments.put(
                        argument.getKey(), new PrimLong(argument.getValue().longValue())));
        AuthorizationSuccessResponse answer = cedar.isAuthorized(
                        new AuthorizationRequest(
                                caller.getEUID(), ACTION.of(request.action()), resource.getEUID(), arguments),
                        policies,
                        new Entities(Set.of(resource, caller)))
                .success
                .orElseThrow();
        assertEquals(List.of(), answer.getErrors());
        return answer;
    }

    /** The statements in Cedar, ready to be asked often. */
    private static com.cedarpolicy.model.policy.PolicySet policies(Generator generator, List<Statement> statements)
            throws CacheException {
        Set<Policy> policies = new HashSet<>();
        for (Statement statement : statements) {
            policies.add(new Policy(text(generator, statement), statement.id()));
        }
        var set = new com.cedarpolicy.model.policy.PolicySet(policies);
        set.cache();
        return set;
    }

    private static String text(Generator generator, Statement statement) {
        List<String> conditions = new ArrayList<>();
        if (!statement.principals().contains(PrincipalPattern.ALL)) {
            conditions.add("when { principal in [" + uids(CALLER, statement.principals()) + "] }");
        }
        conditions.add(statement.resources().stream()
                .map(pattern -> "("
                        + (pattern.server().equals("*") ? "true" : "resource.server == \"" + pattern.server() + "\"")
                        + " && resource.name like \"" + pattern.name() + "\")")
                .collect(Collectors.joining(" || ", "when { ", " }")));
        statement
                .when()
                .ifPresent(text ->
                        conditions.add("when { " + generator.clause(text).cedar() + " }"));
        statement
                .unless()
                .ifPresent(text ->
                        conditions.add("unless { " + generator.clause(text).cedar() + " }"));
        return (statement.effect() == Effect.FORBID ? "forbid" : "permit")
                + " (principal, action"
                + (statement.isAboutAction("any at all") ? "" : " in [" + uids(ACTION, statement.actions()) + "]")
                + ", resource) " + String.join(" ", conditions) + ";";
    }

    private static String uids(EntityTypeName type, Set<?> names) {
        return names.stream()
                .map(name -> type.of(name.toString()).toCedarExpr())
                .collect(Collectors.joining(", "));
    }

    private static EntityTypeName type(String name) {
        return EntityTypeName.parse(name).orElseThrow();
    }
}
