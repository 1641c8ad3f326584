package dev.sallyport.protocol;

import java.util.List;

/** The revisions of MCP that Sallyport speaks. Source: MCP, Versioning. */
public enum ProtocolVersion {
    /** The first revision with Streamable HTTP. */
    V2025_03_26("2025-03-26", Era.LEGACY),
    /** Structured output and elicitation. */
    V2025_06_18("2025-06-18", Era.LEGACY),
    /** The last revision with sessions. */
    V2025_11_25("2025-11-25", Era.LEGACY),
    /** The first stateless revision. */
    V2026_07_28("2026-07-28", Era.MODERN),
    /** A revision that we do not know; nothing is assumed of it. */
    UNKNOWN("", Era.MODERN);

    /** The versions of the modern era, as {@code data.supported} lists them. */
    public static final List<String> MODERN_TEXTS = List.of(V2026_07_28.text);

    private static final ProtocolVersion[] ALL = values();

    private final String text;
    private final Era era;

    ProtocolVersion(String text, Era era) {
        this.text = text;
        this.era = era;
    }

    /** The revision as it is written on the wire. */
    public String text() {
        return text;
    }

    /** The era that it belongs to. */
    public Era era() {
        return era;
    }

    /** The revision written as {@code text}, or {@link #UNKNOWN}. */
    public static ProtocolVersion of(String text) {
        for (ProtocolVersion version : ALL) {
            if (version.text.equals(text)) {
                return version;
            }
        }
        return UNKNOWN;
    }
}
