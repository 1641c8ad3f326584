package dev.sallyport.transport.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** However a stream is cut into pieces, the same bytes are the same events. */
final class SseReaderFuzz {
    private static final int EVENT_BYTES_MAX = 200;
    private static final String[] PIECES = {
        "\n",
        "\r",
        "\r\n",
        "\n\n",
        "data",
        "data:",
        "data: ",
        ":",
        ": x",
        "id: 7",
        "id:",
        "retry: 5",
        "retry: x",
        "event: e",
        "{}",
        "\u00ef\u00bb\u00bf",
        " ",
        "x".repeat(90),
        "\u0000",
        "\u00e9"
    };

    @FuzzTest
    void anySplitGivesTheSameEvents(byte[] bytes) {
        compare(bytes, new Random(bytes.length));
    }

    @Test
    void anyArrangementOfPiecesGivesTheSameEventsInAnySplit() {
        Random random = new Random(6202);
        int events = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(14); j > 0; j--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            events += compare(text.toString().getBytes(ISO_8859_1), random);
        }
        assertTrue(events > 1_000, "events " + events);
    }

    private static int compare(byte[] bytes, Random random) {
        List<String> whole = events(bytes, bytes.length + 1, random);
        assertEquals(whole, events(bytes, 1, random));
        for (int i = 0; i < 3; i++) {
            assertEquals(whole, events(bytes, 12, random));
        }
        return whole.size();
    }

    private static List<String> events(byte[] bytes, int pieceMax, Random random) {
        List<String> events = new ArrayList<>();
        SseReader reader = new SseReader(
                EVENT_BYTES_MAX,
                (data, id, retry) -> events.add(new String(data, ISO_8859_1) + "|" + id + "|" + retry));
        boolean open = true;
        for (int from = 0; open && from < bytes.length; ) {
            int length =
                    Math.min(bytes.length - from, pieceMax > bytes.length ? pieceMax : 1 + random.nextInt(pieceMax));
            open = reader.read(bytes, from, length);
            from += length;
        }
        if (!open) {
            events.add("over the limit");
        }
        return events;
    }

    @Test
    void theRulesOfTheStandard() {
        assertEquals(List.of("a\nb||"), read("data: a\ndata:b\n\n"));
        assertEquals(List.of("||"), read("data\n\n"));
        assertEquals(List.of("x|7|"), read(":c\r\nid: 7\r\nevent: message\r\ndata: x\r\n\r\n"));
        assertEquals(List.of("|7|50"), read("id: 7\nretry: 50\n\n"));
        assertEquals(List.of("x||"), read("\u00ef\u00bb\u00bfdata:x\r\r"));
        assertEquals(List.of(" x||"), read("data:  x\n\n"));
        assertEquals(List.of(), read("data: never ended\n"));
        assertEquals(List.of("x||"), read("id: a\u0000b\nretry: 1x\ndata: x\n\n"));
    }

    @Test
    void anEventOverTheLimitEndsTheReading() {
        SseReader reader = new SseReader(EVENT_BYTES_MAX, (_, _, _) -> {});
        byte[] line = ("data: " + "x".repeat(EVENT_BYTES_MAX - 10) + "\n").getBytes(UTF_8);
        assertTrue(reader.read(line, 0, line.length));
        assertFalse(reader.read(line, 0, line.length));
    }

    private static List<String> read(String text) {
        return events(text.getBytes(ISO_8859_1), Integer.MAX_VALUE, new Random(1));
    }
}
