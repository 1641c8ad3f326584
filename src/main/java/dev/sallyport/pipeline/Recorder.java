package dev.sallyport.pipeline;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes down what happened. Called on the loop of the exchange; never blocks. */
public interface Recorder {
    /** True while entries can be written; where it is false, nothing is sent to a server. */
    boolean isAble();

    /** Notes that a stream was opened; its outcome may be hours away. */
    void opened(Exchange exchange);

    /** Notes how the exchange ended, exactly once for each. */
    void ended(Exchange exchange);

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
}
