package dev.sallyport.catalog;

import java.util.concurrent.CompletionStage;
import tools.jackson.databind.node.ArrayNode;

/** Where a catalog asks for what a server defines. */
@FunctionalInterface
public interface DefinitionSource {
    /** All tools of the server, every page of the list; fails where the server cannot be asked. */
    CompletionStage<ArrayNode> tools();
}
