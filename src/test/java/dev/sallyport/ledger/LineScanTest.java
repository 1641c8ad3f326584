package dev.sallyport.ledger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Lines are found wherever they end, and whatever bytes are in them. */
final class LineScanTest {
    private static final int LIMIT = 1 << 20;

    private static LineScan of(byte[] file) {
        return new LineScan((target, at) -> {
            int length = (int) Math.min(target.remaining(), file.length - at);
            if (length <= 0) {
                return -1;
            }
            target.put(file, (int) at, length);
            return length;
        });
    }

    private static List<String> lines(LineScan scan) throws IOException {
        List<String> lines = new ArrayList<>();
        assertTrue(scan.read(
                LIMIT,
                (bytes, from, to) -> lines.add(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1))));
        return lines;
    }

    @Test
    void eachByteButOneIsInALine() throws IOException {
        for (int one = 0; one < 0x100; one++) {
            for (int before = 0; before < 18; before++) {
                byte[] file = new byte[before + 12];
                Arrays.fill(file, (byte) 0x8a);
                file[before] = (byte) one;
                file[before + 3] = '\n';
                LineScan scan = of(file);
                assertEquals(one == '\n' ? 2 : 1, lines(scan).size(), "byte " + one + " behind " + before);
                assertEquals(before + 4, scan.offset());
            }
        }
    }

    @Test
    void linesOfEveryLengthAreFoundAcrossWhatIsReadAtOnce() throws IOException {
        Random random = new Random(6);
        ByteBuffer file = ByteBuffer.allocate(LIMIT);
        List<String> written = new ArrayList<>();
        while (file.remaining() > 5_000) {
            byte[] line = new byte[random.nextInt(random.nextInt(20) == 0 ? 4_000 : 40)];
            random.nextBytes(line);
            for (int i = 0; i < line.length; i++) {
                line[i] = line[i] == '\n' ? 9 : line[i];
            }
            written.add(new String(line, StandardCharsets.ISO_8859_1));
            file.put(line).put((byte) '\n');
        }
        file.put("no end".getBytes(StandardCharsets.US_ASCII));
        LineScan scan = of(Arrays.copyOf(file.array(), file.position()));
        assertEquals(written, lines(scan));
        assertArrayEquals("no end".getBytes(StandardCharsets.US_ASCII), scan.rest());
    }
}
