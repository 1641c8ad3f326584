package dev.sallyport.path;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** HTTP/1.1 as bytes: just enough to read what either side wrote, without hiding anything. */
final class Http {
    /**
     * The head of a message.
     *
     * @param first its first line
     * @param fields its fields as they were written, in order
     */
    record Head(String first, List<String> fields) {
        /** The value of a field, or empty. */
        String value(String name) {
            String prefix = name.toLowerCase(Locale.ROOT) + ":";
            return fields.stream()
                    .filter(field -> field.toLowerCase(Locale.ROOT).startsWith(prefix))
                    .findFirst()
                    .map(field -> field.substring(prefix.length()).strip())
                    .orElse("");
        }

        boolean isChunked() {
            return value("Transfer-Encoding").equalsIgnoreCase("chunked");
        }

        int length() {
            String length = value("Content-Length");
            return length.isEmpty() ? 0 : Integer.parseInt(length);
        }

        /** The lines as they were written. */
        String text() {
            return first + "\n" + String.join("\n", fields) + "\n";
        }
    }

    private Http() {}

    /** The next head; an end of the stream is an exception. */
    static Head head(InputStream in) throws IOException {
        String first = line(in);
        List<String> fields = new ArrayList<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            fields.add(line);
        }
        return new Head(first, fields);
    }

    /** The whole body behind {@code head}. */
    static byte[] body(InputStream in, Head head) throws IOException {
        if (!head.isChunked()) {
            return exactly(in, head.length());
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] chunk = chunk(in); chunk.length > 0; chunk = chunk(in)) {
            body.write(chunk);
        }
        return body.toByteArray();
    }

    /** The next chunk, or none for the last. */
    static byte[] chunk(InputStream in) throws IOException {
        byte[] chunk = exactly(in, Integer.parseInt(line(in), 16));
        line(in);
        return chunk;
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("cut after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("cut after: " + line.toString(ISO_8859_1));
            }
            line.write(b);
        }
        return line.toString(ISO_8859_1).stripTrailing();
    }
}
