package dev.sallyport.cli.doctor;

import dev.sallyport.SharedLimits;
import dev.sallyport.settings.Settings;
import dev.sallyport.store.redis.RedisCounts;
import java.util.List;
import java.util.Optional;

/** Whether the Redis of several gateways can be counted in: what this leaves there ends within a second. */
final class StoreChecks {
    private StoreChecks() {}

    static List<Check> of(Settings settings) {
        return settings.store().redis().stream()
                .map(redis -> new Check("store.redis", Code.STORE_REDIS, () -> {
                    try (RedisCounts counts = new RedisCounts(SharedLimits.server(redis))) {
                        return List.of(finding(redis.url().toString(), counts.problem()));
                    }
                }))
                .toList();
    }

    private static Finding finding(String url, Optional<String> problem) {
        return problem.isEmpty()
                ? Finding.ok(Code.STORE_SOUND, "store.redis", url + " can be counted in")
                : new Finding(
                        Code.STORE_REDIS,
                        "store.redis",
                        problem.get(),
                        "by ratelimit.on-failure, what is limited is refused, or each gateway counts by itself",
                        "");
    }
}
