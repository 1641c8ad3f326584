package dev.sallyport.practice.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.crypto.Keyset;
import dev.sallyport.crypto.Sealer;
import dev.sallyport.pipeline.Envelope;
import dev.sallyport.pipeline.Envelope.Carrier;
import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.Headers;
import dev.sallyport.pipeline.Pipeline;
import dev.sallyport.pipeline.Session;
import dev.sallyport.pipeline.Snapshot;
import dev.sallyport.pipeline.Underway;
import dev.sallyport.pipeline.caller.Authentication;
import dev.sallyport.pipeline.caller.Authentication.Method;
import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.pipeline.execution.FixedLoop;
import dev.sallyport.pipeline.execution.MemoryGate;
import dev.sallyport.pipeline.selection.Selection;
import dev.sallyport.protocol.json.JsonLimits;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SessionsTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final SecureRandom random = new SecureRandom();
    private final List<String> ended = new ArrayList<>();

    private Sessions sessions(Duration idle, Duration lifetime, int max, int maxPerPrincipal) {
        Sealer events = new Sealer(Keyset.fresh(random, Instant.EPOCH), "event-id", random);
        return new Sessions(
                new SessionSettings(idle, lifetime, max, maxPerPrincipal, false, Optional.empty()),
                random,
                events,
                (session, why) -> ended.add(session.principal().id() + " " + why.text()));
    }

    private static Exchange exchange(String who) {
        Pipeline pipeline = new Pipeline(
                List.of(), dev.sallyport.Gateway.unrecorded(), (_, _) -> false, new MemoryGate(1), new Underway());
        Snapshot snapshot =
                new Snapshot(pipeline, Map.of(), new Snapshot.Limits(1, JsonLimits.DEFAULT, Duration.ofSeconds(1)));
        Envelope envelope = new Envelope(Carrier.POST, "up", "192.0.2.1", Headers.NONE, -1);
        Exchange exchange = new Exchange("1", envelope, snapshot, FixedLoop.HERE, Instant.EPOCH);
        exchange.identified(new Principal.User(new Principal.Key("", who, "")), Authentication.of(Method.SIGNED_TOKEN));
        return exchange;
    }

    /** 10^5 ids: none twice, and each of the 256 bits as often set as not, within five standard deviations. */
    @Test
    void S10idsAreRandomInEveryBit() {
        int count = 100_000;
        Sessions sessions = sessions(LONG, LONG, 1_000_000, 1_000_000);
        Exchange ann = exchange("ann");
        Set<String> ids = new HashSet<>();
        int[] set = new int[256];
        int[] sameAsBefore = new int[256];
        byte[] before = new byte[32];
        for (int i = 0; i < count; i++) {
            String id = sessions.create(ann).orElseThrow().secret();
            assertTrue(ids.add(id));
            byte[] bytes = Base64.getUrlDecoder().decode(id);
            for (int bit = 0; bit < 256; bit++) {
                int now = bytes[bit / 8] >> bit % 8 & 1;
                set[bit] += now;
                sameAsBefore[bit] += now == (before[bit / 8] >> bit % 8 & 1) ? 1 : 0;
            }
            before = bytes;
        }
        double deviation = 5 * Math.sqrt(count) / 2;
        for (int bit = 0; bit < 256; bit++) {
            assertEquals(count / 2.0, set[bit], deviation, "bit " + bit);
            assertEquals(count / 2.0, sameAsBefore[bit], deviation, "bit " + bit + " beside the one before");
        }
    }

    @Test
    void S9aMillionGuessesFindNothing() {
        Sessions sessions = sessions(LONG, LONG, 1_000, 1_000);
        Exchange ann = exchange("ann");
        for (int i = 0; i < 1_000; i++) {
            assertTrue(sessions.create(ann).isPresent());
        }
        byte[] guess = new byte[32];
        for (int i = 0; i < 1_000_000; i++) {
            random.nextBytes(guess);
            String id = Base64.getUrlEncoder().withoutPadding().encodeToString(guess);
            assertTrue(sessions.find(id, ann).isEmpty());
        }
        assertTrue(ann.notes().isEmpty());
    }

    @Test
    void aSessionIsKeptUnderNothingThatItsClientShows() {
        Sessions sessions = sessions(LONG, LONG, 10, 10);
        Sessions.Opened opened = sessions.create(exchange("ann")).orElseThrow();
        assertTrue(sessions.find(opened.session().id(), exchange("ann")).isEmpty());
        assertEquals(22, opened.session().id().length());
        assertEquals(Optional.of(opened.session()), sessions.find(opened.secret(), exchange("ann")));
    }

    @Test
    void onePrincipalLeavesRoomForOthers() {
        Sessions sessions = sessions(LONG, LONG, 3, 2);
        assertTrue(sessions.create(exchange("ann")).isPresent());
        Sessions.Opened second = sessions.create(exchange("ann")).orElseThrow();
        assertTrue(sessions.create(exchange("ann")).isEmpty());
        assertTrue(sessions.create(exchange("bob")).isPresent());
        assertTrue(sessions.create(exchange("cid")).isEmpty());
        sessions.end(second.session(), Session.End.CLIENT);
        sessions.end(second.session(), Session.End.CLIENT);
        assertEquals(List.of("ann client"), ended);
        assertTrue(sessions.create(exchange("ann")).isPresent());
        assertEquals(3, sessions.count());
    }

    @Test
    void aSessionEndsInTime() throws Exception {
        Sessions idle = sessions(Duration.ofSeconds(1), LONG, 1, 1);
        Sessions old = sessions(LONG, Duration.ofSeconds(1), 1, 1);
        Exchange ann = exchange("ann");
        String first = idle.create(ann).orElseThrow().secret();
        String second = old.create(ann).orElseThrow().secret();
        for (int i = 0; i < 4; i++) {
            Thread.sleep(300);
            assertTrue(idle.find(first, ann).isPresent(), "it is used");
        }
        assertTrue(old.find(second, ann).isEmpty());
        Thread.sleep(1_050);
        assertTrue(idle.find(first, ann).isEmpty());
        assertEquals(List.of("ann lifetime", "ann idle"), ended);
        assertEquals(0, idle.count());
    }

    @Test
    void aSelectionEndsWhatItCovers() {
        Sessions sessions = sessions(LONG, LONG, 10, 10);
        Session first = sessions.create(exchange("ann")).orElseThrow().session();
        sessions.create(exchange("ann"));
        sessions.create(exchange("bob"));
        String name = first.id();
        assertEquals(0, sessions.end(new Selection.OfSession(name.substring(0, 7)), Session.End.OPERATOR));
        assertEquals(1, sessions.end(new Selection.OfSession(name.substring(0, 8)), Session.End.OPERATOR));
        assertEquals(1, sessions.end(new Selection.OfPrincipal("ann"), Session.End.OPERATOR));
        assertEquals(0, sessions.end(new Selection.OfClient(""), Session.End.OPERATOR));
        assertEquals(1, sessions.end(new Selection.All(), Session.End.REVOKED));
        assertEquals(List.of("ann operator", "ann operator", "bob revoked"), ended);
    }
}
