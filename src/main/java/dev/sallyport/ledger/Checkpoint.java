package dev.sallyport.ledger;

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

    /** What a note says, whose signature is not looked at; empty where it is no checkpoint. */
    static Optional<Checkpoint> read(byte[] note) {
        String[] lines = new String(note, StandardCharsets.UTF_8).split("\n", LINES + 1);
        if (lines.length <= LINES || !lines[1].matches("0|[1-9][0-9]{0,17}")) {
            return Optional.empty();
        }
        return Optional.of(new Checkpoint(lines[0], Long.parseLong(lines[1]), lines[2]));
    }
}
