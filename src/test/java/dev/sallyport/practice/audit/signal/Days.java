package dev.sallyport.practice.audit.signal;

import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.practice.audit.signal.Observation.Mark;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Made-up days of a company at its gateway, without anybody who means harm: 170 people with agents in office hours of three time zones, 20
 * programs of continuous integration that run in bursts at any hour, four of them on machines of a cloud with several networks, ten services
 * around the clock, one nightly backup to the outside, and programs that are set up wrongly. Drawn from a seed.
 */
final class Days {
    static final int RUN_UP = 7;
    static final long DAY = 86_400_000;
    static final long HOUR = 3_600_000;
    static final int PEOPLE = 170;
    private static final int PIPELINES = 20;
    private static final int SERVICES = 10;
    private static final int TOOLS = 120;
    private static final Set<Mark> ANSWERED = EnumSet.of(Mark.CALL, Mark.LISTED, Mark.ANSWERED);
    private static final Set<Mark> SENT = EnumSet.of(Mark.CALL, Mark.LISTED, Mark.ANSWERED, Mark.SENDING);

    private final long seed;
    private final List<Person> people = new ArrayList<>();

    /** One caller, and what it is like. */
    record Person(String name, int fromHour, int toHour, List<String> tools, List<String> peers) {
        String tool(Random random) {
            // the first ones most
            return tools.get((int) (tools.size() * Math.pow(random.nextDouble(), 2)));
        }
    }

    Days(long seed) {
        this.seed = seed;
        Random random = new Random(seed);
        for (int i = 0; i < PEOPLE + PIPELINES + SERVICES; i++) {
            boolean works = i < PEOPLE;
            int from = works ? new int[] {0, 7, 14}[random.nextInt(3)] + random.nextInt(3) : 0;
            List<String> tools = new ArrayList<>();
            int many = 3 + random.nextInt(works ? 13 : 8);
            while (tools.size() < many) {
                tools.add(tool(random.nextInt(TOOLS)));
            }
            List<String> peers = new ArrayList<>(List.of("10." + i % 4 + ".0." + i));
            int more = works ? (random.nextInt(10) == 0 ? 1 + random.nextInt(2) : 0) : i % 5 == 0 && i < 190 ? 3 : 0;
            for (int j = 0; j < more; j++) {
                peers.add((30 + random.nextInt(150)) + "." + random.nextInt(250) + ".7." + i);
            }
            people.add(
                    new Person((works ? "person-" : "program-") + i, from, from + 8 + random.nextInt(2), tools, peers));
        }
    }

    List<Person> people() {
        return people;
    }

    private static String tool(int number) {
        return "server-" + number % 12 + "/tool-" + number;
    }

    /** What was seen on {@code day}, in order. */
    List<Observation> benign(int day) {
        Random random = new Random(seed * 1_000 + day);
        List<Observation> seen = new ArrayList<>();
        long start = Seen.START + day * DAY;
        for (int i = 0; i < people.size(); i++) {
            if (i < PEOPLE) {
                office(people.get(i), start, random, seen);
            } else if (i < PEOPLE + PIPELINES) {
                pipeline(people.get(i), start, random, seen);
            } else {
                service(people.get(i), start, random, seen);
            }
        }
        backup(people.get(PEOPLE), start + 2 * HOUR, random, seen);
        wrong(start, random, seen);
        seen.sort(Comparator.comparingLong(Observation::atMillis));
        return seen;
    }

    private static void office(Person person, long start, Random random, List<Observation> seen) {
        if (random.nextInt(10) == 0) {
            return; // on leave
        }
        int tasks = 3 + random.nextInt(8);
        boolean late = random.nextInt(50) == 0;
        int explores = random.nextInt(50) == 0 ? random.nextInt(tasks) : -1;
        int pastes = random.nextInt(200) == 0 ? random.nextInt(tasks) : -1;
        for (int task = 0; task < tasks; task++) {
            double hour =
                    person.fromHour() + random.nextDouble() * (person.toHour() - person.fromHour() + (late ? 4 : 0));
            long at = start + (long) (hour * HOUR);
            String peer = person.peers().get(random.nextInt(person.peers().size()));
            if (random.nextInt(6) == 0) {
                seen.add(stranger(at - 500, peer, Mark.REFUSED));
            }
            int calls = 5 + random.nextInt(56);
            for (int call = 0; call < calls; call++) {
                at += 300 + (long) (-Math.log(1 - random.nextDouble()) * 4_000);
                String tool = task == explores ? tool(random.nextInt(40)) : person.tool(random);
                seen.add(one(person, peer, tool, at, random, task == pastes && call < 2));
            }
            if (random.nextInt(12) == 0) {
                mistakes(person, peer, at, random, seen);
            }
            if (random.nextInt(15) == 0) {
                report(person, peer, at, random, seen);
            }
        }
    }

