package dev.sallyport.cli.policy;

import dev.sallyport.Gateway;
import dev.sallyport.catalog.Inventory;
import dev.sallyport.settings.Settings;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** What the servers of settings offer, asked by a gateway that listens nowhere and ends afterwards, its child processes with it. */
final class Survey {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration BETWEEN = Duration.ofMillis(200);

    private Survey() {}

    /** Asks each server of {@code settings}; one that does not answer within half a minute is unknown, with the reason. */
    static Map<String, Inventory> of(Settings settings) throws InterruptedException {
        Gateway.Start start = new Gateway.Start(
                "policy-check", settings, "", Gateway.unrecorded(), true, Clock.systemUTC(), System.getenv());
        long end = System.nanoTime() + PATIENCE.toNanos();
        try (Gateway gateway = new Gateway(start)) {
            Map<String, Inventory> known = gateway.survey().get();
            while (!known.values().stream().allMatch(Inventory.Known.class::isInstance) && System.nanoTime() < end) {
                Thread.sleep(BETWEEN.toMillis());
                known = gateway.survey().get();
            }
            return known;
        } catch (ExecutionException bug) {
            throw new IllegalStateException(bug);
        }
    }
}
