package dev.sallyport.settings.binding;

import dev.sallyport.pipeline.execution.ByteSize;
import dev.sallyport.practice.ratelimit.count.Rate;
import dev.sallyport.practice.tls.TlsVersion;
import dev.sallyport.protocol.ProtocolVersion;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A type whose values are written as one text.
 *
 * @param expected what it is, with an article
 * @param example a value of it
 * @param pattern what its whole text matches, for editors
 * @param read the value of a text, or empty where it is not of the form
 */
public record Scalar<T>(
        Class<T> type, String expected, String example, String pattern, Function<String, Optional<T>> read) {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final Map<String, Long> UNIT_MILLIS =
            Map.of("ms", 1L, "s", 1000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    private static final Map<Class<?>, Scalar<?>> ALL = Stream.of(
                    new Scalar<>(Duration.class, "a duration", "10m", DURATION.pattern(), Scalar::duration),
                    new Scalar<>(Rate.class, "a number and a unit of time", "600/m", Rate.PATTERN, Rate::read),
                    new Scalar<>(ByteSize.class, "a size", "4MiB", ByteSize.PATTERN, ByteSize::read),
                    new Scalar<>(Share.class, "a share", "10%", Share.PATTERN, Share::read),
                    new Scalar<>(HostPort.class, "a host and port", "127.0.0.1:7337", HostPort.PATTERN, HostPort::read),
                    new Scalar<>(
                            RedisUrl.class,
                            "a redis or rediss URL without user, password and parameters",
                            "redis://127.0.0.1:6379",
                            RedisUrl.PATTERN,
                            RedisUrl::read),
                    new Scalar<>(Cidr.class, "a network without host bits", "10.0.0.0/8", Cidr.PATTERN, Cidr::read),
                    new Scalar<>(
                            URI.class,
                            "an http or https URL without user and fragment",
                            "https://mcp.example.com",
                            "https?://[^/?#@]+([/?][^#]*)?",
                            Scalar::url),
                    new Scalar<>(Path.class, "a path", "/srv/mcp", "[^\\u0000]+", Scalar::path))
            .collect(Collectors.toUnmodifiableMap(Scalar::type, Function.identity()));

    /** The scalar of a type, or empty where the type is none. */
    public static Optional<Scalar<?>> of(Class<?> type) {
        Class<?> key = Path.class.isAssignableFrom(type) ? Path.class : type;
        return Optional.ofNullable(ALL.get(key));
    }

    /** The text of a value. */
    public static String write(Object value) {
        return value instanceof Duration duration ? write(duration) : value.toString();
    }

    /** A constant as it is written: {@code UNKNOWN_FIELDS} as {@code unknown-fields}, a revision of MCP as on the wire, a version of TLS as a number. */
    public static String name(Enum<?> constant) {
        return switch (constant) {
            case ProtocolVersion version -> version.text();
            case TlsVersion version -> version.text();
            default -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
        };
    }

    /** The constants of {@code type} that can be written. */
    public static List<Enum<?>> constants(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .<Enum<?>>map(constant -> (Enum<?>) constant)
                .filter(constant -> !name(constant).isEmpty())
                .toList();
    }

    private static String write(Duration duration) {
        long millis = duration.toMillis();
        for (String unit : new String[] {"d", "h", "m", "s"}) {
            long unitMillis = UNIT_MILLIS.getOrDefault(unit, 1L);
            if (millis != 0 && millis % unitMillis == 0) {
                return millis / unitMillis + unit;
            }
        }
        return millis + "ms";
    }

    private static Optional<Duration> duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        return matcher.matches()
                ? Optional.of(Duration.ofMillis(
                        Long.parseLong(matcher.group(1)) * UNIT_MILLIS.getOrDefault(matcher.group(2), 1L)))
                : Optional.empty();
    }

    private static Optional<URI> url(String text) {
        try {
            URI uri = new URI(text);
            String scheme = uri.getScheme();
            boolean sound = ("http".equals(scheme) || "https".equals(scheme))
                    && uri.getHost() != null
                    && uri.getPort() <= 65_535
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null;
            return sound ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    private static Optional<Path> path(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }
}
