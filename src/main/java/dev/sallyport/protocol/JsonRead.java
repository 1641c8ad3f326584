package dev.sallyport.protocol;

import tools.jackson.databind.JsonNode;

/** What the strict reader made of some bytes. */
public sealed interface JsonRead permits JsonRead.Value, Malformed {
    /**
     * One JSON value that every conforming parser reads alike.
     *
     * @param root the value; nobody changes it after it was read
     */
    record Value(JsonNode root) implements JsonRead {}
}
