package dev.sallyport.practice.session;

import dev.sallyport.pipeline.Guard;
import dev.sallyport.practice.Practice;
import java.util.List;
import java.util.Map;

/** Practice 8, session management. */
public final class SessionPractice implements Practice {
    private final List<Guard> guards;

    /**
     * Binds what is in {@code belongings} to its callers.
     *
     * @param handles where handles of state stand: server, then tool, then JSON pointers
     */
    public SessionPractice(
            Belongings belongings, SessionSettings settings, Map<String, Map<String, List<String>>> handles) {
        guards = List.of(
                new SessionGuard(belongings.sessions()),
                new TaskBinding(belongings.tasks()),
                new StateBinding(belongings.states()),
                new HandleBinding(belongings.handles(), handles),
                new SessionBinding(belongings.sessions()),
                // last: what another refuses has used up nothing
                new StateSpending(belongings.states(), settings.requestStateOnce()));
    }

    @Override
    public String id() {
        return "session";
    }

    @Override
    public List<Guard> guards() {
        return guards;
    }
}
