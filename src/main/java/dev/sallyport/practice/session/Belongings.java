package dev.sallyport.practice.session;

import dev.sallyport.crypto.Keyset;
import dev.sallyport.crypto.Sealer;
import dev.sallyport.pipeline.Session;
import dev.sallyport.pipeline.selection.Selection;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.BiConsumer;

/** What this process keeps for its callers beyond one message; it outlives every configuration. Safe for use by several threads. */
public final class Belongings {
    private final Sessions sessions;
    private final Tasks tasks = new Tasks();
    private final Handles handles = new Handles();
    private final RequestStates states;

    /** Nothing yet; what clients carry is sealed under {@code keys}, and {@code ended} hears of each session that ends. */
    public Belongings(
            SessionSettings settings,
            Keyset keys,
            SecureRandom random,
            Clock clock,
            BiConsumer<Session, Session.End> ended) {
        this.sessions = new Sessions(settings, random, new Sealer(keys, "event-id", random), ended);
        this.states = new RequestStates(new Sealer(keys, "request-state", random), clock);
    }

    /** Other bounds from now on, for sessions that are open too. */
    public void settings(SessionSettings next) {
        sessions.settings(next);
    }

    /** The legacy sessions. */
    public Sessions sessions() {
        return sessions;
    }

    Tasks tasks() {
        return tasks;
    }

    Handles handles() {
        return handles;
    }

    RequestStates states() {
        return states;
    }

    /** Ends the sessions that {@code whose} picks, and forgets what its principals have beside them; how many sessions they were. */
    public int end(Selection whose, Session.End why) {
        tasks.forget(whose::coversWhole);
        handles.forget(whose::coversWhole);
        states.forget(whose::coversWhole);
        return sessions.end(whose, why);
    }
}
