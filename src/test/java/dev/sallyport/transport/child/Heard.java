package dev.sallyport.transport.child;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A listener that keeps what it heard, for tests to wait on. */
final class Heard implements ChildListener {
    static final long PATIENCE_SECONDS = 30;

    final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<String> errors = new LinkedBlockingQueue<>();
    final AtomicInteger ends = new AtomicInteger();
    final AtomicInteger linesAfterEnd = new AtomicInteger();
    private final CompletableFuture<ChildEnd> end = new CompletableFuture<>();

    @Override
    public void line(byte[] json) {
        if (end.isDone()) {
            linesAfterEnd.incrementAndGet();
        }
        lines.add(new String(json, UTF_8));
    }

    @Override
    public void stderr(String sanitisedLine) {
        errors.add(sanitisedLine);
    }

    @Override
    public void ended(ChildEnd end) {
        ends.incrementAndGet();
        this.end.complete(end);
    }

    String nextLine() throws InterruptedException {
        String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertNotNull(line, "no line came");
        return line;
    }

    ChildEnd end() throws Exception {
        return end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    List<String> allLines() throws Exception {
        end();
        return new ArrayList<>(lines);
    }
}
