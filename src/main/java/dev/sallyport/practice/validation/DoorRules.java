package dev.sallyport.practice.validation;

import java.util.Set;

/**
 * Whom the door lets in.
 *
 * @param hosts the names by which this gateway may be called, in lower case without port
 * @param origins the web origins that may call it, besides pages of its own
 * @param bodyBytesMax the largest body
 */
public record DoorRules(Set<String> hosts, Set<String> origins, long bodyBytesMax) {}
