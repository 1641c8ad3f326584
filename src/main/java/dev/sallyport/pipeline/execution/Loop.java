package dev.sallyport.pipeline.execution;

import dev.sallyport.protocol.json.JsonLimits;
import dev.sallyport.protocol.json.JsonReader;
import dev.sallyport.protocol.json.JsonWriter;
import java.util.concurrent.Executor;

/** The event loop to which an exchange belongs: only there its state changes. */
public interface Loop extends Executor {
    /** True on the loop's own thread; false where a step of the exchange runs on another lane. */
    boolean isCurrent();

    /** The loop's own strict reader within {@code limits}, for messages that are read on the loop. */
    JsonReader reader(JsonLimits limits);

    /** The loop's own writer. */
    JsonWriter writer();
}
