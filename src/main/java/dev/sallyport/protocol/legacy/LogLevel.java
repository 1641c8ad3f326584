package dev.sallyport.protocol.legacy;

import java.util.List;

/** The severities of log messages, from the least to the gravest. Source: MCP 2026-07-28, Logging; RFC 5424 §6.2.1. */
public final class LogLevel {
    private static final List<String> ASCENDING =
            List.of("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency");

    private LogLevel() {}

    /** True for one of the eight levels. */
    public static boolean isKnown(String level) {
        return ASCENDING.contains(level);
    }

    /** True where a message of {@code level} is wanted by who asked for {@code least} and above. */
    public static boolean isWanted(String level, String least) {
        return isKnown(least) && ASCENDING.indexOf(level) >= ASCENDING.indexOf(least);
    }
}
