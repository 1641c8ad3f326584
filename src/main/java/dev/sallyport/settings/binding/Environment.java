package dev.sallyport.settings.binding;

import java.util.Optional;

/** Where the values of {@code ${NAME}} come from. */
@FunctionalInterface
public interface Environment {
    /** The variables of this process. */
    Environment SYSTEM = name -> Optional.ofNullable(System.getenv(name));

    /** The value of a variable, or empty where it is not set. */
    Optional<String> variable(String name);
}
