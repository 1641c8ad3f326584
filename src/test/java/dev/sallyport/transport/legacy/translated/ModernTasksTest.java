package dev.sallyport.transport.legacy.translated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.protocol.JsonRpc;
import dev.sallyport.protocol.Message;
import dev.sallyport.protocol.RequestId;
import dev.sallyport.protocol.TaskForm;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What is kept of tasks: bounded in number, bytes and time. */
final class ModernTasksTest {
    private static final ObjectNode RESULT = JsonNodeFactory.instance.objectNode();

    private final Hand hand = new Hand();
    private final AtomicLong all = new AtomicLong();
    private final ModernTasks tasks = new ModernTasks(new SecureRandom(), hand, all);

    /** A clock that is moved by hand. */
    private static final class Hand extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private static Message.Request call(String ttl) {
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        ObjectNode task = params.putObject("task");
        if (!ttl.isEmpty()) {
            task.put("ttl", Long.parseLong(ttl));
        }
        return JsonRpc.request(RequestId.of(1), "tools/call", params);
    }

    private String finished(String ttl, int sizeBytes) {
        return TaskForm.id(tasks.finish(call(ttl), RESULT, sizeBytes).orElseThrow());
    }

    private static ObjectNode theirs(String id, String status) {
        return JsonNodeFactory.instance.objectNode().put("taskId", id).put("status", status);
    }

    private boolean isKnown(String id) {
        return tasks.find(id).isPresent();
    }

    @Test
    void aResultIsKeptAsLongAsTheClientWantsWithinReason() {
        String brief = finished("1000", 10);
        String usual = finished("", 10);
        String endless = finished("999999999999", 10);
        hand.now = hand.now.plus(Duration.ofSeconds(2));
        assertFalse(isKnown(brief));
        assertTrue(isKnown(usual));
        hand.now = hand.now.plus(Duration.ofMinutes(6));
        assertFalse(isKnown(usual));
        assertTrue(isKnown(endless));
        assertEquals(
                Duration.ofMinutes(30).toMillis(),
                tasks.find(endless).orElseThrow().task().path("ttl").asLong());
        hand.now = hand.now.plus(Duration.ofMinutes(30));
        assertFalse(isKnown(endless));
    }

    @Test
    void resultsTakeNoMoreThanSoManyBytes() {
        assertTrue(tasks.finish(call(""), RESULT, (8 << 20) + 1).isEmpty(), "one that is too large is not kept");
        String first = finished("", 1 << 20);
        for (int i = 0; i < 1; i++) {
            finished("", 1 << 20);
        }
        assertTrue(isKnown(first));
        String last = finished("", 1 << 20);
        assertFalse(isKnown(first), "the oldest makes room");
        assertTrue(isKnown(last));
        assertEquals(2 << 20, all.get());
        tasks.clear();
        assertEquals(0, all.get());
    }

    @Test
    void aLargeResultTakesThePlaceOfTheOthersAndStaysAMinute() {
        String small = finished("", 1 << 20);
        String large = finished("", 8 << 20);
        assertFalse(isKnown(small));
        assertTrue(isKnown(large));
        assertEquals(8 << 20, all.get());
        hand.now = hand.now.plus(Duration.ofSeconds(61));
        tasks.expire();
        assertEquals(0, all.get());
        assertFalse(isKnown(large));
        large = finished("", 8 << 20);
        finished("", 1);
        assertFalse(isKnown(large), "the next makes the session small again");
    }

    @Test
    void theClientsOfAServerShareTheRoomForResults() {
        all.set((16 << 20) - 10);
        assertTrue(tasks.finish(call(""), RESULT, 11).isEmpty());
        assertTrue(tasks.finish(call(""), RESULT, 10).isPresent());
    }

    @Test
    void thereAreNoMoreThanSoManyAndWhatStillWorksGoesLast() {
        tasks.keep(theirs("first", "working"));
        String done = finished("", 0);
        for (int i = 0; i < 255; i++) {
            tasks.keep(theirs("t" + i, "working"));
        }
        assertFalse(isKnown(done), "what has ended makes room first");
        assertTrue(isKnown("first"));
        tasks.keep(theirs("one more", "working"));
        assertFalse(isKnown("first"));
        assertEquals(256, tasks.working().size());
    }

    @Test
    void nothingLongIsKeptOfATaskOfTheServer() {
        ObjectNode told =
                theirs("t", "working").put("statusMessage", "x".repeat(1025)).put("more", "x");
        assertEquals(told, tasks.keep(told), "the client is told all");
        assertEquals(theirs("t", "working"), tasks.find("t").orElseThrow().task());
        String id = "x".repeat(1025);
        tasks.keep(theirs(id, "working"));
        assertFalse(isKnown(id));
    }

    @Test
    void aTaskThatWasGivenUpStaysSo() {
        tasks.keep(theirs("t", "working"));
        tasks.cancel(theirs("t", "working"));
        assertEquals(
                "cancelled", tasks.keep(theirs("t", "completed")).path("status").asString());
        assertEquals(0, tasks.working().size());
    }
}
