package dev.sallyport.transport;

import dev.sallyport.pipeline.Loop;
import dev.sallyport.protocol.JsonLimits;
import dev.sallyport.protocol.JsonReader;
import dev.sallyport.protocol.JsonWriter;
import io.netty.channel.EventLoop;

/** An event loop of Netty with its own reader and writer. */
public final class NettyLoop implements Loop {
    private final EventLoop eventLoop;
    private final int index;
    private JsonLimits limits = JsonLimits.DEFAULT;
    private JsonReader reader = new JsonReader(limits);
    private final JsonWriter writer = new JsonWriter();

    NettyLoop(EventLoop eventLoop, int index) {
        this.eventLoop = eventLoop;
        this.index = index;
    }

    /** The loop as Netty knows it. */
    public EventLoop eventLoop() {
        return eventLoop;
    }

    /** Its place among the loops, from 0. */
    public int index() {
        return index;
    }

    @Override
    public boolean isCurrent() {
        return eventLoop.inEventLoop();
    }

    @Override
    public JsonReader reader(JsonLimits wanted) {
        if (!wanted.equals(limits)) {
            limits = wanted;
            reader = new JsonReader(wanted);
        }
        return reader;
    }

    @Override
    public JsonWriter writer() {
        return writer;
    }

    @Override
    public void execute(Runnable step) {
        eventLoop.execute(step);
    }
}
