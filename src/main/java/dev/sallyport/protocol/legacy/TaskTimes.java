package dev.sallyport.protocol.legacy;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The times of tasks, in milliseconds, of which each era has another name. */
public final class TaskTimes {
    private static final long POLL_MILLIS = 1_000;
    private static final long POLL_MILLIS_MIN = 100;
    private static final long POLL_MILLIS_MAX = 60_000;

    private TaskTimes() {}

    /** Gives a time its other name; what is neither a number nor null is no time, and left out. The newer era wants whole ones. */
    static void move(ObjectNode task, String from, String to) {
        JsonNode value = task.remove(from);
        if (value == null) {
            return;
        }
        if (value.isNull() || value.isIntegralNumber()) {
            task.set(to, value);
        } else if (value.isNumber()) {
            task.put(to, Math.round(value.asDouble(0)));
        }
    }

    /** How long to wait before {@code task}, of either era, is asked for again: as its server says, within reason. */
    public static long pollMillis(JsonNode task) {
        JsonNode newer = task.path("pollIntervalMs");
        JsonNode said = newer.isMissingNode() ? task.path("pollInterval") : newer;
        return said.isNumber()
                ? Math.clamp(Math.round(said.asDouble(0)), POLL_MILLIS_MIN, POLL_MILLIS_MAX)
                : POLL_MILLIS;
    }
}
