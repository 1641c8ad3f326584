package dev.sallyport.practice.ratelimit;

import dev.sallyport.pipeline.Exchange;
import tools.jackson.databind.JsonNode;

/**
 * A call that limits are asked about.
 *
 * @param exchange of which it is part
 * @param charge what it costs something for
 * @param arguments its arguments; missing where it has none
 */
record Call(Exchange exchange, Charge charge, JsonNode arguments) {}
