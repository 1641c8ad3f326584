package dev.sallyport.transport.child;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sallyport.transport.child.LineBuffer.Fault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** However a stream is cut into pieces, its lines are those that a plain reading, byte by byte, finds. */
final class LineBufferFuzz {
    private static final int LINE_BYTES_MAX = 40;
    private static final String[] PIECES = {
        "\n",
        "\r",
        "\r\n",
        "\n\n",
        "a",
        "{\"a\":1}",
        "\u00e9",
        "x".repeat(39),
        "x".repeat(40),
        "\r\r\n",
        "\u0000",
        "\u0080"
    };

    @FuzzTest
    void anySplitGivesTheLinesOfAPlainReading(byte[] bytes) throws IOException {
        compare(bytes, new Random(bytes.length));
    }

    @Test
    void anyArrangementOfPiecesGivesTheLinesOfAPlainReading() throws IOException {
        Random random = new Random(2607);
        int lines = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(14); j > 0; j--) {
                text.append(PIECES[random.nextInt(random.nextInt(4) == 0 ? PIECES.length : PIECES.length - 2)]);
            }
            lines += compare(text.toString().getBytes(ISO_8859_1), random);
        }
        assertTrue(lines > 20_000, "lines " + lines);
    }

    private static int compare(byte[] bytes, Random random) throws IOException {
        List<String> plain = plain(bytes);
        assertEquals(plain, lines(bytes, Integer.MAX_VALUE, random));
        assertEquals(plain, lines(bytes, 1, random));
        assertEquals(plain, lines(bytes, 12, random));
        return plain.size();
    }

    /** The lines, and last how the reading ended. */
    private static List<String> lines(byte[] bytes, int pieceMax, Random random) throws IOException {
        List<String> lines = new ArrayList<>();
        LineBuffer buffer = new LineBuffer(LINE_BYTES_MAX);
        InputStream in = new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 1 + random.nextInt(pieceMax)));
            }
        };
        while (buffer.fault() == Fault.NONE && buffer.fill(in) >= 0) {
            for (byte[] line = buffer.next(); line.length > 0; line = buffer.next()) {
                lines.add(new String(line, ISO_8859_1));
            }
        }
        lines.add(buffer.fault().name());
        return lines;
    }

    private static List<String> plain(byte[] bytes) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        Fault fault = Fault.NONE;
        for (int i = 0; i < bytes.length && fault == Fault.NONE; i++) {
            char c = (char) (bytes[i] & 0xFF);
            if (c == '\n') {
                int length = line.length() - (line.toString().endsWith("\r") ? 1 : 0);
                fault = length > LINE_BYTES_MAX ? Fault.LINE_TOO_LONG : Fault.NONE;
                if (length > 0 && fault == Fault.NONE) {
                    lines.add(line.substring(0, length));
                }
                line.setLength(0);
            } else if (c == 0) {
                fault = Fault.NUL_BYTE;
            } else if (line.append(c).length() > LINE_BYTES_MAX + 1) {
                fault = Fault.LINE_TOO_LONG;
            }
        }
        lines.add(fault.name());
        return lines;
    }
}
