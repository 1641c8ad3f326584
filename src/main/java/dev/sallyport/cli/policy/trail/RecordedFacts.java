package dev.sallyport.cli.policy.trail;

import dev.sallyport.practice.access.Vouched;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What an entry of the audit trail tells of its caller and its risk. */
final class RecordedFacts {
    private static final String GROUPS = "groups";
    /** The trail has so many groups at most: of a caller with as many it may have left some out. */
    private static final int GROUPS_MAX = 100;

    private RecordedFacts() {}

    /** What was said of the caller; of claims those that the policy of that time named, and groups. */
    static Vouched vouched(JsonNode entry) {
        Map<String, List<String>> claims = new HashMap<>();
        Set<String> known = new HashSet<>();
        entry.path("policy").path("claims").properties().forEach(claim -> {
            JsonNode values = claim.getValue();
            boolean whole =
                    values.isNull() || (values.isArray() && values.valueStream().allMatch(JsonNode::isString));
            if (whole) {
                known.add(claim.getKey());
            }
            if (whole && values.isArray()) {
                claims.put(claim.getKey(), texts(values));
            }
        });
        if (entry.path(GROUPS).size() < GROUPS_MAX) {
            known.add(GROUPS);
            if (!entry.path(GROUPS).isEmpty()) {
                claims.put(GROUPS, texts(entry.path(GROUPS)));
            }
        }
        return new Vouched(
                Optional.of(entry.path("authentication").asString("none")),
                Optional.of(entry.path("proof").asString("none")),
                entry.path("scopes").isNull() ? Optional.empty() : Optional.of(texts(entry.path("scopes"))),
                claims,
                Optional.of(known));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asString("")));
        return texts;
    }

    /** The facts of its risk. */
    static Map<String, Object> risk(JsonNode entry) {
        Map<String, Object> risk = new HashMap<>();
        entry.path("risk").properties().forEach(fact -> {
            JsonNode value = fact.getValue();
            if (value.isString()) {
                risk.put(fact.getKey(), value.asString());
            } else if (value.isBoolean()) {
                risk.put(fact.getKey(), value.asBoolean());
            } else if (value.isIntegralNumber()) {
                risk.put(fact.getKey(), value.longValue());
            } else if (value.isArray()) {
                risk.put(fact.getKey(), texts(value));
            } else if (value.isNumber()) {
                risk.put(fact.getKey(), value.doubleValue());
            }
        });
        return risk;
    }
}
