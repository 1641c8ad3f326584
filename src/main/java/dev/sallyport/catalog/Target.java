package dev.sallyport.catalog;

/**
 * Who answers for an exposed name or a URI.
 *
 * @param server the name of the server, or an empty text where nobody does
 * @param definition the server's definition; {@link Definition#NONE} where it lists none for a URI that is its own
 */
public record Target(String server, Definition definition) {
    /** Nobody. */
    public static final Target NONE = new Target("", Definition.NONE);

    /** True for {@link #NONE}. */
    public boolean isNone() {
        return server.isEmpty();
    }

    /** The server's own name of a tool or prompt, the URI of a resource, the URI template of a template. */
    public String ownName() {
        return definition.name();
    }
}
