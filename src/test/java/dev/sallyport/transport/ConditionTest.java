package dev.sallyport.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.verdict.Reasons;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConditionTest {
    private final Logger logger = Logger.getLogger("sallyport.servers");
    private final List<String> lines = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private final Condition condition = new Condition("one", clock());
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(new SimpleFormatter().formatMessage(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private Clock clock() {
        InstantSource source = () -> now;
        return source.withZone(ZoneOffset.UTC);
    }

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void leave() {
        logger.removeHandler(handler);
    }

    @Test
    void theLogHearsOfAChangeAndNotOfEachCall() {
        for (int call = 0; call < 100; call++) {
            condition.failed(Reasons.STATUS, "the server answered with HTTP 401");
            now = now.plus(Duration.ofMinutes(1));
        }
        assertEquals(List.of("server one fails: the server answered with HTTP 401 (upstream.status)"), lines);
        condition.failed(Reasons.STATUS, "the server answered with HTTP 403");
        assertEquals(2, lines.size());
        now = now.plus(Duration.ofMinutes(1));
        condition.works();
        condition.works();
        assertEquals("server one works again", lines.getLast());
        assertEquals(3, lines.size());
    }

    @Test
    void aServerThatFailsAndWorksByTurnsIsToldOfOnceAMinute() {
        for (int turn = 0; turn < 59; turn++) {
            condition.failed(Reasons.STATUS, "no");
            condition.works();
            now = now.plus(Duration.ofSeconds(1));
        }
        assertEquals(1, lines.size(), lines.toString());
    }

    @Test
    void theLastFailureIsKeptWithItsTimeAndWhetherItIsOver() {
        assertTrue(condition.last().isEmpty());
        condition.works();
        assertTrue(condition.last().isEmpty());
        now = now.plusSeconds(5);
        condition.ended(Reasons.CONNECTION_LOST, "its process ended: exited with status 3");
        Condition.Failure failure = condition.last().orElseThrow();
        assertEquals(now, failure.at());
        assertFalse(failure.over());
        condition.works();
        assertTrue(condition.last().orElseThrow().over());
        assertEquals(failure.message(), condition.last().orElseThrow().message());
        assertEquals(List.of(), lines, "the end of a process was told by itself");
    }
}
