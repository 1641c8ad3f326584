package dev.sallyport.settings.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sallyport.pipeline.execution.ByteSize;
import java.net.Inet4Address;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is read as a value matches the pattern that editors are given, and is the same value when it is written and read again. */
final class ScalarFuzz {
    private static final List<Class<?>> TYPES =
            List.of(Duration.class, ByteSize.class, HostPort.class, Cidr.class, URI.class, Path.class);
    private static final String[] PIECES = {
        "1",
        "0",
        "10",
        "999999999",
        "ms",
        "s",
        "d",
        "MiB",
        "B",
        "10.0.0.0",
        "::",
        "::ffff:",
        "fe80",
        "/8",
        "/104",
        "[",
        "]",
        ":",
        ":80",
        ":65536",
        "localhost",
        "http://",
        "https://",
        "a.example",
        "/",
        "?x",
        "#y",
        "@",
        "..",
        "%41",
        "\n",
        "\u0000",
        "é",
        "."
    };

    @FuzzTest
    void anyTextIsReadAlikeTwice(byte[] bytes) {
        check(new String(bytes, StandardCharsets.UTF_8));
    }

    @Test
    void anyArrangementOfPiecesIsReadAlikeTwice() {
        Random random = new Random(4632);
        int read = 0;
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = 1 + random.nextInt(4); j > 0; j--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            read += check(text.toString());
        }
        assertTrue(read > 20_000, "read " + read);
    }

    private static int check(String text) {
        int read = 0;
        for (Class<?> type : TYPES) {
            Scalar<?> scalar = Scalar.of(type).orElseThrow();
            Optional<?> value = scalar.read().apply(text);
            if (value.isPresent()) {
                read++;
                assertTrue(Pattern.matches(scalar.pattern(), text), () -> type.getSimpleName() + " " + text);
                assertEquals(value, scalar.read().apply(Scalar.write(value.get())), text);
            }
        }
        Cidr.read(text)
                .ifPresent(range -> assertEquals(text.indexOf(':') < 0, range.network() instanceof Inet4Address, text));
        return read;
    }
}
