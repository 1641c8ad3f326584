package dev.sallyport.practice.audit.signal;

import dev.sallyport.practice.audit.signal.Days.Person;
import dev.sallyport.practice.audit.signal.Observation.Mark;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Replays of what was done in published incidents, on the day after the run-up: one of each kind, by another person each. Drawn from a seed. */
final class Attacks {
    private static final Set<Mark> ANSWERED = EnumSet.of(Mark.CALL, Mark.LISTED, Mark.ANSWERED);
    private static final Set<Mark> SENT = EnumSet.of(Mark.CALL, Mark.LISTED, Mark.ANSWERED, Mark.SENDING);
    private static final Set<Mark> REFUSED = EnumSet.of(Mark.CALL, Mark.LISTED, Mark.REFUSED);

    private final Random random;
    private final List<Person> people;
    private int next;

    /**
     * One attack.
     *
     * @param kind what was done
     * @param expected the signal that is about it
     * @param who the principal or address that did it
     * @param seen what was seen of it
     */
    record Attack(String kind, Signal expected, String who, List<Observation> seen) {}

    Attacks(long seed, List<Person> people) {
        this.random = new Random(seed * 31 + 7);
        this.people = people;
    }

    List<Attack> all() {
        return List.of(
                traversal(),
                doors(),
                tools(),
                names(),
                proofs(),
                secrets(),
                hands(),
                session(),
                scraping(),
                night(),
                overlong(),
                spread(),
                leak(),
                smallLeak(),
                slowGuess());
    }

    private Person victim() {
        next += 1 + random.nextInt(8);
        return people.get(next);
    }

    private static String id(Person who) {
        return Seen.call(who.name(), "", 0).observation().principal().id();
    }

    /** Within the hours of {@code who}. */
    private long begin(Person who) {
        return Seen.START + Days.RUN_UP * Days.DAY + who.fromHour() * Days.HOUR + random.nextInt(7 * 3_600_000);
    }

    private Attack series(String kind, Signal expected, Person who, List<Observation> seen) {
        return new Attack(kind, expected, id(who), seen);
    }

    private List<Observation> calls(Person who, int count, int everyMillis, Set<Mark> marks) {
        List<Observation> seen = new ArrayList<>();
        long at = begin(who);
        for (int i = 0; i < count; i++) {
            at += 1 + random.nextInt(2 * everyMillis);
            seen.add(Days.of(who, who.peers().getFirst(), who.tools().getFirst(), at, marks, 600, 1_000));
        }
        return seen;
    }

    /** Paths and statements are tried until one is let through, as with the file and database servers. */
    private Attack traversal() {
        Person who = victim();
        return series(
                "paths and statements tried",
                Signal.DENIAL_BURST,
                who,
                calls(who, 40 + random.nextInt(80), 800, REFUSED));
    }

    /** A stranger tries routes and tokens, as with panels whose routes asked for no token. */
    private Attack doors() {
        long at = Seen.START + Days.RUN_UP * Days.DAY + random.nextInt(80_000_000);
        List<Observation> seen = new ArrayList<>();
        int tries = 40 + random.nextInt(160);
        for (int i = 0; i < tries; i++) {
            at += 1 + random.nextInt(1_600);
            seen.add(Days.stranger(at, "203.0.113.66", Mark.REFUSED));
        }
        return new Attack("a stranger tries routes and tokens", Signal.DENIAL_BURST, "203.0.113.66", seen);
    }

    /** Somebody with a small role looks what lets itself be called. */
    private Attack tools() {
        Person who = victim();
        List<Observation> seen = new ArrayList<>();
        long at = begin(who);
        int many = 35 + random.nextInt(60);
        for (int i = 0; i < many; i++) {
            at += 1 + random.nextInt(5_000);
            seen.add(Days.of(
                    who,
                    who.peers().getFirst(),
                    "server-" + i % 12 + "/tool-" + i,
                    at,
                    random.nextBoolean() ? ANSWERED : REFUSED,
                    400,
                    500));
        }
        return series("every tool called once", Signal.TOOL_SCAN, who, seen);
    }

    private Attack names() {
        Person who = victim();
        List<Observation> seen = new ArrayList<>();
        long at = begin(who);
        int many = 10 + random.nextInt(30);
        for (int i = 0; i < many; i++) {
            at += 1 + random.nextInt(8_000);
            seen.add(Days.of(
                    who,
                    who.peers().getFirst(),
                    "server-0/guess-" + i,
                    at,
                    EnumSet.of(Mark.CALL, Mark.LISTED, Mark.REFUSED, Mark.UNKNOWN),
                    400,
                    0));
        }
        return series("names of tools guessed", Signal.TOOL_SCAN, who, seen);
    }

