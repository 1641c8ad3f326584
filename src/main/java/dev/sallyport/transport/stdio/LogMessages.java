package dev.sallyport.transport.stdio;

import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.Message;
import dev.sallyport.transport.Doubt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom the log messages of one modern child concern. They say not to which request they belong, so that one is handed over only
 * where exactly one request that waits asked for its level, and none was given up lately. Source: MCP 2026-07-28, Logging.
 */
final class LogMessages {
    /** Source: RFC 5424 §6.2.1. */
    private static final List<String> RISING =
            List.of("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency");

    private final Doubt doubt = new Doubt();
    private long droppedCount;

    /** Calls that were given up, whose messages could be taken for those of another. */
    Doubt doubt() {
        return doubt;
    }

    /** The one call that hears {@code note}, or null: then the message is dropped, and counted. */
    @Nullable
    StdioCall reader(Message.Notification note, List<StdioCall> waiting) {
        String level = note.params().path("level").asString("");
        List<StdioCall> asking = waiting.stream()
                .filter(LogMessages::isModern)
                .filter(call -> call.correlation()
                        .map(ids -> includes(ids.logLevel(), level))
                        .orElse(false))
                .toList();
        if (asking.size() == 1 && doubt.isOver()) {
            return asking.getFirst();
        }
        droppedCount++;
        return null;
    }

    /** True where who asked for {@code asked} hears {@code said}; false where either is no level. */
    private static boolean includes(String asked, String said) {
        int least = RISING.indexOf(asked);
        return least >= 0 && RISING.indexOf(said) >= least;
    }

    /** True for a call of the era in which each request says what it wants to hear. */
    static boolean isModern(StdioCall call) {
        return call.era() == Era.MODERN;
    }

    /** How many messages were dropped. */
    long droppedCount() {
        return droppedCount;
    }
}
