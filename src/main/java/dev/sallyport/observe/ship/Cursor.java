package dev.sallyport.observe.ship;

import dev.sallyport.ledger.disk.FolderDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * How far a sink has everything.
 *
 * @param next the number of the first entry that it may not have
 * @param checkpoint the size in the latest checkpoint that it has
 */
record Cursor(long next, long checkpoint) {
    /** At the beginning of a ledger. */
    static final Cursor START = new Cursor(0, 0);

    private static final Pattern TEXT =
            Pattern.compile("next ([0-9]{1,18})\ncheckpoint ([0-9]{1,18})\ncrc ([0-9a-f]{8})\n");

    /** The name of its file beside the ledger. */
    static String file(String sink) {
        return "sent-" + sink;
    }

    /** The name of the file whose lock is that of who sends the ledger to the sink. */
    static String lockFile(String sink) {
        return file(sink) + ".lock";
    }

    /** That of {@code sink} beside the ledger in {@code folder}; empty where there is none that can be read. */
    static Optional<Cursor> in(Path folder, String sink) {
        try {
            return of(new FolderDisk(folder).read(file(sink)));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** It as a file holds it. */
    byte[] bytes() {
        String body = body();
        return (body + "crc " + crc(body) + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    private String body() {
        return "next " + next + "\ncheckpoint " + checkpoint + "\n";
    }

    /** What a file holds; empty where that is no cursor. */
    static Optional<Cursor> of(byte[] bytes) {
        Matcher matcher = TEXT.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Cursor cursor = new Cursor(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
        return crc(cursor.body()).equals(matcher.group(3)) ? Optional.of(cursor) : Optional.empty();
    }

    private static String crc(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
