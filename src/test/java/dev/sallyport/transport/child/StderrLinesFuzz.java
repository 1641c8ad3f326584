package dev.sallyport.transport.child;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whatever a child writes and however it is cut, its lines are the same, few, short, and do nothing to a terminal. */
final class StderrLinesFuzz {
    private static final int CHARS_MAX = 20;
    private static final int LINES_MAX = 3;
    private static final ChildLimits LIMITS = new ChildLimits(1, 1, 1, CHARS_MAX, LINES_MAX, Duration.ZERO);
    private static final Pattern UNSAFE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}\\u2028\\u2029]");
    private static final String[] PIECES = {
        "\n",
        "\r\n",
        "error",
        "\u001b[31m",
        "\u202e",
        "é",
        "中文",
        "🙂",
        "\t",
        " ",
        "\u0000",
        "x".repeat(19),
        "\u2028",
        "\ue000"
    };

    @FuzzTest
    void linesAreSafeInAnySplit(byte[] bytes) {
        compare(bytes, new Random(bytes.length));
    }

    @Test
    void anyArrangementOfPiecesIsSafeInAnySplit() {
        Random random = new Random(2608);
        int lines = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(14); j > 0; j--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            byte[] bytes = text.toString().getBytes(UTF_8);
            if (bytes.length > 0 && random.nextInt(4) == 0) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            lines += compare(bytes, random);
        }
        assertTrue(lines > 20_000, "lines " + lines);
    }

    private static int compare(byte[] bytes, Random random) {
        List<String> whole = lines(bytes, Math.max(1, bytes.length), random);
        assertEquals(whole, lines(bytes, 1, random));
        assertEquals(whole, lines(bytes, 7, random));
        assertTrue(whole.size() <= LINES_MAX + 1, () -> whole.size() + " lines");
        for (String line : whole) {
            assertFalse(UNSAFE.matcher(line).find(), line);
            assertFalse(line.isBlank());
            assertTrue(line.length() <= CHARS_MAX + 1 || line.endsWith(" more lines were not logged"), line);
        }
        return whole.size();
    }

    private static List<String> lines(byte[] bytes, int pieceMax, Random random) {
        List<String> lines = new ArrayList<>();
        StderrLines reader = new StderrLines(LIMITS, () -> 0, lines::add);
        for (int from = 0; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + 1 + random.nextInt(pieceMax));
            reader.accept(java.util.Arrays.copyOfRange(bytes, from, to), to - from);
            from = to;
        }
        reader.finish();
        return lines;
    }
}
