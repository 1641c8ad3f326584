package dev.sallyport.transport.stdio;

import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.LogLevels;
import dev.sallyport.protocol.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom the log messages of one modern child concern. They say not to which request they belong, so that one is handed over only
 * where exactly one request that waits asked for its level. Source: MCP 2026-07-28, Logging.
 */
final class LogMessages {
    private long droppedCount;

    /** The one call that hears {@code note}, or null: then the message is dropped, and counted. */
    @Nullable
    StdioCall reader(Message.Notification note, List<StdioCall> waiting) {
        String level = note.params().path("level").asString("");
        List<StdioCall> asking = waiting.stream()
                .filter(LogMessages::isModern)
                .filter(call -> call.correlation()
                        .map(ids -> LogLevels.includes(ids.logLevel(), level))
                        .orElse(false))
                .toList();
        if (asking.size() == 1) {
            return asking.getFirst();
        }
        droppedCount++;
        return null;
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
