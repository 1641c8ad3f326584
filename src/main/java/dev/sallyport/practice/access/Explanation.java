package dev.sallyport.practice.access;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.PrincipalPattern;
import dev.sallyport.policy.Statement;
import dev.sallyport.practice.access.approval.Pending;
import dev.sallyport.practice.access.approval.Visible;
import java.util.List;

/** Sentences for whoever was not let through: why, and what would change it. They name what the policy names, never arguments. */
final class Explanation {
    private Explanation() {}

    /** Nothing permits it. */
    static String notPermitted(Exchange exchange, Use use) {
        return "nothing in the policy permits this; a statement that does: `" + permitting(exchange, use) + "`";
    }

    /** A person has to agree, and can be asked by no way but the policy. */
    static String held(Exchange exchange, Use use, Decision decision) {
        return advised(
                decision,
                "a person has to agree to this first; a statement that permits it always: `" + permitting(exchange, use)
                        + "`");
    }

    /** A person has to agree, and is asked by {@code pending}. */
    static String held(Exchange exchange, Use use, Decision decision, Pending pending) {
        return advised(decision, "a person has to agree to this first")
                + (pending.url().isEmpty() ? ": " : ": at " + pending.url() + " or ")
                + "by `sallyport approvals approve " + pending.name()
                + "`" + (pending.ask().changed().isEmpty() ? "" : " (`--for tool` accepts the new definition)")
                + "; then call again. A statement that permits it always: `" + permitting(exchange, use) + "`";
    }

    /** What a client shows its user before the page. */
    static String question(Use use, Pending pending) {
        return "Approval " + pending.name() + " at your Sallyport gateway: may `" + Visible.of(use.name()) + "` of `"
                + use.server() + "` be used?";
    }

    private static String advised(Decision decision, String otherwise) {
        String advice = decision.statement().map(Statement::advice).orElse("");
        return advice.isEmpty() ? otherwise : advice;
    }

    /** A statement forbids it, or could not be evaluated. */
    static String forbidden(Decision decision) {
        String id = decision.statement().map(Statement::id).orElse("");
        return decision.failed()
                ? "the statement `" + id + "` of the policy cannot be evaluated for this, and so forbids it"
                : "the statement `" + id + "` of the policy forbids this";
    }

    /** The line of a policy that permits {@code use} to its caller, and nothing else. */
    static String permitting(Exchange exchange, Use use) {
        return StatementText.of(
                StatementSettings.permitting(List.of(principal(exchange)), use.action(), use.server(), use.name()));
    }

    private static String principal(Exchange exchange) {
        Principal principal = exchange.principal();
        if (principal.equals(Principal.LOCAL)) {
            return PrincipalPattern.LOCAL.text();
        }
        return switch (principal) {
            case Principal.Anonymous _ -> PrincipalPattern.ANONYMOUS.text();
            case Principal.User user -> "user:" + user.id();
            case Principal.Workload workload -> "workload:" + workload.id();
            case Principal.Delegated delegated -> "user:" + delegated.subject().text();
        };
    }
}
