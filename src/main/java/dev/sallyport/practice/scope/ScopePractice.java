package dev.sallyport.practice.scope;

import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.ObservedGuard;
import dev.sallyport.pipeline.Visibility;
import dev.sallyport.practice.Mode;
import dev.sallyport.practice.Practice;
import java.util.List;

/** Practice 13, permission scoping. */
public final class ScopePractice implements Practice {
    private final List<Guard> guards;
    private final Visibility visibility;

    /** Asks for scopes by {@code settings}; {@code policy} is what callers may know to be there, whatever their scopes. */
    public ScopePractice(ScopeSettings settings, StepUp stepUp, Visibility policy) {
        Scopes scopes = new Scopes(settings, stepUp, policy);
        boolean observed = settings.mode() == Mode.OBSERVE;
        boolean filters = settings.listing() == Listing.GRANTED;
        List<Guard> all = settings.rules().isEmpty()
                ? List.of()
                : List.of(new ScopeDoor(scopes), new ScopeGuard(scopes, filters));
        guards = observed ? all.stream().<Guard>map(ObservedGuard::new).toList() : all;
        visibility = filters && !observed && !all.isEmpty() ? policy.and(scopes) : policy;
    }

    @Override
    public String id() {
        return "scope";
    }

    @Override
    public List<Guard> guards() {
        return guards;
    }

    /** What callers may know to be there, by policy and scopes. */
    public Visibility visibility() {
        return visibility;
    }
}
