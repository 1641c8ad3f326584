package dev.sallyport.pipeline.execution;

import dev.sallyport.protocol.json.JsonLimits;
import dev.sallyport.protocol.json.JsonReader;
import dev.sallyport.protocol.json.JsonWriter;
import java.util.concurrent.Executor;

/**
 * A loop without a thread of its own.
 *
 * @param isCurrent what it says of the thread that asks
 * @param executor what runs its steps
 */
public record FixedLoop(boolean isCurrent, Executor executor) implements Loop {
    /** One that is where it is asked. */
    public static final FixedLoop HERE = new FixedLoop(true, Runnable::run);

    /** One that is elsewhere, so that who asks may wait. */
    public static final FixedLoop ELSEWHERE = new FixedLoop(false, Runnable::run);

    @Override
    public JsonReader reader(JsonLimits limits) {
        return new JsonReader(limits);
    }

    @Override
    public JsonWriter writer() {
        return new JsonWriter();
    }

    @Override
    public void execute(Runnable step) {
        executor.execute(step);
    }
}
