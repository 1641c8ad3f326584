package dev.sallyport.transport.child;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LineBufferTest {
    @Test
    void randomBytesInRandomPiecesGiveTheLinesOfASimpleReader() throws IOException {
        Random random = new Random(20260728);
        for (int i = 0; i < 3_000; i++) {
            int lineBytesMax = 1 + random.nextInt(40);
            byte[] bytes = new byte[random.nextInt(200)];
            for (int at = 0; at < bytes.length; at++) {
                int kind = random.nextInt(200);
                bytes[at] = (byte) (kind == 0 ? 0 : kind < 20 ? '\n' : kind < 30 ? '\r' : 1 + random.nextInt(255));
            }
            Cut expected = simply(bytes, lineBytesMax);
            Cut actual = read(pieces(bytes, random), lineBytesMax);
            assertEquals(expected, actual, () -> "max " + lineBytesMax + ": " + new String(bytes, ISO_8859_1));
        }
    }

    @FuzzTest(maxDuration = "10m")
    void anyBytesGiveTheLinesOfASimpleReader(byte[] bytes) throws IOException {
        assertEquals(simply(bytes, 16), read(pieces(bytes, new Random(bytes.length)), 16));
    }

    @Test
    void longLinesComeWholeAndTheArrayStaysWithinItsBound() throws IOException {
        int lineBytesMax = 3 << 20;
        byte[] bytes =
                ("a".repeat(lineBytesMax) + "\r\nshort\n" + "b".repeat(lineBytesMax + 1) + "\n").getBytes(ISO_8859_1);
        Cut cut = read(new ByteArrayInputStream(bytes), lineBytesMax);
        assertEquals(LineBuffer.Fault.LINE_TOO_LONG, cut.fault());
        assertEquals(
                List.of(lineBytesMax, 5),
                cut.lines().stream().map(String::length).toList());
    }

    @Test
    void aLineWithoutEndIsRefusedWhileItIsStillBeingRead() throws IOException {
        int[] given = {0};
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("one byte at a time");
            }

            @Override
            public int read(byte[] target, int from, int length) {
                given[0] += length;
                Arrays.fill(target, from, from + length, (byte) 'a');
                return length;
            }
        };
        assertEquals(LineBuffer.Fault.LINE_TOO_LONG, read(endless, 100_000).fault());
        assertTrue(given[0] <= 100_000 + 2 + (8 << 10), "held " + given[0]);
    }

    @Test
    void stopsAreFoundAtEveryPlaceAndHighBytesAreNone() {
        for (int length = 0; length < 40; length++) {
            byte[] bytes = new byte[length + 8];
            Arrays.fill(bytes, (byte) 0x8a);
            for (int from = 0; from <= length; from++) {
                assertEquals(length, LineBuffer.indexOfStop(bytes, from, length));
                for (int at = from; at < length; at++) {
                    for (byte stop : new byte[] {0, '\n'}) {
                        bytes[at] = stop;
                        bytes[at + 1] = (byte) (stop + 1);
                        assertEquals(at, LineBuffer.indexOfStop(bytes, from, length));
                        bytes[at] = (byte) 0x8a;
                        bytes[at + 1] = (byte) 0x8a;
                    }
                }
            }
        }
    }

    private record Cut(List<String> lines, LineBuffer.Fault fault) {}

    private static Cut read(InputStream in, int lineBytesMax) throws IOException {
        LineBuffer buffer = new LineBuffer(lineBytesMax);
        List<String> lines = new ArrayList<>();
        while (buffer.fault() == LineBuffer.Fault.NONE && buffer.fill(in) >= 0) {
            for (byte[] line = buffer.next(); line.length > 0; line = buffer.next()) {
                lines.add(new String(line, ISO_8859_1));
            }
        }
        return new Cut(lines, buffer.fault());
    }

    /** The same by the letter, byte by byte. */
    private static Cut simply(byte[] bytes, int lineBytesMax) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (byte b : bytes) {
            if (line.length() > lineBytesMax + 1) {
                return new Cut(lines, LineBuffer.Fault.LINE_TOO_LONG);
            }
            if (b == 0) {
                return new Cut(lines, LineBuffer.Fault.NUL_BYTE);
            }
            if (b != '\n') {
                line.append((char) (b & 0xff));
                continue;
            }
            if (!line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
                line.setLength(line.length() - 1);
            }
            if (line.length() > lineBytesMax) {
                return new Cut(lines, LineBuffer.Fault.LINE_TOO_LONG);
            }
            if (!line.isEmpty()) {
                lines.add(line.toString());
            }
            line.setLength(0);
        }
        boolean tooLong = line.length() > lineBytesMax + 1;
        return new Cut(lines, tooLong ? LineBuffer.Fault.LINE_TOO_LONG : LineBuffer.Fault.NONE);
    }

    private static InputStream pieces(byte[] bytes, Random random) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int from, int length) {
                return super.read(target, from, Math.min(length, 1 + random.nextInt(30)));
            }
        };
    }
}
