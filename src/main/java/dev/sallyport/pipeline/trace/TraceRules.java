package dev.sallyport.pipeline.trace;

import dev.sallyport.protocol.Meta;
import dev.sallyport.protocol.json.Shallow;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What of the trace context in the metadata of a message goes on to a server.
 *
 * @param baggage the names of the members of {@code baggage} that do
 */
public record TraceRules(Set<String> baggage) {
    public TraceRules {
        baggage = Set.copyOf(baggage);
    }

    /**
     * {@code meta} without a {@code traceparent} or {@code tracestate} that is not sound, and with no more baggage than may go on; itself where
     * nothing of it has to go. A state without a sound {@code traceparent} is none.
     */
    public ObjectNode clean(ObjectNode meta) {
        ObjectNode traced = cleanTrace(meta);
        JsonNode carried = traced.get(Meta.BAGGAGE);
        return carried == null ? traced : cleanBaggage(traced, carried.stringValue(""));
    }

    /** True where the trace itself is among what {@link #clean} takes out. */
    public static boolean isTraceTakenOut(ObjectNode before, ObjectNode after) {
        return before.has(Meta.TRACEPARENT) != after.has(Meta.TRACEPARENT)
                || before.has(Meta.TRACESTATE) != after.has(Meta.TRACESTATE);
    }

    /** True where baggage is, all of it or a part. */
    public static boolean isBaggageTakenOut(ObjectNode before, ObjectNode after) {
        return !before.path(Meta.BAGGAGE).equals(after.path(Meta.BAGGAGE));
    }

    private static ObjectNode cleanTrace(ObjectNode meta) {
        JsonNode parent = meta.get(Meta.TRACEPARENT);
        JsonNode state = meta.get(Meta.TRACESTATE);
        if (parent == null && state == null) {
            return meta;
        }
        boolean sound = parent != null && TraceContext.isSound(parent.stringValue(""));
        boolean stateSound = state == null || (sound && TraceState.isSound(state.stringValue("")));
        if (sound && stateSound) {
            return meta;
        }
        ObjectNode clean = Shallow.copy(meta);
        if (!sound) {
            clean.remove(Meta.TRACEPARENT);
        }
        clean.remove(Meta.TRACESTATE);
        return clean;
    }

    private ObjectNode cleanBaggage(ObjectNode meta, String carried) {
        String kept = Baggage.of(carried, baggage);
        if (!kept.isEmpty() && kept.equals(carried)) {
            return meta;
        }
        ObjectNode clean = Shallow.copy(meta);
        if (kept.isEmpty()) {
            clean.remove(Meta.BAGGAGE);
        } else {
            clean.put(Meta.BAGGAGE, kept);
        }
        return clean;
    }
}
