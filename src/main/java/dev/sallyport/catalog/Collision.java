package dev.sallyport.catalog;

/**
 * An item that is not shown, because one that was known earlier has its name, or one that looks like it.
 *
 * @param kind what both are
 * @param hidden the one that is not shown
 * @param shown the one that is, or whose place is kept while its server is unknown
 * @param exposed the exposed name of the one that is shown
 * @param cause how alike they are
 */
public record Collision(Kind kind, Origin hidden, Origin shown, String exposed, Cause cause) {
    /** How two names are alike. */
    public enum Cause {
        /** They are the same. */
        SAME,
        /** They differ in case only. */
        CASE,
        /** They differ in case, width, or characters that are not seen. */
        WIDTH,
        /** They differ in letters that look alike. Source: UTS #39 §4. */
        CONFUSABLE
    }
}
