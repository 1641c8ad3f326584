package dev.sallyport.transport.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sallyport.pipeline.event.UpstreamFailure;
import dev.sallyport.pipeline.verdict.Reasons;
import org.junit.jupiter.api.Test;

final class ReachingTest {
    private final UpstreamFailure REFUSED = new UpstreamFailure(Reasons.TLS);

    private final Reaching reaching = new Reaching(() -> 0);

    private long waitMillis(long nowMillis) {
        for (long millis = nowMillis; ; millis++) {
            if (reaching.refusal(millis * 1_000_000).isEmpty()) {
                return millis - nowMillis;
            }
        }
    }

    @Test
    void failuresWaitLongerAndLongerAndOneSuccessForgives() {
        long[] waits = {0, 0, 100, 200, 400, 800, 1600, 3200, 5000, 5000};
        long now = 7;
        for (long wait : waits) {
            reaching.failed(REFUSED, now * 1_000_000);
            assertEquals(wait, waitMillis(now));
            now += wait;
        }
        reaching.failed(REFUSED, now * 1_000_000);
        assertEquals(
                Reasons.TLS, reaching.refusal(now * 1_000_000).orElseThrow().reason());
        reaching.reached();
        assertEquals(0, waitMillis(now));
    }

    @Test
    void attemptsThatFailTogetherCountOnce() {
        for (int i = 0; i < 3; i++) {
            reaching.failed(REFUSED, 0);
        }
        for (int i = 0; i < 100; i++) {
            reaching.failed(REFUSED, 1);
        }
        assertEquals(100, waitMillis(0));
    }
}
