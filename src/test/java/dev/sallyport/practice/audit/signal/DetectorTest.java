package dev.sallyport.practice.audit.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.practice.audit.signal.Observation.Mark;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DetectorTest {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private final Detector detector = new Detector(SignalSettings.DEFAULT, 7);
    private final List<String> raised = new ArrayList<>();

    private void see(Seen seen) {
        detector.see(seen.observation())
                .forEach(finding -> raised.add(finding.signal().text() + ": " + finding.explained()));
    }

    @Test
    void theThirtiethRefusalInAMinuteIsABurstAndIsSaidOnce() {
        for (int i = 0; i < 29; i++) {
            see(refused(i * 1_000L));
        }
        assertEquals(List.of(), raised);
        see(refused(30_000));
        assertEquals(List.of("denial-burst: 30 refusals within 1 min; the threshold is 30"), raised);
        for (int i = 0; i < 40; i++) {
            see(refused(31_000 + i * 100L));
        }
        assertEquals(1, raised.size());
        // when it stands no more it is said again
        for (int i = 0; i < 30; i++) {
            see(refused(16 * MINUTE + i));
        }
        assertEquals(2, raised.size());
    }

    @Test
    void refusalsThatAreFarApartAreNoBurst() {
        for (int i = 0; i < 500; i++) {
            see(refused(i * 4_000L));
        }
        assertEquals(List.of(), raised);
    }

    private static Seen refused(long atMillis) {
        return Seen.call("a", "files/read", atMillis).marks(Mark.CALL, Mark.REFUSED);
    }

    @Test
    void strangersAreToldApartByTheirAddress() {
        for (int i = 0; i < 25; i++) {
            see(Seen.call("", "", i).marks(Mark.REFUSED).from("203.0.113.1", ""));
            see(Seen.call("", "", i).marks(Mark.REFUSED).from("203.0.113.2", ""));
        }
        assertEquals(List.of(), raised);
    }

    @Test
    void manyToolsOrNamesThatNoServerHasAreAScan() {
        for (int i = 0; i < 29; i++) {
            see(Seen.call("a", "files/t" + i, i * 1_000L));
            see(Seen.call("a", "files/t" + i, i * 1_000L));
        }
        assertEquals(List.of(), raised);
        see(Seen.call("a", "files/t29", 30_000));
        assertEquals(List.of("tool-scan: 30 different tools within 5 min; the threshold is 30"), raised);
        for (int i = 0; i < 8; i++) {
            see(Seen.call("b", "files/guess" + i, 40_000).marks(Mark.CALL, Mark.UNKNOWN));
        }
        assertEquals("tool-scan: 8 names that no server has within 5 min; the threshold is 8", raised.getLast());
    }

    @Test
    void oneWrongNameAgainAndAgainIsNoScan() {
        for (int i = 0; i < 100; i++) {
            see(Seen.call("a", "files/typo", i).marks(Mark.CALL, Mark.UNKNOWN));
        }
        assertEquals(List.of(), raised);
    }

    @Test
    void threeRefusedProofsAreAReplay() {
        for (int i = 0; i < 3; i++) {
            see(Seen.call("a", "", i * 1_000L).marks(Mark.REPLAYED));
        }
        assertEquals(List.of("replay: 3 refused proofs or states within 5 min; the threshold is 3"), raised);
    }

    @Test
    void threeSecretsInArgumentsAreSaid() {
        for (int i = 0; i < 3; i++) {
            see(Seen.call("a", "files/write", i * 1_000L).and(Mark.SECRET));
        }
        assertEquals(
                List.of(
                        "secret-argument: 3 requests with a token or key in their arguments within 10 min; the threshold is 3"),
                raised);
    }

    @Test
    void oneCredentialThatGoesThereAndBackIsInTwoHands() {
        String[] peers = {"198.51.100.7", "198.51.200.8", "203.0.113.1", "2001:db8:1::1", "198.51.100.7", "203.0.113.1"
        };
        for (int i = 0; i < peers.length; i++) {
            see(Seen.call("a", "files/read", i).from(peers[i], ""));
        }
        assertEquals(List.of(), raised);
        see(Seen.call("a", "files/read", 10).from("198.51.100.9", ""));
        assertEquals(
                List.of(
                        "session-move: one credential went 4 times to or from a network that is new for it within 5 min; the threshold is 4"),
                raised);
    }

    @Test
    void whoHasUsedTwoNetworksForDaysMayGoThereAndBack() {
        for (int i = 0; i < 50; i++) {
            see(Seen.call("a", "files/read", i * HOUR).from(i % 2 == 0 ? "198.51.100.7" : "203.0.113.1", ""));
        }
        for (int i = 0; i < 50; i++) {
            see(Seen.call("a", "files/read", 50 * HOUR + i).from(i % 2 == 0 ? "198.51.100.7" : "203.0.113.1", ""));
        }
        assertEquals(List.of(), raised);
    }

    @Test
    void whoTravelsSlowlyDoesNotMove() {
        for (int i = 0; i < 10; i++) {
            see(Seen.call("a", "files/read", i * 10L * MINUTE).from("198." + i + ".0.1", "s"));
        }
        assertEquals(List.of(), raised);
    }

    @Test
    void theSessionOfSomebodyElseIsSaidAtOnce() {
        see(Seen.call("a", "", 0).marks(Mark.FOREIGN));
        assertEquals(List.of("session-move: showed the id of a session that is somebody else's"), raised);
    }

    @Test
    void manyMoreCallsThanEverAreUnusualOnceTheCallerIsKnown() {
        for (int i = 0; i < 100; i++) {
            see(Seen.call("a", "files/read", i * 1_000L));
        }
        for (int i = 0; i < 399; i++) {
            see(Seen.call("a", "files/read", DAY + i * 100L));
        }
        assertEquals(List.of(), raised);
        see(Seen.call("a", "files/read", DAY + 40_000));
        assertEquals(
                List.of(
                        "unusual-volume: 400 calls within 10 min, where 100 were the most before; the threshold is 4 times that and 300"),
                raised);
        for (int i = 0; i < 2_000; i++) {
            see(Seen.call("b", "files/read", i));
        }
        assertEquals(1, raised.size(), "nobody knows yet what is usual for b");
    }

    @Test
    void anHourAtWhichTheCallerNeverCallsIsUnusualAfterSomeDays() {
        for (int day = 0; day < 6; day++) {
            for (int hour = 0; hour < 9; hour++) {
                see(Seen.call("a", "files/read", day * DAY + hour * HOUR));
            }
        }
        see(Seen.call("a", "files/read", 5 * DAY + 9 * HOUR));
        assertEquals(List.of(), raised, "the hour after the last is not yet one");
        see(Seen.call("a", "files/read", 5 * DAY + 15 * HOUR));
        assertEquals(1, raised.size());
        assertTrue(raised.getFirst().startsWith("unusual-hour: "), raised::toString);
    }

    @Test
    void argumentsFarLargerThanEverAreUnusual() {
        for (int i = 0; i < 50; i++) {
            see(Seen.call("a", "files/write", i).bytes(20_000, 10));
        }
        see(Seen.call("b", "files/write", 60).bytes(79_000, 10));
        assertEquals(List.of(), raised);
        see(Seen.call("b", "files/write", 70).bytes(400_000, 10));
        assertEquals(
                List.of(
                        "argument-size: a request of 400000 bytes, where 79000 were the most in 51 calls of this tool; the threshold is 4 times that and 65536"),
                raised);
    }

    @Test
    void aToolThatTheCallerNeverUsedIsNewAfterManyCalls() {
        for (int i = 0; i < 200; i++) {
            see(Seen.call("a", "files/read", i));
        }
        see(Seen.call("a", "files/read", DAY));
        assertEquals(List.of(), raised);
        see(Seen.call("a", "files/wipe", DAY + 1));
        assertEquals(List.of("new-tool: a tool that it did not use in 201 calls; the threshold is 200"), raised);
    }

    @Test
    void whoReadsMuchAndThenSendsMuchOutIsSaid() {
        see(Seen.call("a", "mail/send", 0).and(Mark.SENDING).bytes(100_000, 10));
        for (int i = 0; i < 5; i++) {
            see(Seen.call("a", "files/read", 10 + i).bytes(400, 1 << 20));
        }
        assertEquals(List.of("much-read: 4194304 bytes read within 10 min; the threshold is 4194304"), raised);
        see(Seen.call("a", "mail/send", 60).and(Mark.SENDING).bytes(40_000, 10));
        assertEquals(1, raised.size(), "what was sent before the reading is no part of it");
        see(Seen.call("a", "mail/send", 70).and(Mark.SENDING).bytes(40_000, 10));
        assertEquals(
                "exfiltration: 80000 bytes sent out after 5242880 bytes were read within 10 min; the thresholds are 65536 and 4194304",
                raised.getLast());
    }

    @Test
    void aMillionMadeUpCallersTakeNoMoreThanItsBounds() {
        for (int i = 0; i < 1_000_000; i++) {
            see(Seen.call(i % 2 == 0 ? "u" + i : "", "s/t" + i, i / 10)
                    .from((i >> 16 & 255) + "." + (i >> 8 & 255) + "." + (i & 255) + ".1", "s" + i));
        }
        assertEquals(4 * Detector.CALLERS_MAX, detector.size());
    }

    @Test
    void theSameObservationsRaiseTheSame() {
        List<String> first = run(new Detector(SignalSettings.DEFAULT, 1));
        assertEquals(first, run(new Detector(SignalSettings.DEFAULT, 1)));
        assertEquals(first, run(new Detector(SignalSettings.DEFAULT, 2)));
        assertTrue(first.size() > 10, first::toString);
    }

    private static List<String> run(Detector detector) {
        List<String> said = new ArrayList<>();
        for (Observation seen : new Days(1).lastWithAttacks()) {
            detector.see(seen).forEach(finding -> said.add(finding.signal() + " " + finding.explained()));
        }
        return said;
    }

    @Test
    void resourcesAreNoToolsOfWhichOnlyFewAreUsual() {
        for (int i = 0; i < 200; i++) {
            see(Seen.call("a", "files/file:///" + i, i * 1_000L).marks(Mark.CALL, Mark.ANSWERED));
        }
        assertEquals(List.of(), raised);
        for (int i = 0; i < 200; i++) {
            see(Seen.call("a", "files/read", 2 * DAY + i * MINUTE));
        }
        see(Seen.call("a", "files/write", 3 * DAY));
        assertEquals(List.of("new-tool: a tool that it did not use in 200 calls; the threshold is 200"), raised);
    }

    @Test
    void namesOfResourcesThatNoServerHasAreAScan() {
        for (int i = 0; i < 8; i++) {
            see(Seen.call("a", "files/file:///" + i, i).marks(Mark.CALL, Mark.UNKNOWN));
        }
        assertEquals(List.of("tool-scan: 8 names that no server has within 5 min; the threshold is 8"), raised);
    }

    @Test
    void whatATaskBringsIsReadToo() {
        see(Seen.call("a", "", 0).marks(Mark.TASK, Mark.ANSWERED).bytes(100, 5 << 20));
        assertEquals(List.of("much-read: 5242880 bytes read within 10 min; the threshold is 4194304"), raised);
    }

    @Test
    void muchReadStandsForAsLongAsWhatWasReadCounts() {
        Standing standing = new Standing();
        for (long minute : List.of(0L, 4L, 9L, 14L)) {
            Seen read = Seen.call("a", "files/read", minute * MINUTE).bytes(100, 8 << 20);
            detector.see(read.observation()).forEach(standing::add);
        }
        Standing.Caller caller = standing.ofPrincipal("https://issuer.example#a");
        assertEquals(List.of("much-read"), caller == null ? List.of() : caller.names(Seen.START + 23 * MINUTE));
    }

    @Test
    void aSessionThatIsBegunWithSomebodyElsesTokenIsInTwoHandsToo() {
        for (int i = 0; i < 8; i++) {
            boolean thief = i % 2 == 1;
            see(Seen.call("a", "files/read", i * 1_000L)
                    .from(thief ? "203.0.113.1" : "198.51.100.7", thief ? "theirs" : "own"));
        }
        assertEquals(
                List.of(
                        "session-move: one credential went 4 times to or from a network that is new for it within 5 min; the threshold is 4"),
                raised);
    }
}
