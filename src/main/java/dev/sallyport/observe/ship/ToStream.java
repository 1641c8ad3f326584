package dev.sallyport.observe.ship;

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
            out.write(Lines.of(pieces));
            out.flush();
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
