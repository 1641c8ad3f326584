package dev.sallyport.practice.audit.signal;

import dev.sallyport.pipeline.caller.Principal;
import dev.sallyport.practice.audit.signal.Observation.Mark;
import java.util.EnumSet;
import java.util.Set;

/** Observations as a test writes them. */
record Seen(Observation observation) {
    /** The beginning of a day. */
    static final long START = 1_780_012_800_000L;

    /** A call of {@code tool} that {@code who} made {@code atMillis} after the start and that was answered. */
    static Seen call(String who, String tool, long atMillis) {
        return new Seen(new Observation(
                START + atMillis,
                who.isEmpty()
                        ? Principal.ANONYMOUS
                        : new Principal.User(new Principal.Key("https://issuer.example", who, "")),
                "10.1.0.1",
                who.isEmpty() ? "" : "hash-of-" + who,
                "",
                tool(tool),
                EnumSet.of(Mark.CALL, Mark.LISTED, Mark.ANSWERED),
                400,
                1_000,
                "x-" + atMillis));
    }

    /** Server and name as {@code server/name}. */
    static Observation.Tool tool(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? Observation.Tool.NONE
                : new Observation.Tool(text.substring(0, slash), text.substring(slash + 1));
    }

    /** The same with other marks. */
    Seen marks(Mark... marks) {
        EnumSet<Mark> set = EnumSet.noneOf(Mark.class);
        set.addAll(Set.of(marks));
        return with(set, observation.bytesIn(), observation.bytesOut());
    }

    /** The same with one mark more. */
    Seen and(Mark mark) {
        EnumSet<Mark> set = EnumSet.copyOf(observation.marks());
        set.add(mark);
        return with(set, observation.bytesIn(), observation.bytesOut());
    }

    /** The same with other sizes. */
    Seen bytes(long in, long out) {
        return with(observation.marks(), in, out);
    }

    /** The same from another address, in a session. */
    Seen from(String peer, String session) {
        Observation seen = observation;
        return new Seen(new Observation(
                seen.atMillis(),
                seen.principal(),
                peer,
                seen.credential(),
                session,
                seen.tool(),
                seen.marks(),
                seen.bytesIn(),
                seen.bytesOut(),
                seen.exchange()));
    }

    private Seen with(Set<Mark> marks, long in, long out) {
        Observation seen = observation;
        return new Seen(new Observation(
                seen.atMillis(),
                seen.principal(),
                seen.peer(),
                seen.credential(),
                seen.session(),
                seen.tool(),
                marks,
                in,
                out,
                seen.exchange()));
    }
}
