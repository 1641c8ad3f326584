package dev.sallyport.protocol.json;

import tools.jackson.databind.JsonNode;

/** What the strict reader made of some bytes. */
public sealed interface JsonRead {
    /**
     * One JSON value that every conforming parser reads alike.
     *
     * @param root the value; nobody changes it after it was read
     */
    record Value(JsonNode root) implements JsonRead {}

    /**
     * No such value; a value itself, never an exception.
     *
     * @param code what is wrong, one of {@link JsonCode}
     * @param offsetBytes where it was seen, counted from the first byte of the text
     */
    record Broken(String code, int offsetBytes) implements JsonRead {}
}
