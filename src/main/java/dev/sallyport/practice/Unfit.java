package dev.sallyport.practice;

/** A refusal of a value by a settings record that says how to mend it; like every refusal it begins with the key. */
public final class Unfit extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String suggestion;

    /** What is wrong, and how to mend it, which may be empty. */
    public Unfit(String message, String suggestion) {
        super(message);
        this.suggestion = suggestion;
    }

    /** How to mend it; may be empty. */
    public String suggestion() {
        return suggestion;
    }
}
