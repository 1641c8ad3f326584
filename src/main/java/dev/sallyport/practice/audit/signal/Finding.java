package dev.sallyport.practice.audit.signal;

/**
 * A signal that was raised.
 *
 * @param signal which
 * @param then what follows
 * @param explained one sentence with the numbers and the threshold
 * @param cause what raised it
 * @param untilMillis until when it stands
 */
record Finding(Signal signal, Then then, String explained, Observation cause, long untilMillis) {}
