package dev.sallyport.cli.doctor;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Checks side by side, all of them within one bounded time. */
final class Checks {
    private Checks() {}

    /** What {@code checks} find in their order; one that is not done within {@code patience} is found unanswered. */
    static List<Finding> run(List<Check> checks, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        List<Future<List<Finding>>> running = new ArrayList<>();
        for (Check check : checks) {
            FutureTask<List<Finding>> task = new FutureTask<>(check.look());
            Thread.ofVirtual().name("sallyport-check").start(task);
            running.add(task);
        }
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < checks.size(); i++) {
            findings.addAll(found(checks.get(i), running.get(i), end));
        }
        return findings;
    }

    private static List<Finding> found(Check check, Future<List<Finding>> running, long end)
            throws InterruptedException {
        try {
            return running.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            running.cancel(true);
            return unanswered(check, "there was no answer in time");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException cannot) {
                return unanswered(check, Examined.words(cannot));
            }
            throw new IllegalStateException("the check of " + check.where() + " failed", failed.getCause());
        }
    }

    private static List<Finding> unanswered(Check check, String why) {
        return List.of(new Finding(check.unanswered(), check.where(), "cannot be looked at: " + why, "", ""));
    }
}
