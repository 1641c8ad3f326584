package dev.sallyport.catalog;

import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;

/** What a list request gets. */
public sealed interface Listed {
    /**
     * Some items in order.
     *
     * @param items the items as clients see them, written already; nobody changes them
     * @param next where the next page begins; empty on the last one
     */
    record Page(ArrayNode items, Optional<String> next) implements Listed {}

    /** The cursor is none of ours, or its server is gone; the client begins anew. */
    record BadCursor() implements Listed {}
}
