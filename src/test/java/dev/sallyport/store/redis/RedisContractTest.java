package dev.sallyport.store.redis;

import dev.sallyport.practice.ratelimit.count.SharedCounts;
import dev.sallyport.practice.ratelimit.count.SharedCountsContract;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The contract with a real Redis, by its clock. */
final class RedisContractTest extends SharedCountsContract {
    private RealRedis redis;
    private RedisCounts counts;

    @BeforeEach
    void start() throws IOException {
        redis = RealRedis.start();
        counts = new RedisCounts(RedisServer.local(redis.port(), Duration.ofSeconds(5)));
    }

    @AfterEach
    void stop() throws IOException {
        counts.close();
        redis.close();
    }

    @Override
    protected SharedCounts counts() {
        return counts;
    }

    @Override
    protected void rest(long millis) throws InterruptedException {
        Thread.sleep(millis);
    }
}
