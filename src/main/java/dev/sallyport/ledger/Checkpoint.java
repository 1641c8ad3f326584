package dev.sallyport.ledger;

import dev.sallyport.crypto.NoteSigner;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * What a ledger was at one moment.
 *
 * @param origin the name of the ledger
 * @param size how many entries it had
 * @param root the root of the tree over them, in base64
 */
public record Checkpoint(String origin, long size, String root) {
    private static final int LINES = 3;

    static Checkpoint of(String origin, Frontier frontier) {
        return new Checkpoint(origin, frontier.size(), Base64.getEncoder().encodeToString(frontier.root()));
    }

    /** The text of a note about it, without signatures. Source: C2SP tlog-checkpoint. */
    public String text() {
        return origin + "\n" + size + "\n" + root + "\n";
    }

    /** The note about it that {@code signer} has signed, in bytes. */
    byte[] note(NoteSigner signer) {
        return signer.sign(text()).getBytes(StandardCharsets.UTF_8);
    }

    /** What a note says, whose signature is not looked at; empty where it is no checkpoint. */
    static Optional<Checkpoint> read(byte[] note) {
        return read(new String(note, StandardCharsets.UTF_8));
    }

    /** The same of text. */
    public static Optional<Checkpoint> read(String note) {
        String[] lines = note.split("\n", LINES + 1);
        if (lines.length <= LINES || !lines[1].matches("0|[1-9][0-9]{0,17}")) {
            return Optional.empty();
        }
        return Optional.of(new Checkpoint(lines[0], Long.parseLong(lines[1]), lines[2]));
    }
}
