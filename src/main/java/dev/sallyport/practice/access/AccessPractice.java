package dev.sallyport.practice.access;

import dev.sallyport.catalog.pin.Pins;
import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.ObservedGuard;
import dev.sallyport.pipeline.Visibility;
import dev.sallyport.practice.Mode;
import dev.sallyport.practice.Practice;
import dev.sallyport.practice.access.approval.Approvals;
import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/** Practice 2, access control. */
public final class AccessPractice implements Practice {
    private final AccessGuard guard;
    private final boolean observed;

    /** Decides by {@code settings}; {@code approvals} are what people have decided, {@code pins} what tools were at first use. */
    public AccessPractice(AccessSettings settings, Approvals approvals, Pins pins, UnaryOperator<ObjectNode> redacted) {
        AccessRules rules = AccessRules.of(settings);
        this.guard = new AccessGuard(rules, new Holding(rules, approvals, pins, settings.approvals(), redacted), pins);
        this.observed = settings.mode() == Mode.OBSERVE;
    }

    @Override
    public String id() {
        return "access";
    }

    @Override
    public List<Guard> guards() {
        return List.of(new VisitAnswer(), observed ? new ObservedGuard(guard) : guard);
    }

    /** What callers may know to be there. */
    public Visibility visibility() {
        return observed ? Visibility.ALL : guard;
    }
}
