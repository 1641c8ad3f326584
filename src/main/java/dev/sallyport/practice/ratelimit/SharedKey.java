package dev.sallyport.practice.ratelimit;

import dev.sallyport.pipeline.caller.Peer;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.protocol.digest.Sha256;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Under which name gateways count together: the limit's own name, and a hash of whom it is about, which names nobody. */
final class SharedKey {
    private static final int HASH_BYTES = 18;

    private SharedKey() {}

    /**
     * The name of the count of {@code key} under {@code rule}. Another number in the rule leaves it as it is, so that a limit can be raised and
     * keeps what was taken; what is counted by something else, or in another unit, is another count.
     */
    static String of(LimitRule rule, Object key) {
        StringBuilder text = new StringBuilder(kind(rule));
        rule.by().forEach(by -> part(text, by.name()));
        part(text, rule.argument().orElse(""));
        List<?> values = key instanceof List<?> several ? several : List.of(key);
        values.forEach(value -> part(text, text(value)));
        return rule.id() + ":" + hash(text.toString());
    }

    private static String kind(LimitRule rule) {
        return switch (rule) {
            case RateRule _ -> "rate";
            case BudgetRule budget -> "budget/" + budget.budget().unit();
            case ConcurrencyRule _ -> "concurrency";
        };
    }

    /** With its length, so that no two lists of parts are the same text. */
    private static void part(StringBuilder text, String part) {
        text.append(' ').append(part.length()).append(':').append(part);
    }

    private static String text(Object value) {
        return switch (value) {
            case Principal principal -> "principal " + principal.id();
            case Peer peer -> "peer " + peer.network();
            case Charge charge -> "of " + charge.server() + " " + charge.name();
            default -> value.toString();
        };
    }

    /** 144 bits of SHA-256. */
    static String hash(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(Sha256.of(text), HASH_BYTES));
    }
}
