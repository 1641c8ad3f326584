package dev.sallyport.practice.audit.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StandingTest {
    private final Standing standing = new Standing();

    @Test
    void whatStandsEndsByItself() {
        standing.add(finding(Signal.REPLAY, Then.ALERT, "a", 0));
        standing.add(finding(Signal.DENIAL_BURST, Then.BLOCK, "a", 1_000));
        Standing.Caller caller = caller("a");
        assertEquals(List.of("denial-burst", "replay"), caller.names(Seen.START + 1_000));
        assertEquals(9_000, caller.blockedMillis(Seen.START + 2_000));
        assertEquals(List.of("denial-burst"), caller.names(Seen.START + 10_000));
        assertEquals(0, caller.blockedMillis(Seen.START + 11_000));
        standing.forget(Seen.START + 11_000);
        assertTrue(standing.isQuiet());
    }

    @Test
    void whoIsSlowedMayAskOnceASecond() {
        standing.add(finding(Signal.TOOL_SCAN, Then.SLOW, "a", 0));
        long now = Seen.START;
        assertEquals(0, caller("a").slowedMillis(now));
        assertEquals(1_000, caller("a").slowedMillis(now));
        // a further signal gives nobody a fresh second
        standing.add(finding(Signal.REPLAY, Then.SLOW, "a", 10));
        assertEquals(900, caller("a").slowedMillis(now + 100));
        assertEquals(0, caller("a").slowedMillis(now + 1_000));
        assertEquals(0, caller("a").slowedMillis(now + 20_000));
        assertEquals(0, caller("a").slowedMillis(now + 20_001));
    }

    @Test
    void whoIsLetGoIsFreeAndTheSignalsStandOn() {
        long now = Seen.START + 2_000;
        standing.add(finding(Signal.TOOL_SCAN, Then.ALERT, "c", 2_000));
        standing.add(stranger("2001:db8::7", 1_500));
        standing.add(finding(Signal.REPLAY, Then.SLOW, "b", 1_000));
        standing.add(finding(Signal.DENIAL_BURST, Then.BLOCK, "a", 0));
        standing.add(finding(Signal.MUCH_READ, Then.MARK, "a", 1_000));
        assertEquals(
                List.of(
                        "BLOCK [denial-burst, much-read] " + id("a"),
                        "BLOCK [replay] 2001:db8:0:0::/64",
                        "SLOW [replay] " + id("b"),
                        "MARK [tool-scan] " + id("c")),
                told(now));
        assertEquals(
                Instant.ofEpochMilli(Seen.START + 10_000),
                standing.suspects(now).getFirst().until());
        assertEquals(
                1, standing.lift(now, each -> each.principal().equals(id("a"))).size());
        assertEquals(1, standing.lift(now, each -> !each.isSomebody()).size());
        assertEquals(
                0, standing.lift(now, each -> each.principal().equals(id("c"))).size(), "only marked");
        assertEquals(0, caller("a").blockedMillis(now));
        assertEquals(List.of("denial-burst", "much-read"), caller("a").names(now), "policies still see them");
        assertEquals(
                List.of(
                        "SLOW [replay] " + id("b"),
                        "MARK [tool-scan] " + id("c"),
                        "MARK [denial-burst, much-read] " + id("a"),
                        "MARK [replay] 2001:db8:0:0::/64"),
                told(now));
        assertEquals(List.of(), standing.suspects(Seen.START + 12_000), "what is over is told of nobody");
        standing.add(finding(Signal.TOOL_SCAN, Then.BLOCK, "a", 2_000));
        assertEquals(10_000, caller("a").blockedMillis(now), "another signal is followed");
    }

    private List<String> told(long nowMillis) {
        return standing.suspects(nowMillis).stream().map(StandingTest::told).toList();
    }

    private static String told(Suspect suspect) {
        return suspect.then() + " " + suspect.signals() + " " + suspect.principal() + suspect.peer();
    }

    @Test
    void whereManyStandWhatEndsSoonestIsForgotten() {
        for (int i = 0; i <= Standing.CALLERS_MAX; i++) {
            standing.add(finding(Signal.REPLAY, Then.BLOCK, "u" + i, i));
        }
        assertEquals(Standing.CALLERS_MAX, standing.size());
        assertNull(standing.ofPrincipal(id("u0")));
        assertNotNull(standing.ofPrincipal(id("u1")));
        for (int i = 0; i < Standing.CALLERS_MAX + 9; i++) {
            standing.add(stranger("10." + (i >> 8) + "." + (i & 255) + ".1", i));
        }
        assertNotNull(standing.ofPrincipal(id("u1")), "strangers crowd out no caller");
    }

    private Standing.Caller caller(String who) {
        Standing.Caller caller = standing.ofPrincipal(id(who));
        assertNotNull(caller);
        return caller;
    }

    private static String id(String who) {
        return Seen.call(who, "", 0).observation().principal().id();
    }

    private static Finding finding(Signal signal, Then then, String who, long atMillis) {
        Observation cause = Seen.call(who, "", atMillis).observation();
        return new Finding(signal, then, "", cause, cause.atMillis() + 10_000);
    }

    private static Finding stranger(String peer, long atMillis) {
        Observation cause = Seen.call("", "", atMillis).from(peer, "").observation();
        return new Finding(Signal.REPLAY, Then.BLOCK, "", cause, cause.atMillis() + 10_000);
    }
}
