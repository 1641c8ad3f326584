package dev.sallyport.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;

/** All entries of the ledgers in a folder as text, a line each. */
public final class LedgerText {
    private LedgerText() {}

    /** Those in {@code folder}. */
    public static String in(Path folder) throws IOException {
        StringBuilder text = new StringBuilder();
        for (LedgerFolder ledger : LedgerFolder.in(folder)) {
            ledger.read(Instant.MIN, (bytes, from, to) -> {
                text.append(new String(bytes, from, to - from, StandardCharsets.UTF_8))
                        .append('\n');
                return true;
            });
        }
        return text.toString();
    }
}
