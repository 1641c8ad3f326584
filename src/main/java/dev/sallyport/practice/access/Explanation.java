package dev.sallyport.practice.access;

import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.PrincipalPattern;
import dev.sallyport.policy.Statement;
import dev.sallyport.practice.access.approval.Pending;
import dev.sallyport.practice.access.approval.Visible;
import java.util.Optional;

/** Sentences for whoever was not let through: why, and what would change it. They name what the policy names, never arguments. */
final class Explanation {
    private Explanation() {}

    /** Nothing permits it but {@code addition} would. */
    static String notPermitted(Addition addition) {
        return "nothing in the policy permits this; a statement that does" + addition.words();
    }

    /** A person has to agree, and can be asked by no way but the policy; {@code addition} is empty where that would be rash. */
    static String held(Decision decision, Optional<Addition> addition) {
        return advised(
                decision,
                "a person has to agree to this first"
                        + addition.map(added -> "; a statement that permits it always" + added.words())
                                .orElse(""));
    }

    /** A person has to agree, and is asked by {@code pending}. */
    static String held(Decision decision, Optional<Addition> addition, Pending pending) {
        return advised(decision, "a person has to agree to this first")
                + (pending.url().isEmpty() ? ": " : ": at " + pending.url() + " or ")
                + "by `sallyport approvals approve " + pending.name()
                + "`" + (pending.ask().changed().isEmpty() ? "" : " (`--for tool` accepts the new definition)")
                + "; then call again"
                + addition.map(added -> ". A statement that permits it always" + added.words())
                        .orElse("");
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

    /** Whom a statement names that is about {@code principal}. */
    static String principal(Principal principal) {
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
