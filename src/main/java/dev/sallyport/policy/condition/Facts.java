package dev.sallyport.policy.condition;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What is known of one request when its conditions are judged; each is asked for only where a condition names it. Values are
 * texts, {@code Long}, {@code Double}, {@code Boolean}, {@code Instant}, lists and maps of these.
 */
public interface Facts {
    /** Who calls, by the names in {@link Vocabulary#PRINCIPAL}. */
    Map<String, Object> principal();

    /** The program that calls, as its authorization server knows it; empty where none was named. */
    String client();

    /** What is called, by the names in {@link Vocabulary#RESOURCE}. */
    Map<String, Object> resource();

    /** With what; empty while that is not known, as when a list is made of what could be called. */
    Optional<JsonNode> arguments();

    /** Circumstances, by the names in {@link Vocabulary#CONTEXT}. */
    Map<String, Object> context();

    /** Where not all claims are known: true for one of which is known whether it is there. */
    default boolean knowsClaim(String name) {
        return false;
    }

    /** What is not known; what the other methods say of it is not looked at. */
    default Set<Unknown> unknown() {
        return arguments().isEmpty() ? Unknown.ARGUMENTS_ALONE : Set.of();
    }
}
