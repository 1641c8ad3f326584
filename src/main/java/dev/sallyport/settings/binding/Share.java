package dev.sallyport.settings.binding;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A part of all, written as {@code 10%}.
 *
 * @param percent from 0 to 100
 */
public record Share(BigDecimal percent) {
    /** The form. */
    static final String PATTERN = "(?:100|[0-9]{1,2}(?:\\.[0-9]{1,4})?)%";

    /** All of it. */
    public static final Share ALL = new Share(BigDecimal.valueOf(100));

    private static final Pattern FORM = Pattern.compile(PATTERN);

    /** The share that {@code text} writes. */
    static Optional<Share> read(String text) {
        return FORM.matcher(text).matches()
                ? Optional.of(new Share(new BigDecimal(text.substring(0, text.length() - 1))))
                : Optional.empty();
    }

    /** From 0 to 1. */
    public double ratio() {
        return percent.movePointLeft(2).doubleValue();
    }

    @Override
    public String toString() {
        return percent.toPlainString() + "%";
    }
}
