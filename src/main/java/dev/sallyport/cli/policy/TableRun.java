package dev.sallyport.cli.policy;

import dev.sallyport.catalog.search.NearestName;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.Decision.Outcome;
import dev.sallyport.policy.Relation;
import dev.sallyport.policy.Statement;
import dev.sallyport.practice.access.AccessRules;
import dev.sallyport.practice.access.DescribedCall;
import dev.sallyport.settings.binding.Places;
import dev.sallyport.settings.binding.SettingsProblem;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What came of tables of cases: each case, and which statements were ever hit. */
final class TableRun {
    private final AccessRules rules;
    private final Instant now;
    private final List<Result> results = new ArrayList<>();
    private final Set<String> hit = new LinkedHashSet<>();

    /**
     * What came of one case.
     *
     * @param file the table
     * @param tried the case
     * @param outcome what the policy says
     * @param statement the id of the statement that decided; empty for none
     * @param problem what is wrong, and where; its message is empty where the case holds
     */
    record Result(Path file, PolicyCase tried, Outcome outcome, String statement, SettingsProblem problem) {
        /** True where the policy says what it must. */
        boolean holds() {
            return problem.message().isEmpty();
        }
    }

    /** No case yet for {@code rules}; {@code now} is the time for those that say none. */
    TableRun(AccessRules rules, Instant now) {
        this.rules = rules;
        this.now = now;
    }

    /** Tries the cases of a table. */
    void run(Path file, PolicyTable table, Places places) {
        for (int i = 0; i < table.cases().size(); i++) {
            PolicyCase tried = table.cases().get(i);
            DescribedCall call = tried.described(now);
            Decision decision = rules.decide(call);
            String statement = decision.statement().map(Statement::id).orElse("");
            String message = message(tried, decision, statement);
            results.add(new Result(
                    file, tried, decision.outcome(), statement, places.problem("cases[" + i + "]", message, "")));
            for (Relation relation : rules.explain(call)) {
                if (relation.kind() == Relation.Kind.APPLIES || relation.kind() == Relation.Kind.FAILS) {
                    hit.add(relation.statement().id());
                }
            }
        }
    }

    /** Cases that name a statement which the policy does not have. */
    List<SettingsProblem> unknown(PolicyTable table, Places places) {
        List<String> ids =
                rules.policy().statements().stream().map(Statement::id).toList();
        List<SettingsProblem> unknown = new ArrayList<>();
        for (int i = 0; i < table.cases().size(); i++) {
            String path = "cases[" + i + "].by";
            table.cases()
                    .get(i)
                    .by()
                    .filter(id -> !ids.contains(id))
                    .ifPresent(id -> unknown.add(places.problem(
                            path,
                            path + " names the statement `" + id + "`, which the policy does not have",
                            NearestName.suggestion(id, ids))));
        }
        return unknown;
    }

    private static String message(PolicyCase tried, Decision decision, String statement) {
        boolean sameOutcome = decision.outcome() == tried.expect().outcome();
        if (sameOutcome && tried.by().map(statement::equals).orElse(true)) {
            return "";
        }
        String by = tried.by().map(id -> " by `" + id + "`").orElse("");
        String decided = statement.isEmpty() ? ", as nothing permits it" : " by `" + statement + "`";
        String failed = decision.failed() ? ", which cannot be evaluated for it" : "";
        return tried.title() + ": must be " + Paint.word(tried.expect().outcome()) + by + ", is "
                + Paint.word(decision.outcome()) + decided + failed;
    }

    /** Every case, in its order. */
    List<Result> results() {
        return results;
    }

    /** Those that do not hold. */
    List<Result> failures() {
        return results.stream().filter(result -> !result.holds()).toList();
    }

    /** The ids of the statements that no case hit, in the order of the policy. */
    List<String> neverHit() {
        return rules.policy().statements().stream()
                .map(Statement::id)
                .filter(id -> !hit.contains(id))
                .toList();
    }

    /** How many statements the policy has. */
    int statementCount() {
        return rules.policy().statements().size();
    }

    /** Of a hundred statements so many were hit, rounded down; a hundred where there is none. */
    int coveragePercent() {
        int all = statementCount();
        return all == 0 ? 100 : 100 * (all - neverHit().size()) / all;
    }
}
