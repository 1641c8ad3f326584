package dev.sallyport.settings.binding;

import dev.sallyport.catalog.search.NearestName;
import java.util.Collection;
import java.util.List;

/** A refusal of a name that is none of those that are known; {@link Blame} turns it into a suggestion. */
public final class UnknownName extends IllegalArgumentException {
    private final transient String written;
    private final transient List<String> known;

    /** What was {@code written}, and the names that are {@code known}. */
    public UnknownName(String message, String written, Collection<String> known) {
        super(message);
        this.written = written;
        this.known = List.copyOf(known);
    }

    String suggestion() {
        return NearestName.suggestion(Shape.kebab(written), known);
    }
}
