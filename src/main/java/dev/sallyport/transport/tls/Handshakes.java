package dev.sallyport.transport.tls;

import java.lang.System.Logger.Level;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What became of connections before a request: counted all, and told in the log, ten a minute at most. */
public final class Handshakes {
    private static final System.Logger LOG = System.getLogger("sallyport.tls");
    private static final long MINUTE_NANOS = 60_000_000_000L;
    private static final int TOLD_MAX = 10;
    private static final int WORDS_MAX = 160;

    private final Map<End, LongAdder> counts = new EnumMap<>(End.class);
    private long minuteNanos = System.nanoTime();
    private int told;
    private long untold;

    /** How a connection came out of its beginning. */
    public enum End {
        /** The handshake is done. */
        DONE,
        /** Client and server do not agree: on a version, a suite, or a certificate. */
        FAILED,
        /** The client went away. */
        LEFT,
        /** It took too long. */
        SLOW,
        /** The client speaks HTTP without TLS. */
        PLAIN_HTTP,
        /** The client speaks something else. */
        FOREIGN;

        /** The end as metrics and the log name it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Nothing yet. */
    public Handshakes() {
        for (End end : End.values()) {
            counts.put(end, new LongAdder());
        }
    }

    /** How many ended so. */
    public long count(End end) {
        LongAdder counted = counts.get(end);
        return counted == null ? 0 : counted.sum();
    }

    void ended(End end) {
        LongAdder counted = counts.get(end);
        if (counted != null) {
            counted.increment();
        }
    }

    /** Counts an end that is worth a line: who was at the other side, and what the library says. */
    void failed(End end, String peer, String words) {
        ended(end);
        long left;
        synchronized (this) {
            long now = System.nanoTime();
            if (now - minuteNanos >= MINUTE_NANOS) {
                minuteNanos = now;
                told = 0;
            }
            if (told >= TOLD_MAX) {
                untold++;
                return;
            }
            told++;
            left = untold;
            untold = 0;
        }
        LOG.log(
                Level.WARNING,
                "no TLS with {0}: {1}{2}{3}",
                peer,
                end.text(),
                words.isEmpty() ? "" : ", " + clean(words),
                left == 0 ? "" : " (and " + left + " more before that were not told)");
    }

    /** The words of a library may repeat what a client sent. */
    private static String clean(String words) {
        String cut = words.length() > WORDS_MAX ? words.substring(0, WORDS_MAX) : words;
        return cut.replaceAll("[^ -~]", "?");
    }
}