    private Attack proofs() {
        Person who = victim();
        return series(
                "recorded requests sent again",
                Signal.REPLAY,
                who,
                calls(who, 3 + random.nextInt(15), 8_000, EnumSet.of(Mark.REPLAYED, Mark.REFUSED)));
    }

    /** A worm puts keys that it found into arguments. */
    private Attack secrets() {
        Person who = victim();
        return series(
                "found keys sent in arguments",
                Signal.SECRET_ARGUMENT,
                who,
                calls(
                        who,
                        3 + random.nextInt(8),
                        20_000,
                        EnumSet.of(Mark.CALL, Mark.LISTED, Mark.REFUSED, Mark.SECRET)));
    }

    /** A stolen token is used while its owner works. */
    private Attack hands() {
        Person who = victim();
        List<Observation> seen = new ArrayList<>();
        long at = begin(who);
        for (int i = 0; i < 60; i++) {
            at += 1 + random.nextInt(8_000);
            String peer = random.nextBoolean() ? who.peers().getFirst() : "185.220.101.4";
            seen.add(Days.of(who, peer, who.tool(random), at, ANSWERED, 500, 2_000));
        }
        return series("a stolen token beside its owner", Signal.SESSION_MOVE, who, seen);
    }

    private Attack session() {
        Person who = victim();
        return series(
                "the session of another shown",
                Signal.SESSION_MOVE,
                who,
                calls(who, 1, 100, EnumSet.of(Mark.FOREIGN, Mark.REFUSED)));
    }

    /** An agent is made to fetch everything. */
    private Attack scraping() {
        Person who = victim();
        return series(
                "everything fetched",
                Signal.UNUSUAL_VOLUME,
                who,
                calls(who, 800 + random.nextInt(3_000), 150, ANSWERED));
    }

    private Attack night() {
        Person who = victim();
        long at = Seen.START + Days.RUN_UP * Days.DAY + (who.fromHour() + 16) % 24 * Days.HOUR;
        List<Observation> seen = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            at += 1 + random.nextInt(20_000);
            seen.add(Days.of(who, who.peers().getFirst(), who.tool(random), at, ANSWERED, 500, 3_000));
        }
        return series("a token used at night", Signal.UNUSUAL_HOUR, who, seen);
    }

    /** A text that makes a server's pattern run for ever, or fills its memory. */
    private Attack overlong() {
        Person who = victim();
        Person program = people.get(people.size() - 1 - random.nextInt(10));
        return series(
                "an overlong argument",
                Signal.ARGUMENT_SIZE,
                who,
                List.of(Days.of(
                        who,
                        who.peers().getFirst(),
                        program.tools().getFirst(),
                        begin(who),
                        REFUSED,
                        400_000 + random.nextInt(3_000_000),
                        0)));
    }

    /** A swapped description leads an agent to tools that its user never uses. */
    private Attack spread() {
        Person who = victim();
        List<Observation> seen = new ArrayList<>();
        long at = begin(who);
        for (int i = 0; i < 3; i++) {
            at += 1 + random.nextInt(20_000);
            seen.add(Days.of(who, who.peers().getFirst(), "chat/tool-" + i, at, ANSWERED, 700, 3_000));
        }
        return series("led to tools of another server", Signal.NEW_TOOL, who, seen);
    }

    /** A public text leads an agent to read what is private, and to write it where everybody reads. */
    private Attack leak() {
        return leak(
                "private data read and sent out", 10 + random.nextInt(30), 1_000_000, 30_000 + random.nextInt(200_000));
    }

    /** The same, so little that it is like work. */
    private Attack smallLeak() {
        return leak("a little read and sent out", 2, 30_000, 2_000);
    }

    private Attack leak(String kind, int reads, int readBytes, int sentBytes) {
        Person who = victim();
        List<Observation> seen = new ArrayList<>();
        long at = begin(who);
        for (int i = 0; i < reads; i++) {
            at += 1 + random.nextInt(16_000);
            seen.add(Days.of(
                    who,
                    who.peers().getFirst(),
                    who.tools().getFirst(),
                    at,
                    ANSWERED,
                    500,
                    readBytes / 2 + random.nextInt(readBytes)));
        }
        for (int i = 0; i < 4; i++) {
            at += 1 + random.nextInt(10_000);
            seen.add(Days.of(who, who.peers().getFirst(), "issues/comment", at, SENT, sentBytes, 200));
        }
        return series(kind, Signal.EXFILTRATION, who, seen);
    }

    /** One guess every two minutes. */
    private Attack slowGuess() {
        Person who = victim();
        return series("paths tried slowly", Signal.DENIAL_BURST, who, calls(who, 60, 120_000, REFUSED));
    }
}
