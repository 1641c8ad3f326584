package dev.sallyport.observe.ship;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a receiver got, in the order in which it got it. Safe for use by several threads. */
public final class Received {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final List<JsonNode> pieces = new ArrayList<>();

    /** Takes a piece. */
    public synchronized void add(String json) {
        pieces.add(JsonMapper.shared().readTree(json));
    }

    /** Takes a piece. */
    public synchronized void add(JsonNode piece) {
        pieces.add(piece);
    }

    /** All pieces. */
    public synchronized List<JsonNode> all() {
        return List.copyOf(pieces);
    }

    /** The numbers of entries, again where they came again. */
    public List<Long> numbers() {
        return all().stream()
                .filter(piece -> piece.has("n"))
                .map(piece -> piece.path("n").asLong())
                .toList();
    }

    /** Pieces of one kind. */
    public List<JsonNode> of(String event) {
        return all().stream()
                .filter(piece -> piece.path("event").asString("").equals(event))
                .toList();
    }

    /** Every entry before {@code end} came, each for the first time after the one before it. */
    public void assertWhole(long end) throws InterruptedException {
        await("entry " + (end - 1), () -> numbers().contains(end - 1));
        assertEquals(
                LongStream.range(0, end).boxed().toList(),
                numbers().stream().distinct().filter(number -> number < end).toList());
    }

    /** A checkpoint of that size came. */
    public void awaitCheckpoint(long size) throws InterruptedException {
        await("the checkpoint " + size, () -> of("checkpoint").stream()
                .anyMatch(piece -> piece.path("size").asLong() == size));
    }

    /** Waits for it, and fails where it does not come. */
    public static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("in vain: " + what);
            }
            Thread.sleep(20);
        }
    }
}
