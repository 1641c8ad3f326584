package dev.sallyport.observe.ship;

import java.time.Instant;

/**
 * One thing that is sent: an entry, a checkpoint, or that something is missing.
 *
 * @param number the number of the entry; −1 for what is none
 * @param event what happened
 * @param time when it happened
 * @param isNotable true for what somebody should look at: a refusal, a failure
 * @param json a JSON object in one line, without its end
 */
record Piece(long number, String event, Instant time, boolean isNotable, String json) {}
