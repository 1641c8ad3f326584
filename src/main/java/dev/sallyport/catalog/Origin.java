package dev.sallyport.catalog;

import java.util.Comparator;

/**
 * Where an item comes from.
 *
 * @param server the name of the server in the settings
 * @param name the server's own name of a tool or prompt, the URI of a resource, the URI template of a template
 */
public record Origin(String server, String name) implements Comparable<Origin> {
    private static final Comparator<Origin> ORDER =
            Comparator.comparing(Origin::server).thenComparing(Origin::name);

    /** An order for maps, which keeps them fast where a server chooses names of one hash. */
    @Override
    public int compareTo(Origin other) {
        return ORDER.compare(this, other);
    }
}