    private static Observation one(Person person, String peer, String tool, long at, Random random, boolean secret) {
        double luck = random.nextDouble();
        Set<Mark> marks = secret
                ? EnumSet.of(Mark.CALL, Mark.LISTED, Mark.REFUSED, Mark.SECRET)
                : luck < 0.02
                        ? EnumSet.of(Mark.CALL, Mark.LISTED, Mark.REFUSED)
                        : luck < 0.021 ? EnumSet.of(Mark.REPLAYED, Mark.REFUSED) : ANSWERED;
        return of(person, peer, tool, at, marks, size(random, 500, 1.2), size(random, 3_000, 1.6));
    }

    /** An agent calls what it was refused again and again, or a tool by names that it makes up. */
    private static void mistakes(Person person, String peer, long from, Random random, List<Observation> seen) {
        boolean unknown = random.nextBoolean();
        long at = from;
        int tries = 2 + random.nextInt(12);
        for (int i = 0; i < tries; i++) {
            at += 500 + random.nextInt(4_000);
            seen.add(of(
                    person,
                    peer,
                    unknown
                            ? "server-1/made-up-" + random.nextInt(4)
                            : person.tools().getFirst(),
                    at,
                    unknown
                            ? EnumSet.of(Mark.CALL, Mark.LISTED, Mark.REFUSED, Mark.UNKNOWN)
                            : EnumSet.of(Mark.CALL, Mark.LISTED, Mark.REFUSED),
                    600,
                    0));
        }
    }

    /** Much is read, and something about it is sent to somebody. */
    private static void report(Person person, String peer, long from, Random random, List<Observation> seen) {
        long at = from;
        int reads = 2 + random.nextInt(9);
        for (int i = 0; i < reads; i++) {
            at += 2_000 + random.nextInt(10_000);
            seen.add(of(person, peer, person.tool(random), at, ANSWERED, 500, 20_000 + random.nextInt(900_000)));
        }
        seen.add(of(person, peer, "mail/send", at + 20_000, SENT, size(random, 5_000, 0.8), 300));
    }

    private static void pipeline(Person program, long start, Random random, List<Observation> seen) {
        int runs = 4 + random.nextInt(12);
        for (int run = 0; run < runs; run++) {
            long at = start + (long) (random.nextDouble() * 23.5 * HOUR);
            int calls = 30 + random.nextInt(300);
            boolean broken = random.nextInt(20) == 0;
            for (int call = 0; call < calls; call++) {
                at += 50 + random.nextInt(1_200);
                String peer = program.peers().get(random.nextInt(program.peers().size()));
                boolean refused = broken && random.nextInt(4) == 0;
                seen.add(of(
                        program,
                        peer,
                        program.tool(random),
                        at,
                        refused ? EnumSet.of(Mark.CALL, Mark.LISTED, Mark.REFUSED) : ANSWERED,
                        size(random, 800, 0.8),
                        size(random, 2_000, 1.2)));
            }
        }
    }

    private static void service(Person program, long start, Random random, List<Observation> seen) {
        String peer = program.peers().getFirst();
        for (long at = start; at < start + DAY; at += 20_000 + random.nextInt(80_000)) {
            seen.add(of(
                    program,
                    peer,
                    program.tool(random),
                    at,
                    ANSWERED,
                    size(random, 400, 0.5),
                    size(random, 1_500, 0.8)));
        }
    }

    private static void backup(Person program, long from, Random random, List<Observation> seen) {
        for (int i = 0; i < 30; i++) {
            long at = from + i * 15_000L;
            seen.add(of(program, "10.9.0.1", "files/read", at, ANSWERED, 400, 500_000 + random.nextInt(500_000)));
            seen.add(of(program, "10.9.0.1", "store/put", at + 5_000, SENT, 500_000 + random.nextInt(500_000), 100));
        }
    }

    /** Programs with a token that is no good, which try again. */
    private static void wrong(long start, Random random, List<Observation> seen) {
        for (int i = 0; i < 3; i++) {
            long at = start + (long) (random.nextDouble() * 23 * HOUR);
            int tries = 3 + random.nextInt(30);
            int every = 1_000 + random.nextInt(9_000);
            for (int n = 0; n < tries; n++) {
                seen.add(stranger(at + (long) n * every, "10.3.9." + i, Mark.REFUSED));
            }
        }
    }

    static Observation stranger(long at, String peer, Mark... marks) {
        return Seen.call("", "", at - Seen.START).marks(marks).from(peer, "").observation();
    }

    static Observation of(Person who, String peer, String tool, long at, Set<Mark> marks, long in, long out) {
        return new Observation(
                at,
                new Principal.User(new Principal.Key("https://issuer.example", who.name(), "")),
                peer,
                "hash-of-" + who.name(),
                "",
                Seen.tool(tool),
                marks,
                in,
                out,
                "x");
    }

    /** Log-normal, as sizes of messages are. */
    private static long size(Random random, double median, double sigma) {
        return Math.min(8 << 20, (long) (median * Math.exp(sigma * random.nextGaussian())));
    }

    /** The day after the run-up, with all attacks. */
    List<Observation> lastWithAttacks() {
        List<Observation> all = new ArrayList<>(benign(RUN_UP));
        new Attacks(seed, people).all().forEach(attack -> all.addAll(attack.seen()));
        all.sort(Comparator.comparingLong(Observation::atMillis));
        return all;
    }
}
