package dev.sallyport.transport;

import dev.sallyport.pipeline.execution.Loop;
import dev.sallyport.protocol.json.JsonBuffer;
import dev.sallyport.protocol.json.JsonLimits;
import dev.sallyport.protocol.json.JsonReader;
import dev.sallyport.protocol.json.JsonWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** An event loop of Netty with its own reader and writer. */
public final class NettyLoop implements Loop {
    private static final int OUTGOING_KEPT_BYTES_MAX = 1 << 16;

    private final EventLoop eventLoop;
    private final int index;
    private JsonLimits limits = JsonLimits.DEFAULT;
    private JsonReader reader = new JsonReader(limits);
    private final JsonWriter writer = new JsonWriter();
    private final JsonBuffer outgoing = new JsonBuffer(4096);
    private final List<Channel> unflushed = new ArrayList<>();
    private final Runnable flushing = this::flushAll;

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

    /** The bytes of {@code root} in a buffer as sockets take it, so that they are copied once; the caller's to release. */
    public ByteBuf json(JsonNode root) {
        outgoing.clear(OUTGOING_KEPT_BYTES_MAX);
        writer.write(root, outgoing);
        return ByteBufAllocator.DEFAULT
                .directBuffer(outgoing.sizeBytes())
                .writeBytes(outgoing.array(), 0, outgoing.sizeBytes());
    }

    /**
     * Flushes {@code channel} once everything that is ready on this loop has been taken, before the loop waits again: under load
     * the other ends are woken once for many messages. To be called on the loop; a channel that is about to be closed needs its
     * own flush.
     */
    public void flushSoon(Channel channel) {
        if (unflushed.isEmpty()) {
            eventLoop.execute(flushing);
        }
        unflushed.add(channel);
    }

    private void flushAll() {
        // a flush may lead to further writes, which join the list
        for (int i = 0; i < unflushed.size(); i++) {
            unflushed.get(i).flush();
        }
        unflushed.clear();
    }

    @Override
    public void execute(Runnable step) {
        eventLoop.execute(step);
    }
}
