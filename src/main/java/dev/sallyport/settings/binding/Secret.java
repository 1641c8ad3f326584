package dev.sallyport.settings.binding;

/**
 * A text that is never printed: its string form is masked.
 *
 * @param plaintext the text itself; hand it only to what needs it
 */
public record Secret(String plaintext) {
    /** What is printed instead. */
    public static final String MASK = "***";

    @Override
    public String toString() {
        return MASK;
    }
}
