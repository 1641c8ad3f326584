package dev.sallyport.settings;

import dev.sallyport.catalog.ExposedName;
import dev.sallyport.catalog.View;
import dev.sallyport.practice.Doc;
import java.util.Optional;

/** What a profile changes about one tool or prompt. */
public record ItemSettings(
        @Doc("Whether it is left out.") boolean hide,

        @Doc("The name under which clients see it: 1 to 64 letters, digits, `_`, `.` and `-`.")
        Optional<String> name,

        @Doc("What stands in place of the server's description.")
        Optional<String> description) {
    /** Nothing. */
    public static final ItemSettings DEFAULT = new ItemSettings(false, Optional.empty(), Optional.empty());

    private static final int DESCRIPTION_CHARS_MAX = 8192;

    public ItemSettings {
        if (hide && (name.isPresent() || description.isPresent())) {
            throw new IllegalArgumentException("hide goes with neither a name nor a description");
        }
        if (name.isPresent() && !ExposedName.isValid(name.get())) {
            throw new IllegalArgumentException("name must be 1 to 64 letters, digits, `_`, `.` and `-`");
        }
        if (description.isPresent() && description.get().length() > DESCRIPTION_CHARS_MAX) {
            throw new IllegalArgumentException("description must have at most 8192 characters");
        }
    }

    View.Change change() {
        return new View.Change(hide, name, description);
    }
}
