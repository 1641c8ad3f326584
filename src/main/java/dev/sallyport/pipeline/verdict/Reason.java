package dev.sallyport.pipeline.verdict;

/**
 * Why something was refused or changed: stable, and explained under its own heading on the practice's page.
 *
 * @param practice the practice that judged, for example {@code validation}
 * @param code what it found, in kebab case, for example {@code path-traversal}
 */
public record Reason(String practice, String code) {
    /** The reason as it is written everywhere: {@code validation.path-traversal}. */
    @Override
    public String toString() {
        return practice + "." + code;
    }
}
