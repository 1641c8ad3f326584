package dev.sallyport.pipeline.verdict;

import java.util.Set;

/** The methods for which a guard wants to be asked; evaluated once per method, when the configuration loads. */
@FunctionalInterface
public interface MethodSet {
    /** Every method, known or not. */
    MethodSet ALL = _ -> true;

    /** No method. */
    MethodSet NONE = _ -> false;

    /** True where the guard wants to see messages of {@code method}. */
    boolean contains(String method);

    /** Just these methods. */
    static MethodSet of(String... methods) {
        return Set.of(methods)::contains;
    }
}
