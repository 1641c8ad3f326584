package dev.sallyport.console;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a running gateway does for its operator. Methods may block; they are called on the {@code wait} lane. */
public interface Controls {
    /** What it serves and how it fares. */
    ObjectNode status();

    /** Reads the settings anew; {@code problems} is empty where they are in force now. */
    ObjectNode reload();

    /** The {@code sessions} that are open and what is {@code underway}. */
    ObjectNode sessions();

    /**
     * Ends what {@code selection} names: one member of {@code session}, {@code principal} and {@code client} with a text, or {@code all}; how
     * many {@code sessions} and {@code exchanges} it was, or a {@code problem}.
     */
    ObjectNode endSessions(JsonNode selection);

    /** The {@code suspects}: callers against whom a signal stands. */
    ObjectNode signals();

    /**
     * Lets go, as {@code by} wants, what {@code selection} names: one member of {@code principal} and {@code address} with a text, or
     * {@code all}; how many were {@code lifted}, or a {@code problem}.
     */
    ObjectNode liftSignals(JsonNode selection, String by);

    /** What waits for a person; what {@code by} has to know of the one that {@code asked} names, where it names one. */
    ObjectNode approvals(JsonNode asked, String by);

    /** What the server that {@code asked} names by {@code server} is known to offer, as {@code InventoryJson} writes it. */
    ObjectNode definitions(JsonNode asked);

    /** Takes the choice of {@code by} about what waits: what was {@code decided}, or a {@code problem}. */
    ObjectNode decide(JsonNode asked, String by);

    /** Begins to stop, and returns at once: how long that may take, as {@code withinMillis}. */
    ObjectNode stop();
}
