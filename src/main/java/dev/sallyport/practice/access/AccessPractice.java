package dev.sallyport.practice.access;

import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.ObservedGuard;
import dev.sallyport.pipeline.Visibility;
import dev.sallyport.practice.Mode;
import dev.sallyport.practice.Practice;
import java.util.List;

/** Practice 2, access control. */
public final class AccessPractice implements Practice {
    private final AccessGuard guard;
    private final boolean observed;

    /** Decides by {@code settings}. */
    public AccessPractice(AccessSettings settings) {
        this.guard = new AccessGuard(AccessRules.of(settings));
        this.observed = settings.mode() == Mode.OBSERVE;
    }

    @Override
    public String id() {
        return "access";
    }

    @Override
    public List<Guard> guards() {
        return List.of(observed ? new ObservedGuard(guard) : guard);
    }

    /** What callers may know to be there. */
    public Visibility visibility() {
        return observed ? Visibility.ALL : guard;
    }
}
