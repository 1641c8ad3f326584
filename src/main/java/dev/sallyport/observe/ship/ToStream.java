package dev.sallyport.observe.ship;

import dev.sallyport.ledger.disk.DiskFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;

/** A stream such as standard output: a line for each piece. */
public final class ToStream implements Sink {
    private final OutputStream out;

    /** Writes to {@code out}, which stays open. */
    public ToStream(OutputStream out) {
        this.out = out;
    }

    @Override
    public int send(String ledger, List<Piece> pieces) throws IOException {
        // another ledger may go to the same stream
        synchronized (out) {
            try {
                out.write(Lines.of(pieces));
                out.flush();
            } catch (IOException failed) {
                throw new IOException(
                        "standard output takes nothing: " + DiskFailure.why(failed) + "; look after who reads it",
                        failed);
            }
        }
        return 0;
    }

    @Override
    public void confirm() {
        // who reads it has it
    }

    @Override
    public Duration confirmWithin() {
        return Duration.ZERO;
    }

    @Override
    public void abort() {
        // the thread is interrupted
    }

    @Override
    public void close() {
        // it is not ours
    }
}
