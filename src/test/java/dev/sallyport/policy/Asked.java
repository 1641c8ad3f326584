package dev.sallyport.policy;

import dev.sallyport.policy.condition.Facts;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A request for tests: whoever its principals say, with arguments as JSON, or with none known. */
record Asked(String kind, Optional<JsonNode> arguments) implements Facts {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** One whose arguments are {@code json}. */
    static Asked with(String json) {
        return new Asked("user", Optional.of(JSON.readTree(json)));
    }

    /** A request for {@code server/name} by {@code principals}. */
    Request to(String action, String resource, String... principals) {
        int slash = resource.indexOf('/');
        return new Request(
                Arrays.stream(principals).map(PrincipalPattern::new).toList(),
                action,
                slash < 0 ? resource : resource.substring(0, slash),
                slash < 0 ? "" : resource.substring(slash + 1),
                this);
    }

    @Override
    public Map<String, Object> principal() {
        return Map.of("kind", kind, "roles", List.of());
    }

    @Override
    public String client() {
        return "";
    }

    @Override
    public Map<String, Object> resource() {
        return Map.of();
    }

    @Override
    public Map<String, Object> context() {
        return Map.of("time", Instant.EPOCH);
    }
}
