package dev.sallyport.practice.validation.argument;

import dev.sallyport.pipeline.verdict.Reason;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges single texts by their argument class: pure functions of the text, time linear in its length. */
public final class ArgumentRules {
    private final Set<String> exempt;

    /**
     * Rules under which some hosts may be private.
     *
     * @param exemptHosts hosts, with or without a port, in lower case; matched as they are spelled
     */
    public ArgumentRules(Set<String> exemptHosts) {
        this.exempt = Set.copyOf(exemptHosts);
    }

    /** Why {@code text} may not be used as a {@code use}, or null. */
    @Nullable
    Reason judge(ArgumentClass use, String text) {
        return switch (use) {
            case PATH -> PathRules.judge(text);
            case URL -> UrlRules.judge(text, exempt);
            case HOST -> text.contains("://") ? UrlRules.judge(text, exempt) : HostRules.judge(text, exempt);
            case IDENTIFIER -> IdentifierRules.judge(text, exempt);
            case SHELL_WORD -> ShellRules.judge(text);
            case SQL_LITERAL -> SqlRules.judge(text);
            case CODE -> null;
        };
    }
}
