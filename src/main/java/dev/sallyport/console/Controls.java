package dev.sallyport.console;

import tools.jackson.databind.node.ObjectNode;

/** What a running gateway does for its operator. Methods may block; they are called on the {@code wait} lane. */
public interface Controls {
    /** What it serves and how it fares. */
    ObjectNode status();

    /** Reads the settings anew; {@code problems} is empty where they are in force now. */
    ObjectNode reload();

    /** Begins to stop, and returns at once: how long that may take, as {@code withinMillis}. */
    ObjectNode stop();
}
