package dev.sallyport.settings.binding;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Redis or what speaks like it is: {@code redis://127.0.0.1:6379}, {@code rediss://redis.example.com/2}. No user and no password: what
 * is secret stands in a setting of its own. Source: IANA, URI schemes {@code redis} and {@code rediss}.
 *
 * @param tls true for {@code rediss}
 * @param at host and port
 * @param database the number of the database
 */
public record RedisUrl(boolean tls, HostPort at, int database) {
    static final String PATTERN =
            "rediss?://(?:\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9.-]+)(?::[0-9]{1,5})?(?:/(?:[0-9]{1,4})?)?";

    private static final Pattern TEXT =
            Pattern.compile("redis(s?)://(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9.-]+)(?::([0-9]{1,5}))?(?:/([0-9]{1,4})?)?");
    private static final String PORT = "6379";

    /** The URL that {@code text} writes, or empty where it is not of that form. */
    public static Optional<RedisUrl> read(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String port = matcher.group(3) == null ? PORT : matcher.group(3);
        int database = matcher.group(4) == null ? 0 : Integer.parseInt(matcher.group(4));
        return HostPort.read(matcher.group(2) + ":" + port)
                .filter(at -> at.port() > 0)
                .map(at -> new RedisUrl(!matcher.group(1).isEmpty(), at, database));
    }

    @Override
    public String toString() {
        return (tls ? "rediss://" : "redis://") + at + (database == 0 ? "" : "/" + database);
    }
}
