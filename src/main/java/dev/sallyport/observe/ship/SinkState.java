package dev.sallyport.observe.ship;

/**
 * How a sink fares with a ledger, or with several.
 *
 * @param lagEntries how many entries it may not have yet
 * @param lagSeconds how old the first of these is
 * @param sent how many entries it has got since the start, some perhaps twice
 * @param missed how many could not be sent, because they were not there any more, or their ledger is damaged
 * @param refused how many it said that it does not keep
 * @param problem why it gets none now; empty where it does
 */
public record SinkState(long lagEntries, long lagSeconds, long sent, long missed, long refused, String problem) {
    /** That of a sink that got nothing, and is to get nothing. */
    static final SinkState NOTHING = new SinkState(0, 0, 0, 0, 0, "");

    /** This and how it fares with another ledger, together. */
    SinkState and(SinkState other) {
        return new SinkState(
                lagEntries + other.lagEntries,
                Math.max(lagSeconds, other.lagSeconds),
                sent + other.sent,
                missed + other.missed,
                refused + other.refused,
                problem.isEmpty() ? other.problem : problem);
    }

    /** What stays of it when nothing is sent any more. */
    SinkState over() {
        return new SinkState(0, 0, sent, missed, refused, "");
    }
}
