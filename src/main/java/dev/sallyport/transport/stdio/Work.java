package dev.sallyport.transport.stdio;

import dev.sallyport.protocol.Era;
import dev.sallyport.protocol.McpMethod;
import dev.sallyport.protocol.Message;
import java.util.List;

/**
 * What a child does for one call: whatever it says without naming a call, it says for one of these.
 *
 * @param party who may hear of it: the client that has a session of its own with the child, or else this call alone
 * @param era the era of the call
 * @param logLevel how much a call of the newer era wants to hear of the log, or empty
 */
record Work(String party, Era era, String logLevel) {
    /** Source: RFC 5424 §6.2.1. */
    private static final List<String> RISING =
            List.of("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency");

    /** True where {@code said} may be said for this call: the newer era asks nothing, and logs what a call asked for. */
    boolean maySay(Message.Spoken said) {
        return era == Era.LEGACY
                || switch (said) {
                    case Message.Notification note
                    when note.method().equals(McpMethod.LOG) ->
                        isLogged(note.params().path("level").asString(""));
                    case Message.Notification _ -> true;
                    case Message.Request _, Message.Response _ -> false;
                };
    }

    /** False where either is no level. */
    private boolean isLogged(String level) {
        int least = RISING.indexOf(logLevel);
        return least >= 0 && RISING.indexOf(level) >= least;
    }
}
