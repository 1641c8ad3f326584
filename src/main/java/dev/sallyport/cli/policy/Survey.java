package dev.sallyport.cli.policy;

import dev.sallyport.Gateway;
import dev.sallyport.catalog.Inventory;
import dev.sallyport.pipeline.verdict.Reasons;
import dev.sallyport.settings.Settings;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** What the servers of settings offer, asked by a gateway that listens nowhere and ends afterwards, its child processes with it. */
final class Survey {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** After this a failure that is no silence is believed. */
    private static final Duration FAILING = Duration.ofSeconds(4);

    private static final Set<String> SILENCE = Set.of(Inventory.NEVER_ASKED.reason(), Reasons.TIMEOUT.toString());
    private static final Duration BETWEEN = Duration.ofMillis(200);

    private Survey() {}

    /** Asks each server of {@code settings}; one that fails, or does not answer within half a minute, is unknown, with the reason. */
    static Map<String, Inventory> of(Settings settings) throws InterruptedException {
        Gateway.Start start = new Gateway.Start(
                "policy-check", settings, "", Gateway.unrecorded(), true, Clock.systemUTC(), System.getenv());
        long began = System.nanoTime();
        try (Gateway gateway = new Gateway(start)) {
            Map<String, Inventory> known = gateway.survey().get();
            while (isWorthWaiting(known, Duration.ofNanos(System.nanoTime() - began))) {
                var _ = new CountDownLatch(1).await(BETWEEN.toMillis(), TimeUnit.MILLISECONDS);
                known = gateway.survey().get();
            }
            return known;
        } catch (ExecutionException bug) {
            throw new IllegalStateException(bug);
        }
    }

    private static boolean isWorthWaiting(Map<String, Inventory> known, Duration waited) {
        return waited.compareTo(PATIENCE) < 0
                && known.values().stream()
                        .anyMatch(inventory -> inventory instanceof Inventory.Unknown unknown
                                && (SILENCE.contains(unknown.reason()) || waited.compareTo(FAILING) < 0));
    }
}
