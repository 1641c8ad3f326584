package dev.sallyport.practice.access;

import dev.sallyport.policy.Effect;
import dev.sallyport.practice.Mode;
import java.util.List;
import java.util.Optional;

/**
 * What is in force where the settings say nothing of what callers may do: the owner of this machine's home may read, and is asked about all
 * else. Nobody else may do anything.
 */
final class CautiousPolicy {
    private static final List<String> OWNER = List.of("local");
    private static final List<String> EVERYTHING = List.of("*");

    /** The statements. */
    static final List<StatementSettings> STATEMENTS = List.of(
            statement(
                    "sallyport:read",
                    Effect.PERMIT,
                    List.of("resources/read", "prompts/get", "elicitation/create"),
                    Optional.empty()),
            statement(
                    "sallyport:read-only-tools",
                    Effect.PERMIT,
                    List.of("tools/call"),
                    Optional.of("has(resource.annotations.readOnlyHint) && resource.annotations.readOnlyHint == true"
                            + " && !(has(resource.annotations.destructiveHint) && resource.annotations.destructiveHint == true)"
                            + " && !resource.changed")),
            statement(
                    "sallyport:ask-about-other-tools",
                    Effect.HOLD,
                    List.of("tools/call"),
                    Optional.of("!(has(resource.annotations.readOnlyHint) && resource.annotations.readOnlyHint == true)"
                            + " || (has(resource.annotations.destructiveHint) && resource.annotations.destructiveHint == true)"
                            + " || resource.changed")),
            statement(
                    "sallyport:ask-about-requests-of-servers",
                    Effect.HOLD,
                    List.of("sampling/createMessage", "roots/list"),
                    Optional.empty()));

    private CautiousPolicy() {}

    private static StatementSettings statement(String id, Effect effect, List<String> actions, Optional<String> when) {
        return new StatementSettings(
                id,
                effect,
                OWNER,
                EVERYTHING,
                actions,
                when,
                Optional.empty(),
                Mode.ENFORCE,
                Optional.empty(),
                1,
                List.of());
    }
}
