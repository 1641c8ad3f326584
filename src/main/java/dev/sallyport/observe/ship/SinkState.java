package dev.sallyport.observe.ship;

/**
 * How a sink fares.
 *
 * @param lagEntries how many entries it may not have yet
 * @param lagSeconds how old the first of these is
 * @param sent how many entries it has got since the start, some perhaps twice
 * @param missed how many could not be sent, because they were not there any more
 * @param refused how many it said that it does not keep
 * @param problem why it gets none now; empty where it does
 */
public record SinkState(long lagEntries, long lagSeconds, long sent, long missed, long refused, String problem) {}
