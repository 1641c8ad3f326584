package dev.sallyport.transport.stdio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sallyport.catalog.Definition;
import dev.sallyport.pipeline.event.UpstreamEvent;
import dev.sallyport.protocol.JsonRpc;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

class ReplayTest {
    private static final String OWNER = "session";

    private final Replay replay = new Replay(new AtomicLong(1));

    @Test
    void aStreamIsResumedAfterThePlaceThatTheClientNames() {
        String first = replay.add(OWNER, 7, event("a", 10), Definition.NONE).eventId();
        replay.add(OWNER, 8, event("other", 10), Definition.NONE);
        replay.add(OWNER, 7, event("b", 10), Definition.NONE);
        replay.add(OWNER, 7, event("c", 10), Definition.NONE);
        assertEquals(List.of("b", "c"), methodsAfter(first));
    }

    @Test
    void anotherSessionHearsNothing() {
        String first = replay.add(OWNER, 7, event("a", 10), Definition.NONE).eventId();
        replay.add(OWNER, 7, event("b", 10), Definition.NONE);
        assertEquals(List.of(), replay.after(Replay.Place.of(first), "other"));
    }

    @Test
    void whatIsNoPlaceResumesNothing() {
        replay.add(OWNER, 7, event("a", 10), Definition.NONE);
        for (String text : List.of("", "-", "7", "x-1", "7-x", "9-1", "99999999999999999999-1", "7-99")) {
            assertEquals(List.of(), methodsAfter(text), text);
        }
    }

    @Test
    void theOldestEventsAreForgottenWhenThereAreTooManyOrTooLargeOnes() {
        String first = replay.add(OWNER, 1, event("first", 10), Definition.NONE).eventId();
        for (int i = 0; i < 256; i++) {
            replay.add(OWNER, 1, event("m" + i, 10), Definition.NONE);
        }
        assertEquals(256, methodsAfter("1-0").size());
        assertEquals("m0", methodsAfter(first).getFirst());
        replay.add(OWNER, 1, event("large", 1 << 20), Definition.NONE);
        assertEquals(List.of("large"), methodsAfter("1-0"));
    }

    private List<String> methodsAfter(String eventId) {
        return replay.after(Replay.Place.of(eventId), OWNER).stream()
                .map(spoke -> spoke.message().method())
                .toList();
    }

    private static UpstreamEvent.Spoke event(String method, int sizeBytes) {
        return new UpstreamEvent.Spoke(
                JsonRpc.notification(method, JsonNodeFactory.instance.objectNode()), "", 200, sizeBytes);
    }
}
