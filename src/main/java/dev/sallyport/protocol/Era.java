package dev.sallyport.protocol;

import java.util.Locale;

/** The two ways in which MCP is spoken. Source: MCP 2026-07-28, Versioning. */
public enum Era {
    /** Up to 2025-11-25: {@code initialize}, sessions, requests of the server. */
    LEGACY,
    /** From 2026-07-28 on: stateless, every request says its version itself. */
    MODERN;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** The era as the record writes it. */
    public String text() {
        return text;
    }
}
