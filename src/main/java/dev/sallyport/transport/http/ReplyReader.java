package dev.sallyport.transport.http;

import dev.sallyport.pipeline.Leg;
import dev.sallyport.pipeline.execution.Lane;
import dev.sallyport.pipeline.execution.MemoryGate;
import dev.sallyport.protocol.json.JsonLimits;
import dev.sallyport.protocol.json.JsonRead;
import dev.sallyport.protocol.json.JsonReader;
import dev.sallyport.transport.NettyLoop;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * Reads the JSON texts of one reply in their order: small ones on the loop at once, large ones on the computing lane, as soon as
 * the memory for them is free. Whatever comes meanwhile waits its turn.
 */
final class ReplyReader {
    private static final long RETRY_MILLIS = 20;

    /** What is done with each text. */
    interface Texts {
        /** One text, read. */
        void text(JsonRead json, Raw raw);

        /** Switches the arrival of more on and off. */
        void arriving(boolean on);
    }

    /** One text as it arrived. */
    static final class Raw {
        private static final Raw STEP = new Raw(new byte[0], 0, "");

        private final byte[] bytes;
        private final int lengthBytes;
        private final String eventId;

        /** The first {@code lengthBytes} of {@code bytes}, with the id of its stream event, or empty. */
        Raw(byte[] bytes, int lengthBytes, String eventId) {
            this.bytes = bytes;
            this.lengthBytes = lengthBytes;
            this.eventId = eventId;
        }

        int lengthBytes() {
            return lengthBytes;
        }

        String eventId() {
            return eventId;
        }
    }

    /** A text or a step that waits its turn. */
    private record Turn(Raw raw, Runnable step) {}

    private final Leg leg;
    private final NettyLoop loop;
    private final JsonLimits limits;
    private final Texts texts;
    private final ArrayDeque<Turn> waiting = new ArrayDeque<>(0);
    private boolean busy;
    private boolean reserved;

    ReplyReader(Leg leg, NettyLoop loop, Texts texts) {
        this.leg = leg;
        this.loop = loop;
        this.limits = leg.snapshot().limits().json();
        this.texts = texts;
    }

    /** Reads one text when all before it are read. */
    void read(Raw raw) {
        if (!busy && raw.lengthBytes() <= MemoryGate.FREE_BYTES) {
            texts.text(loop.reader(limits).read(raw.bytes, 0, raw.lengthBytes()), raw);
        } else {
            waiting.add(new Turn(raw, () -> {}));
            next();
        }
    }

    /** Does {@code step} when all texts before it are read. */
    void then(Runnable step) {
        if (busy) {
            waiting.add(new Turn(Raw.STEP, step));
        } else {
            step.run();
        }
    }

    private void next() {
        while (!busy && !waiting.isEmpty()) {
            Turn turn = waiting.peek();
            if (turn.raw().lengthBytes() == 0) {
                waiting.poll();
                turn.step().run();
            } else {
                away(turn.raw());
            }
        }
    }

    private void away(Raw raw) {
        busy = true;
        texts.arriving(false);
        if (!reserved && !leg.exchange().reserve(raw.lengthBytes())) {
            later();
            return;
        }
        reserved = true;
        boolean taken = leg.snapshot().pipeline().lanes().submit(Lane.CPU, () -> {
            JsonRead json = new JsonReader(limits).read(raw.bytes, 0, raw.lengthBytes());
            loop.execute(() -> back(json, raw));
        });
        if (taken) {
            reserved = false;
            waiting.poll();
        } else {
            later();
        }
    }

    private void back(JsonRead json, Raw raw) {
        busy = false;
        texts.arriving(true);
        texts.text(json, raw);
        next();
    }

    private void later() {
        loop.eventLoop()
                .schedule(
                        () -> {
                            busy = false;
                            next();
                        },
                        RETRY_MILLIS,
                        TimeUnit.MILLISECONDS);
    }
}
