package dev.sallyport.observe.ship;

import dev.sallyport.ledger.Checkpoint;
import dev.sallyport.ledger.LedgerFolder;
import dev.sallyport.ledger.disk.DiskFailure;
import dev.sallyport.ledger.disk.FolderDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a sink does not get of a damaged ledger. That the sink was told stands in a file beside the ledger, with how far it had everything
 * then: where that changes, because the ledger was put right and sent on in between, it is told anew.
 *
 * @param ledger the origin of the ledger
 * @param reached how far the sink has it
 * @param entries how many there seem to be behind, one at least
 * @param piece what the sink is told
 */
record Loss(String ledger, Cursor reached, long entries, Piece piece) {
    /** That of a sink that has {@code damaged} so far; empty where it has all that there seems to be. */
    static Optional<Loss> of(String ledger, LedgerFolder damaged, Cursor reached, Pieces pieces, Instant when)
            throws IOException {
        long behind = damaged.seemingSize() - reached.next();
        boolean all = behind <= 0 && damaged.checkpoint().map(Checkpoint::size).equals(Optional.of(reached.next()));
        return all
                ? Optional.empty()
                : Optional.of(
                        new Loss(ledger, reached, Math.max(1, behind), pieces.lost(ledger, reached.next(), when)));
    }

    private static String file(String sink) {
        return Cursor.file(sink) + ".told";
    }

    /** True where {@code sink} was told, by this process or by one before. */
    boolean isTold(Path folder, String sink) {
        try {
            return Arrays.equals(new FolderDisk(folder).read(file(sink)), reached.bytes());
        } catch (IOException _) {
            return false;
        }
    }

    /** Remembers that {@code sink} was told. */
    void told(Path folder, String sink) throws IOException {
        try {
            new FolderDisk(folder).replace(file(sink), reached.bytes());
        } catch (IOException cannot) {
            throw new IOException(
                    "that it was told of the damage is not kept, so that it is told again: "
                            + DiskFailure.writing(folder.resolve(file(sink)), cannot),
                    cannot);
        }
    }
}
