package dev.sallyport.transport.child;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StderrLinesTest {
    private final List<String> told = new ArrayList<>();
    private long nanos;
    private final StderrLines lines =
            new StderrLines(new ChildLimits(1, 1, 1, 10, 3, Duration.ZERO), () -> nanos, told::add);

    @Test
    void controlAndFormattingCharactersNeverReachTheLog() {
        write(
                "\u001b[2J\u0007a\tb\r\n",
                "\u202e\u200b\u2066x\u2028y\ue000\n",
                "\u0000\u009b\n",
                "\u00e4\ud83d\ude00\n");
        assertEquals(List.of("[2Ja b", "xy", "ä😀"), told);
    }

    @Test
    void brokenTextIsReplacedAndALongLineIsCutBetweenCharacters() {
        write(new byte[] {(byte) 0xff, 'x', (byte) 0xc3, '\n'});
        write("123456789😀\n", "1".repeat(100_000), "\n");
        assertEquals(List.of("\ufffdx\ufffd", "123456789…", "1111111111…"), told);
    }

    @Test
    void linesOverTheRateAreCountedAndTheNextMinuteIsNew() {
        write("1\n2\n3\n4\n5\n");
        nanos += Duration.ofSeconds(61).toNanos();
        write("6\n7\n8\n9\nlast");
        lines.finish();
        assertEquals(
                List.of("1", "2", "3", "2 more lines were not logged", "6", "7", "8", "2 more lines were not logged"),
                told);
    }

    private void write(String... pieces) {
        for (String piece : pieces) {
            write(piece.getBytes(UTF_8));
        }
    }

    private void write(byte[] bytes) {
        lines.accept(bytes, bytes.length);
    }
}
