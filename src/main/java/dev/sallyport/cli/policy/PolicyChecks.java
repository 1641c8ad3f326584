package dev.sallyport.cli.policy;

import dev.sallyport.catalog.search.NearestName;
import dev.sallyport.policy.Effect;
import dev.sallyport.policy.PrincipalPattern;
import dev.sallyport.policy.ResourcePattern;
import dev.sallyport.policy.Statement;
import dev.sallyport.practice.access.RoleSettings;
import dev.sallyport.practice.access.StatementSettings;
import dev.sallyport.settings.binding.SettingsProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What of a policy is of no use or too wide, as can be said without asking a server. */
final class PolicyChecks {
    private static final String ROLE = "role:";
    private static final Pattern RISK = Pattern.compile("\\bcontext\\s*\\.\\s*risk\\b(?!\\s*\\.\\s*signals\\b)");

    private final List<Located> statements;
    private final Map<String, RoleSettings> roles;

    /** The checks of {@code statements}, with the roles that the settings define. */
    PolicyChecks(List<Located> statements, Map<String, RoleSettings> roles) {
        this.statements = statements;
        this.roles = roles;
    }

    /** What was found, in the order of the policy. */
    List<SettingsProblem> warnings() {
        List<SettingsProblem> warnings = new ArrayList<>();
        for (int i = 0; i < statements.size(); i++) {
            Located each = statements.get(i);
            shadow(each).ifPresent(warnings::add);
            same(each, statements.subList(0, i)).ifPresent(warnings::add);
            nobody(each).ifPresent(warnings::add);
            everything(each).ifPresent(warnings::add);
            action(each).ifPresent(warnings::add);
            lifts(each).ifPresent(warnings::add);
            risk(each).ifPresent(warnings::add);
        }
        return warnings;
    }

    /** What is forbidden in any case can be permitted or held by nothing. */
    private Optional<SettingsProblem> shadow(Located each) {
        return each.statement().effect() == Effect.FORBID
                ? Optional.empty()
                : statements.stream()
                        .map(Located::statement)
                        .filter(other ->
                                other.effect() == Effect.FORBID && !other.observed() && other.covers(each.statement()))
                        .findFirst()
                        .map(other -> each.problem(
                                "",
                                "never decides: `" + other.id() + "` forbids all that it is about",
                                "take one of them out"));
    }

    private static Optional<SettingsProblem> same(Located each, List<Located> before) {
        return before.stream()
                .map(Located::statement)
                .filter(other -> other.isSame(each.statement()))
                .findFirst()
                .map(other -> each.problem("", "says the same as `" + other.id() + "`", "take one of them out"));
    }

    private Optional<SettingsProblem> nobody(Located each) {
        List<String> names = each.statement().principals().stream()
                .map(PrincipalPattern::text)
                .sorted()
                .toList();
        if (!names.stream().allMatch(name -> name.startsWith(ROLE) && !hasMembers(name.substring(ROLE.length())))) {
            return Optional.empty();
        }
        return Optional.of(each.problem(
                "", "never applies: nobody has " + String.join(" or ", names), "name `members` of the role"));
    }

    private boolean hasMembers(String role) {
        RoleSettings known = roles.get(role);
        return known != null && !known.members().isEmpty();
    }

    /** A method that nobody knows is asked about by its name, so it need not be a mistake. */
    private static Optional<SettingsProblem> action(Located each) {
        return each.statement().actions().stream()
                .filter(action -> !action.equals("*") && !StatementSettings.ACTIONS.contains(action))
                .sorted()
                .findFirst()
                .map(action -> each.problem(
                        "action",
                        "is about `" + action + "`, which is none of the actions that are known here",
                        NearestName.of(action, StatementSettings.ACTIONS)
                                .map(name -> "did you mean `" + name + "`?")
                                .orElse("actions are " + String.join(", ", StatementSettings.ACTIONS))));
    }

    private Optional<SettingsProblem> lifts(Located each) {
        List<String> holds = statements.stream()
                .map(Located::statement)
                .filter(statement -> statement.effect() == Effect.HOLD)
                .map(Statement::id)
                .toList();
        return each.statement().lifts().stream()
                .filter(id -> !holds.contains(id))
                .sorted()
                .findFirst()
                .map(id -> each.problem(
                        "lifts",
                        "lifts `" + id + "`, and no statement of that id holds anything",
                        NearestName.suggestion(id, holds)));
    }

    private static Optional<SettingsProblem> risk(Located each) {
        String conditions = each.statement().when() + " " + each.statement().unless();
        return RISK.matcher(conditions).find()
                ? Optional.of(each.problem(
                        "",
                        "asks `context.risk` for a fact that no practice sets: a permit does not apply for it, a forbid and a hold do",
                        "ask for `context.risk.signals`, or leave it out"))
                : Optional.empty();
    }

    private static Optional<SettingsProblem> everything(Located each) {
        Statement statement = each.statement();
        boolean all = statement.effect() == Effect.PERMIT
                && statement.when().isEmpty()
                && statement.unless().isEmpty()
                && statement.principals().contains(PrincipalPattern.ALL)
                && statement.resources().contains(ResourcePattern.ALL)
                && statement.isAboutAction("tools/call");
        return all
                ? Optional.of(each.problem(
                        "",
                        "lets everybody do everything, callers without a credential too",
                        "name principals or resources; `sallyport policy suggest` drafts what was used"))
                : Optional.empty();
    }
}
