package dev.sallyport.protocol;

/**
 * JSON that is no message of MCP; a value, never an exception.
 *
 * @param code what is wrong, in kebab case, for example {@code batch}
 */
public record Malformed(String code) implements Decoded {}
