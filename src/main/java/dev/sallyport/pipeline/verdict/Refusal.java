package dev.sallyport.pipeline.verdict;

/**
 * One refusal as the client will hear it.
 *
 * @param reason why
 * @param hint what to do about it
 * @param incident the id under which the record knows the exchange
 */
public record Refusal(Reason reason, Hint hint, String incident) {}
