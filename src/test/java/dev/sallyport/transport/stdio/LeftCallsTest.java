package dev.sallyport.transport.stdio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.protocol.Era;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** For how long a call that was given up may still have something to say. */
final class LeftCallsTest {
    private static final long SECOND = 1_000_000_000;

    private final AtomicBoolean goesOn = new AtomicBoolean();
    private final LeftCalls left = new LeftCalls(goesOn);

    private void add(long id, boolean byClient, long second) {
        left.add(id, new Work("call " + id, Era.LEGACY, ""), byClient, second * SECOND);
        left.told(id, second * SECOND);
    }

    private List<String> at(long second) {
        return left.running(second * SECOND).stream().map(Work::party).toList();
    }

    @Test
    void whatAClientTookBackIsOverWhenALaterCallIsAnswered() {
        add(1, true, 100);
        left.overtaken(99 * SECOND);
        assertEquals(List.of("call 1"), at(101));
        left.overtaken(101 * SECOND);
        assertEquals(List.of(), at(101));
    }

    @Test
    void whatTheChildHadNotHeardOfIsNotOvertaken() {
        left.add(1, new Work("call 1", Era.LEGACY, ""), true, 100 * SECOND);
        left.overtaken(101 * SECOND);
        left.told(1, 102 * SECOND);
        assertEquals(List.of("call 1"), at(102));
    }

    @Test
    void whatTookTooLongIsInDoubtForTenSecondsWhateverIsAnswered() {
        add(1, false, 100);
        left.overtaken(101 * SECOND);
        assertEquals(List.of("call 1"), at(110));
        assertEquals(List.of(), at(111));
    }

    @Test
    void anAnswerEndsTheDoubtAndALateOneTeaches() {
        add(1, true, 100);
        left.answered(1, 100 * SECOND + SECOND / 4);
        assertEquals(List.of(), at(100));
        assertFalse(goesOn.get());
        add(2, true, 200);
        add(3, true, 200);
        left.overtaken(201 * SECOND);
        assertEquals(List.of(), at(202));
        left.answered(2, 202 * SECOND);
        assertTrue(goesOn.get());
        assertEquals(List.of("call 3"), at(202));
        left.answered(3, 203 * SECOND);
        assertEquals(List.of(), at(203));
    }

    @Test
    void whatIsNeverAnsweredTeachesTheContraryAfterAMinute() {
        goesOn.set(true);
        add(1, true, 100);
        left.overtaken(101 * SECOND);
        assertEquals(List.of("call 1"), at(160));
        add(2, true, 160);
        left.overtaken(161 * SECOND);
        assertEquals(List.of(), at(161));
        assertFalse(goesOn.get());
    }

    @Test
    void whatOneChildTaughtHoldsForTheNext() {
        LeftCalls next = new LeftCalls(goesOn);
        add(1, true, 100);
        left.answered(1, 102 * SECOND);
        next.add(2, new Work("call 2", Era.LEGACY, ""), true, 103 * SECOND);
        next.told(2, 103 * SECOND);
        next.overtaken(104 * SECOND);
        assertEquals(1, next.running(105 * SECOND).size());
    }

    @Test
    void ofTooManyTheOldestIsForgotten() {
        for (int id = 0; id <= LeftCalls.CALLS_MAX; id++) {
            add(id, true, 100);
        }
        assertEquals(LeftCalls.CALLS_MAX, at(100).size());
        assertFalse(at(100).contains("call 0"));
    }
}
