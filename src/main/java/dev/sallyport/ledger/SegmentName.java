package dev.sallyport.ledger;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a segment's file: the number of its first entry, and the form in which it is kept.
 *
 * @param first the number of its first entry
 * @param form how it is kept
 */
public record SegmentName(long first, Form form) implements Comparable<SegmentName> {
    private static final Pattern NAME = Pattern.compile("([0-9]{16})\\.(jsonl|jsonl\\.gz|hashes)");

    /** How a segment is kept. */
    public enum Form {
        /** Its entries, one a line. */
        LINES("jsonl"),
        /** The same, compressed by gzip. */
        COMPRESSED("jsonl.gz"),
        /** The hashes of its entries alone, 32 bytes each: what they were is gone, that they were can still be proven. */
        HASHES("hashes");

        private final String suffix;

        Form(String suffix) {
            this.suffix = suffix;
        }
    }

    /** The name that {@code file} is; empty for any other file. */
    public static Optional<SegmentName> of(String file) {
        Matcher matcher = NAME.matcher(file);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        for (Form form : Form.values()) {
            if (form.suffix.equals(matcher.group(2))) {
                return Optional.of(new SegmentName(Long.parseLong(matcher.group(1)), form));
            }
        }
        throw new IllegalStateException("every suffix has a form");
    }

    /** The same segment, kept in another way. */
    SegmentName as(Form other) {
        return new SegmentName(first, other);
    }

    /** The name of the file. */
    public String file() {
        return String.format(Locale.ROOT, "%016d.%s", first, form.suffix);
    }

    @Override
    public int compareTo(SegmentName other) {
        return Long.compare(first, other.first);
    }
}
