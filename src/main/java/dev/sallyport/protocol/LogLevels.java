package dev.sallyport.protocol;

import java.util.List;

/** The levels of log messages, which are those of syslog. Source: MCP 2026-07-28, Logging; RFC 5424 §6.2.1. */
public final class LogLevels {
    private static final List<String> RISING =
            List.of("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency");

    private LogLevels() {}

    /** True where who asked for {@code asked} hears {@code said}; false where either is no level. */
    public static boolean includes(String asked, String said) {
        int least = RISING.indexOf(asked);
        return least >= 0 && RISING.indexOf(said) >= least;
    }
}
