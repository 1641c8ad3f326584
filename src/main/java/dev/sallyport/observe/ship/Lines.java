package dev.sallyport.observe.ship;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Pieces, one a line. */
final class Lines {
    private Lines() {}

    static byte[] of(List<Piece> pieces) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (Piece piece : pieces) {
            lines.writeBytes(piece.json().getBytes(StandardCharsets.UTF_8));
            lines.write('\n');
        }
        return lines.toByteArray();
    }
}
