package dev.sallyport.transport.stdio;

import dev.sallyport.protocol.Message;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The legacy handshake of a child that several sessions share: a child is initialized once, sessions that come meanwhile wait, and
 * hear the answer of the first.
 */
final class Handshake {
    private static final int WAITING_MAX = 1024;

    private @Nullable JsonNode result;
    private boolean asked;
    private boolean initialized;
    private List<Runnable> waiting = new ArrayList<>();

    /** What a further {@code initialize} is to do. */
    enum Turn {
        /** Go to the child. */
        ASK,
        /** Take the {@link #result()}. */
        KNOWN,
        /** Wait, and take another turn when told. */
        WAIT,
        /** Give up: too many wait. */
        FULL
    }

    /** The turn of one {@code initialize}; where it has to wait, {@code again} is run on any thread when it may look again. */
    synchronized Turn turn(Runnable again) {
        if (result != null) {
            return Turn.KNOWN;
        }
        if (!asked) {
            asked = true;
            return Turn.ASK;
        }
        if (waiting.size() >= WAITING_MAX) {
            return Turn.FULL;
        }
        waiting.add(again);
        return Turn.WAIT;
    }

    /** The server's answer to the first {@code initialize}, or null before it came. */
    synchronized @Nullable JsonNode result() {
        return result;
    }

    /** The answer came; an error is not kept, and the next in line asks himself. */
    void answered(Message.Response response) {
        over(response.isError() ? null : response.result());
    }

    /** No answer will come. */
    void failed() {
        over(null);
    }

    private void over(@Nullable JsonNode known) {
        List<Runnable> due;
        synchronized (this) {
            result = result == null ? known : result;
            asked = false;
            due = waiting;
            waiting = new ArrayList<>();
        }
        due.forEach(Runnable::run);
    }

    /** True for the first {@code notifications/initialized} only. */
    synchronized boolean initialize() {
        boolean first = !initialized;
        initialized = true;
        return first;
    }
}
