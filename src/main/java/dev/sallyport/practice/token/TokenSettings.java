package dev.sallyport.practice.token;

import dev.sallyport.practice.Doc;
import dev.sallyport.practice.Mode;
import java.util.List;

/** What becomes of tokens and keys that stand in messages. */
public record TokenSettings(
        @Doc("Whether what looks like a token or key is acted on, or only recorded.")
        Mode mode,

        @Doc("What becomes of one in arguments: `refuse`, `redact` or `allow`.")
        Rule arguments,

        @Doc("What becomes of one in results: `redact`, `refuse` or `allow`.")
        Rule results,

        @Doc("The servers, or tools as `server/tool`, whose arguments and results may have them.")
        List<String> exempt) {
    /** Refused on the way to a server, taken out on the way back. */
    public static final TokenSettings DEFAULT = new TokenSettings(Mode.ENFORCE, Rule.REFUSE, Rule.REDACT, List.of());

    /** What becomes of a secret. */
    public enum Rule {
        /** The message is stopped. */
        REFUSE,
        /** The secret is taken out of the message. */
        REDACT,
        /** It passes. */
        ALLOW
    }

    public TokenSettings {
        exempt = List.copyOf(exempt);
        if (exempt.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("exempt must not have empty texts");
        }
    }
}
