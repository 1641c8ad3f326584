package dev.sallyport.protocol;

/**
 * Input that is not what it must be, told apart by a stable code; a value, never an exception.
 *
 * @param code what is wrong, in kebab case, for example {@code duplicate-key}
 * @param offsetBytes where it was seen, counted from the first byte of the body, or -1 where no single place is to blame
 */
public record Malformed(String code, int offsetBytes) implements JsonRead, Decoded {}
