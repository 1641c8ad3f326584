package dev.sallyport.practice.token.redact;

/**
 * A secret in a text.
 *
 * @param kind what it looks like, for example {@code jwt}
 * @param from the first character of what is taken out
 * @param value the first character of the secret itself, behind a word such as {@code Bearer}
 * @param to the character behind it
 */
public record Found(String kind, int from, int value, int to) {}
