package dev.sallyport.catalog.pin;

import java.time.Instant;

/**
 * One definition of a tool that was seen.
 *
 * @param server the server's name in the settings
 * @param name the server's own name of the tool
 * @param digest what tells the definition from every other one of the tool
 * @param since when it was seen first
 * @param accepted whether it counts as what the tool is: the first one does, a later one where somebody said so
 * @param by who said so; empty for the first one
 */
public record Pin(String server, String name, String digest, Instant since, boolean accepted, String by) {}
