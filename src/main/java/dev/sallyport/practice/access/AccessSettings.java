package dev.sallyport.practice.access;

import dev.sallyport.practice.Doc;
import dev.sallyport.practice.Included;
import dev.sallyport.practice.Mode;
import dev.sallyport.practice.Unfit;
import dev.sallyport.practice.access.approval.ApprovalSettings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What callers may do. */
public record AccessSettings(
        @Doc("Whether the policy decides (enforce), or what it would have denied or held is only recorded (observe).")
        Mode mode,

        @Doc("Files with more statements, each `statements:` and a list.")
        List<Included<PolicyFile>> policies,

        @Doc(
                "The statements of the policy. Without any, and without roles, a cautious policy of the gateway's own is in force.")
        List<StatementSettings> statements,

        @Doc(value = "What groups of callers may use, by the name of their role.", keys = ROLE)
        Map<String, RoleSettings> roles,

        @Doc("How long people have who are asked, and callers who were agreed to.")
        ApprovalSettings approvals) {
    static final String ROLE = "[a-z][a-z0-9-]{0,63}";

    /** The policy of the gateway's own. */
    public static final AccessSettings DEFAULT =
            new AccessSettings(Mode.ENFORCE, List.of(), List.of(), Map.of(), ApprovalSettings.DEFAULT);

    public AccessSettings {
        policies = List.copyOf(policies);
        statements = List.copyOf(statements);
        roles = Collections.unmodifiableMap(new LinkedHashMap<>(roles));
        for (String role : roles.keySet()) {
            if (!role.matches(ROLE)) {
                throw new IllegalArgumentException(
                        "roles must have names of small letters, digits and `-`, unlike `" + role + "`");
            }
        }
        Set<String> ids = new HashSet<>();
        for (StatementSettings statement : statements) {
            checkOnce("statements", statement, ids, "give one of them another");
        }
        for (Included<PolicyFile> policy : policies) {
            policy.content()
                    .statements()
                    .forEach(statement ->
                            checkOnce("policies", statement, ids, "it is in `" + policy.file() + "` and elsewhere"));
        }
    }

    private static void checkOnce(String key, StatementSettings statement, Set<String> ids, String mend) {
        if (!ids.add(statement.id())) {
            throw new Unfit(key + " must have ids of their own; two statements have `" + statement.id() + "`", mend);
        }
    }

    /** The same with these statements in place of those here and in the files. */
    public AccessSettings withStatements(List<StatementSettings> others) {
        return new AccessSettings(mode, List.of(), others, roles, approvals);
    }

    /** True where nothing is said of what callers may do. */
    public boolean isSilent() {
        return policies.isEmpty() && statements.isEmpty() && roles.isEmpty();
    }

    /** The ids of the statements that ask two people. */
    public List<String> askingTwo() {
        return all().stream()
                .filter(statement -> statement.people() > 1)
                .map(StatementSettings::id)
                .toList();
    }

    /** All statements: those here, those of the files, and those of the roles. */
    List<StatementSettings> all() {
        List<StatementSettings> all = new ArrayList<>(statements);
        policies.forEach(policy -> all.addAll(policy.content().statements()));
        roles.forEach((name, role) -> all.addAll(role.statements(name)));
        return all;
    }
}
