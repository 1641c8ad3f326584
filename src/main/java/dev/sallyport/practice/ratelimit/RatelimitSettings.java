package dev.sallyport.practice.ratelimit;

import dev.sallyport.practice.Doc;
import dev.sallyport.practice.Mode;
import dev.sallyport.practice.ratelimit.count.Rate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How often and how much callers may. */
public record RatelimitSettings(
        @Doc("Whether limits refuse (enforce), or what they would have refused is only recorded (observe).")
        Mode mode,

        @Doc("How many requests, whatever they are, are taken from one address.")
        Rate perPeer,

        @Doc("How many requests, whatever they are, are taken from one principal.")
        Rate perPrincipal,

        @Doc("How many calls of tools and prompts, readings of resources and completions one principal may make.")
        Rate calls,

        @Doc("Further limits.") List<LimitRule> limits,
        @Doc("What counts as more than one call.") List<Cost> costs,

        @Doc("When a caller that makes the same call again and again is slowed.")
        RepeatSettings repeats,

        @Doc(
                "While what gateways count together in `store.redis` cannot be asked: whether what is limited is refused (deny), or each counts by itself (local).")
        OnFailure onFailure) {
    /** The most limits, each of which is asked about each call. */
    static final int LIMITS_MAX = 60;

    /** Room for any honest program on one machine: 2,000 requests a second from an address, 1,000 and 200 calls from a principal. */
    public static final RatelimitSettings DEFAULT = new RatelimitSettings(
            Mode.ENFORCE,
            new Rate(120_000, "m"),
            new Rate(60_000, "m"),
            new Rate(12_000, "m"),
            List.of(),
            List.of(),
            RepeatSettings.DEFAULT,
            OnFailure.DENY);

    public RatelimitSettings {
        limits = List.copyOf(limits);
        costs = List.copyOf(costs);
        if (limits.size() > LIMITS_MAX) {
            throw new IllegalArgumentException("limits must be " + LIMITS_MAX + " at the most");
        }
        Set<String> ids = new HashSet<>(Set.of("per-peer", "per-principal", "calls", "repeats"));
        for (LimitRule limit : limits) {
            if (!ids.add(limit.id())) {
                throw new IllegalArgumentException(
                        "limits must have ids of their own; `" + limit.id() + "` is taken already");
            }
        }
    }
}
