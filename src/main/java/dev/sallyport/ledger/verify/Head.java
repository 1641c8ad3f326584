package dev.sallyport.ledger.verify;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;

/** The first entry of a segment, as far as its form goes. */
final class Head {
    private static final Pattern FORM = Pattern.compile(
            "\\{\"n\":[0-9]+,\"time\":\"[^\"]*\",\"event\":\"segment\",\"ledger\":\"([^\"]*)\",\"format\":1,\"peaks\":\\[([^\\]]*)\\]"
                    + "(?:,\"abandoned\":\\{\"first\":([0-9]{1,18}),\"bytes\":([0-9]{1,18}),\"lost\":[0-9]{1,18}\\})?,\"crc\":\"[0-9a-f]{8}\"\\}");

    private final Matcher said;

    private Head(Matcher said) {
        this.said = said;
    }

    /** What {@code line} says; empty where it is no head. */
    static Optional<Head> of(Line line) {
        Matcher said = FORM.matcher(line.text());
        return said.matches() ? Optional.of(new Head(said)) : Optional.empty();
    }

    /** The ledger that it is of. */
    String ledger() {
        return said.group(1);
    }

    /** True where it says that a tree with these roots is before it. */
    boolean isBehind(List<String> roots) {
        String peaks = String.join("\",\"", roots);
        return said.group(2).equals(peaks.isEmpty() ? "" : "\"" + peaks + "\"");
    }

    /** How many bytes of {@code part} count: all, unless the head of {@code next} says that it was abandoned. */
    static long sizeBytesOf(Part part, Part next) throws IOException {
        Part after = next.now().orElse(next);
        if (after.form() == Part.Form.HASHES || after.isForeign()) {
            return Long.MAX_VALUE;
        }
        try (InputStream in = after.open(_ -> {})) {
            return Optional.ofNullable(new Lines(in, Long.MAX_VALUE).next())
                    .flatMap(Head::of)
                    .map(head -> head.sizeBytesOf(part.first()))
                    .orElse(Long.MAX_VALUE);
        } catch (EOFException | ZipException _) {
            return Long.MAX_VALUE;
        }
    }

    private long sizeBytesOf(long first) {
        return said.group(3) != null && Long.parseLong(said.group(3)) == first
                ? Long.parseLong(said.group(4))
                : Long.MAX_VALUE;
    }
}
