package dev.sallyport.settings.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.pipeline.execution.ByteSize;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ScalarTest {
    private static final Map<Class<?>, List<String>> SAME = Map.of(
            Duration.class, List.of("0ms", "500ms", "1s", "90s", "10m", "1h", "25h", "3d"),
            ByteSize.class, List.of("0B", "1B", "1023B", "1KiB", "1025B", "4MiB", "1GiB", "999999999GiB"),
            HostPort.class, List.of("127.0.0.1:0", "localhost:65535", "[::1]:80", "a-b.example:1"),
            Cidr.class, List.of("10.0.0.0/8", "0.0.0.0/0", "127.0.0.1/32"),
            URI.class, List.of("http://a", "https://a:8443/b/c?d=e", "http://[::1]:1/"),
            Path.class, List.of("/srv/data", "relative"));

    private static final Map<Class<?>, List<String>> WRONG = Map.of(
            Duration.class, List.of("", "10", "m", "-1s", "1.5h", "1h30m", "10 m", "9999999999s", "10M"),
            ByteSize.class, List.of("", "4", "4MB", "-1B", "4 MiB", "4mib", "1.5MiB", "9999999999B"),
            HostPort.class, List.of("", "127.0.0.1", ":80", "::1:80", "[zz]:80", "a:65536", "a:-1", "[1:2]:3", "a b:1"),
            Cidr.class, List.of("", "10.0.0.0", "10.0.0.1/8", "10.0.0.0/33", "::/129", "a/8", "1.2.3.4.5/8"),
            URI.class,
                    List.of(
                            "",
                            "a",
                            "ftp://a",
                            "https://",
                            "https:a",
                            "https://u@a",
                            "http://a#b",
                            "http://a:99999",
                            "http://a b"),
            Path.class, List.of("", "\0"));

    @Test
    void textsOfTheFormAreReadAndWrittenBack() {
        SAME.forEach((type, texts) -> texts.forEach(text -> assertEquals(text, Scalar.write(read(type, text)))));
    }

    @Test
    void otherTextsAreRefused() {
        WRONG.forEach((type, texts) -> texts.forEach(text -> assertTrue(
                Scalar.of(type).orElseThrow().read().apply(text).isEmpty(), type.getSimpleName() + " " + text)));
    }

    @Test
    void everyFormIsInTheTable() {
        assertEquals(SAME.keySet(), WRONG.keySet());
        SAME.keySet().forEach(type -> read(type, Scalar.of(type).orElseThrow().example()));
    }

    @Test
    void loopbackIsKnownWithoutLookingUpAName() {
        for (String host : List.of("127.0.0.1", "127.9.8.7", "::1", "localhost", "LOCALHOST", "::ffff:127.0.0.1")) {
            assertTrue(new HostPort(host, 1).isLoopback(), host);
        }
        for (String host :
                List.of("0.0.0.0", "::", "10.0.0.1", "localhost.example.com", "127.0.0.1.example.com", "128.0.0.1")) {
            assertFalse(new HostPort(host, 1).isLoopback(), host);
        }
    }

    @Test
    void aRangeContainsItsAddressesAndNoOthers() {
        Cidr range = (Cidr) read(Cidr.class, "10.64.0.0/10");
        for (String inside : List.of("10.64.0.0", "10.127.255.255", "::ffff:10.64.0.1")) {
            assertTrue(range.contains(InetAddress.ofLiteral(inside)), inside);
        }
        for (String outside : List.of("10.63.255.255", "10.128.0.0", "::1", "fd00::1")) {
            assertFalse(range.contains(InetAddress.ofLiteral(outside)), outside);
        }
        assertTrue(((Cidr) read(Cidr.class, "fd00::/8")).contains(InetAddress.ofLiteral("fdff::1")));
    }

    private static Object read(Class<?> type, String text) {
        return Scalar.of(type).orElseThrow().read().apply(text).orElseThrow(() -> new AssertionError(text));
    }
}
