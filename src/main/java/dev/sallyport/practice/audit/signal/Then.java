package dev.sallyport.practice.audit.signal;

import java.util.Locale;

/** What follows from a signal; each does what the one before it does, too. */
public enum Then {
    /** Nothing: it is not even a signal. */
    IGNORE,
    /** Policies see it in {@code context.risk.signals}, and it is counted. */
    MARK,
    /** It is in the ledger and in the log. */
    ALERT,
    /** The caller may ask once a second. */
    SLOW,
    /** What the caller has open is ended. */
    END_SESSION,
    /** What the caller has open is ended, and nothing more is taken from it for a time. */
    BLOCK;

    /** Its name in the settings and in the ledger. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean isAtLeast(Then other) {
        return compareTo(other) >= 0;
    }
}
