package dev.sallyport.catalog;

import java.util.concurrent.CompletionStage;

/** Where a catalog asks for what a server defines. */
@FunctionalInterface
public interface DefinitionSource {
    /** All tools of the server, every page of the list; fails where the server cannot be asked. */
    CompletionStage<ToolList> tools();
}
