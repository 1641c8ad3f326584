package dev.sallyport.observe.ship;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Where pieces are sent. Used by one thread, but for {@link #abort}. */
public sealed interface Sink extends AutoCloseable permits ToFile, ToHttp, ToStream, ToSyslog {
    /** The receiver would take fewer at once. */
    final class TooLarge extends IOException {
        private static final long serialVersionUID = 1;

        TooLarge(String message) {
            super(message);
        }
    }

    /** The receiver says when it may be tried again. */
    final class Later extends IOException {
        private static final long serialVersionUID = 1;

        private final Duration after;

        Later(String message, Duration after) {
            super(message);
            this.after = after;
        }

        Duration after() {
            return after;
        }
    }

    /**
     * Sends pieces of the ledger {@code ledger}, in order; how many of them the receiver says that it will never keep.
     *
     * @throws IOException where it is not known that it has them; all since the last {@link #confirm} are then sent again
     */
    int send(String ledger, List<Piece> pieces) throws IOException;

    /** Returns once the receiver has everything that was sent; fails where that is not known. */
    void confirm() throws IOException;

    /** How long what was sent may stay unconfirmed while more is sent. */
    Duration confirmWithin();

    /** Ends what blocks, from another thread. */
    void abort();

    @Override
    void close();
}
