package dev.sallyport.pipeline.execution;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written with a binary unit: {@code 512B}, {@code 16KiB}, {@code 4MiB}, {@code 1GiB}. Source: IEC
 * 80000-13.
 *
 * @param bytes at least 0
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
    /** The form of the text, as a regular expression. */
    public static final String PATTERN = "[0-9]{1,9}(?:B|KiB|MiB|GiB)";

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})(B|KiB|MiB|GiB)");

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is at least 0B");
        }
    }

    /** This many KiB. */
    public static ByteSize ofKibibytes(long count) {
        return new ByteSize(count << 10);
    }

    /** This many MiB. */
    public static ByteSize ofMebibytes(long count) {
        return new ByteSize(count << 20);
    }

    /** The size that {@code text} writes, or empty where it is not of that form. */
    public static Optional<ByteSize> read(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new ByteSize(Long.parseLong(matcher.group(1)) << shift(matcher.group(2))))
                : Optional.empty();
    }

    /** True from {@code min} to {@code max}, both included. */
    public boolean within(ByteSize min, ByteSize max) {
        return bytes >= min.bytes && bytes <= max.bytes;
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** The text in the largest unit that is exact. */
    @Override
    public String toString() {
        for (String unit : new String[] {"GiB", "MiB", "KiB"}) {
            if (bytes != 0 && bytes % (1L << shift(unit)) == 0) {
                return (bytes >> shift(unit)) + unit;
            }
        }
        return bytes + "B";
    }

    private static int shift(String unit) {
        return switch (unit) {
            case "GiB" -> 30;
            case "MiB" -> 20;
            case "KiB" -> 10;
            default -> 0;
        };
    }
}
