package dev.sallyport.practice.access;

import dev.sallyport.policy.Effect;
import dev.sallyport.policy.PrincipalPattern;
import dev.sallyport.policy.ResourcePattern;
import dev.sallyport.practice.Doc;
import dev.sallyport.practice.Unfit;
import java.util.ArrayList;
import java.util.List;

/** What those who have a role may use: a policy for whoever needs no conditions. */
public record RoleSettings(
        @Doc(value = "Who has it, in the form of a statement's principals; a role has no roles.", example = "local")
        List<String> members,

        @Doc("What they may use, in the form of a statement's resources.")
        List<String> may,

        @Doc("What they may use once a person agrees.") List<String> hold) {
    private static final String KIND = "role";

    public RoleSettings {
        members = List.copyOf(members);
        may = List.copyOf(may);
        hold = List.copyOf(hold);
        for (String member : members) {
            if (PrincipalPattern.read(member).isEmpty() || member.startsWith(KIND + ":")) {
                throw new Unfit(
                        "members must be principals that are no roles, unlike `" + member + "`",
                        PrincipalPattern.suggestion(member));
            }
        }
        check("may", may);
        check("hold", hold);
        if (may.isEmpty() && hold.isEmpty()) {
            throw new IllegalArgumentException("may must name something, or `hold`: a role of nothing is a mistake");
        }
    }

    /** One that asks nobody. */
    public RoleSettings(List<String> members, List<String> may) {
        this(members, may, List.of());
    }

    private static void check(String key, List<String> resources) {
        for (String resource : resources) {
            if (ResourcePattern.read(resource).isEmpty()) {
                throw new IllegalArgumentException(key
                        + " must name a server, a server and a name with / between, or *, unlike `" + resource + "`");
            }
        }
    }

    /** The statements that the role {@code name} stands for. */
    public List<StatementSettings> statements(String name) {
        List<StatementSettings> statements = new ArrayList<>();
        List<String> holders = List.of(KIND + ":" + name);
        if (!may.isEmpty()) {
            statements.add(new StatementSettings("role:" + name + "/may", Effect.PERMIT, holders, may));
        }
        if (!hold.isEmpty()) {
            statements.add(new StatementSettings("role:" + name + "/hold", Effect.HOLD, holders, hold));
        }
        return statements;
    }
}
