package dev.sallyport.pipeline;

import dev.sallyport.catalog.Kind;
import dev.sallyport.catalog.Target;
import dev.sallyport.pipeline.verdict.Reason;
import java.util.Optional;

/** What a caller may know to be there: whatever it could call with some arguments. */
@FunctionalInterface
public interface Visibility {
    /** Everybody sees everything. */
    Visibility ALL = (_, _, _) -> Optional.empty();

    /** Why the caller of {@code exchange} may not know {@code target}; empty where it may. Answers from memory. */
    Optional<Reason> hides(Exchange exchange, Kind kind, Target target);

    /** The name of what decides it: another one where another thing may be shown. */
    default String version() {
        return "";
    }

    /** What neither this nor {@code other} hides. */
    default Visibility and(Visibility other) {
        Visibility first = this;
        return new Visibility() {
            @Override
            public Optional<Reason> hides(Exchange exchange, Kind kind, Target target) {
                Optional<Reason> why = first.hides(exchange, kind, target);
                return why.isPresent() ? why : other.hides(exchange, kind, target);
            }

            @Override
            public String version() {
                return first.version() + " " + other.version();
            }
        };
    }

    /** True where the caller may know it. */
    default boolean shows(Exchange exchange, Kind kind, Target target) {
        return hides(exchange, kind, target).isEmpty();
    }
}
