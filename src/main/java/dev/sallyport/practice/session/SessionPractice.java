package dev.sallyport.practice.session;

import dev.sallyport.pipeline.Guard;
import dev.sallyport.practice.Practice;
import java.util.List;

/** Practice 8, session management. */
public final class SessionPractice implements Practice {
    private final List<Guard> guards;

    /** Binds legacy sessions, and tasks, to their principals. */
    public SessionPractice(Sessions sessions, Tasks tasks) {
        guards = List.of(new SessionGuard(sessions), new TaskBinding(tasks), new SessionBinding(sessions));
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
