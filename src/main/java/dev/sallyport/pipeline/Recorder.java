package dev.sallyport.pipeline;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes down what happened. Called on the loop of the exchange. */
public interface Recorder {
    /** True while entries can be written; where it is false, nothing is sent to a server. */
    boolean isAble();

    /**
     * Notes that the exchange is about to be sent to its server: a stream always, since its outcome may be hours away, and a call where the
     * settings say so. {@code then} runs once it is written, at once or later on the loop of the exchange.
     */
    void begins(Exchange exchange, boolean isStream, Written then);

    /** Notes how the exchange ended, exactly once for each; then its last bytes go to the client, as {@code then} does. */
    void ended(Exchange exchange, Written then);

    /** Goes on after something was to be written. */
    @FunctionalInterface
    interface Written {
        /** Takes whether it was. */
        void written(boolean was);
    }

    /** Notes what is part of no exchange; on any thread. */
    void stepped(Step step);

    /**
     * Something that is part of no exchange, or of several.
     *
     * @param when it happened
     * @param event its name, which never changes
     * @param facts what is recorded of it: names and digests, never an argument
     */
    record Step(Instant when, String event, Map<String, String> facts) {
        public Step {
            facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        }
    }

    /** Notes that a legacy session ended, exactly once for each; on any thread. */
    void ended(Session session, Session.End why);

    /** Takes that a session which the gateway had at a server of the older era ended, exactly once for each; on any thread. No record has it. */
    default void endedAtServer(Session session, Session.End why) {}

    /** Sees what a recorder is told, just before it. Nothing waits for it. */
    interface Observer {
        /** An exchange is to be noted as one that is about to be sent. */
        default void begins(Exchange exchange) {}

        /** It was noted, and is sent now. */
        default void sent(Exchange exchange) {}

        /** An exchange ended; on its loop. */
        default void ended(Exchange exchange) {}

        /** Something happened that is part of no exchange; on any thread. */
        default void stepped(Step step) {}

        /** A legacy session ended; on any thread. */
        default void ended(Session session, Session.End why) {}

        /** A session at a server ended; on any thread. */
        default void endedAtServer(Session session, Session.End why) {}
    }
}
