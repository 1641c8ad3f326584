package dev.sallyport.protocol.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ClipTest {
    private static final String TEXT = "a😀b中😀😀";

    @Test
    void aShortTextIsLeftAlone() {
        assertEquals(TEXT, Clip.start(TEXT, TEXT.length()));
        assertEquals(TEXT, Clip.end(TEXT, TEXT.length() + 1));
        assertEquals("", Clip.start("", 0));
    }

    @Test
    void noPartHasHalfOfACharacter() {
        for (int chars = 0; chars <= TEXT.length(); chars++) {
            String start = Clip.start(TEXT, chars);
            String end = Clip.end(TEXT, chars);
            assertTrue(TEXT.startsWith(start) && start.length() >= chars - 1, start);
            assertTrue(TEXT.endsWith(end) && end.length() >= chars - 1, end);
            for (String part : new String[] {start, end}) {
                assertTrue(StandardCharsets.UTF_8.newEncoder().canEncode(part), part);
            }
        }
    }
}
